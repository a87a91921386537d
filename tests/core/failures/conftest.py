"""Failures that are switched on by hand, and requests that are claimed for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from mock_redox.core.failures.active import Active, Failures
from mock_redox.core.failures.forced import Forced
from mock_redox.core.ids import Ids
from mock_redox.core.setup import FailureSpec


class Board:
    """Switches failures on, and lets requests meet them."""

    def __init__(self, seed: int = 0) -> None:
        self.failures = Failures(Ids(seed))

    def add(self, name: str = "token.expired", **more: Any) -> Active:
        for each in ("delay", "jitter"):
            if each in more:
                more[each] = timedelta(seconds=more[each])
        return self.failures.add(FailureSpec(name=name, **more))

    def claim(
        self, surface: str = "data_model", path: str = "/endpoint", *names: str,
        asked: str | None = None,
    ) -> Forced | None:  # fmt: skip
        return self.failures.claim(surface, path, lambda: names, asked)  # type: ignore[arg-type]

    def meet(self, *args: Any, applied: bool = True, **more: Any) -> str | None:
        """One whole request; the id of what it met."""
        forced = self.claim(*args, **more)
        if forced is None:
            return None
        forced.applied = applied
        self.failures.settle(forced)
        return forced.by


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def boards() -> Callable[[int], Board]:
    """Boards of other seeds."""
    return Board
