"""What takes long and what is drawn often: all of it with ``THOROUGH=1``, else a part.

``python3 dev.py test`` is quick; with ``--thorough`` it leaves nothing out. CI runs both.
A test that a command line names by its file is run in either case.
"""

import os
from collections.abc import Sequence
from typing import Any

import pytest

THOROUGH = os.environ.get("THOROUGH", "0") not in ("", "0")
thorough = pytest.mark.thorough


def some(values: Sequence[Any], every: int = 3) -> list[Any]:
    """To parametrize by: one in ``every`` is for each run, all are for a thorough one."""
    found = []
    for number, value in enumerate(values):
        given = value if isinstance(value, tuple) else (value,)
        marks = () if number % every == 0 else (thorough,)
        found.append(pytest.param(*given, marks=marks))
    return found


def draws(many: int) -> int:
    """How many of such are tried: a quarter, or all ``many`` where nothing is left out."""
    return many if THOROUGH else max(many // 4, 5)
