"""For incidents: mocks to be recorded, and keys that clients bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from joserfc.jwk import ECKey, RSAKey
from recording import Recording

from mock_redox import MockRedox, Settings
from mock_redox.core.records import read
from mock_redox.core.settings import checked
from mock_redox.core.setup import Setup


@pytest.fixture(scope="session")
def rsa() -> RSAKey:
    """A client's own key, of which the mock knows the public half at the most."""
    return RSAKey.generate_key(2048)


@pytest.fixture(scope="session")
def ec() -> ECKey:
    return ECKey.generate_key("P-384")


@pytest.fixture(scope="session")
def _recorded() -> MockRedox:
    """Its app is made once: that takes longer than most tests."""
    return MockRedox()


@pytest.fixture
def record(_recorded: MockRedox) -> Callable[..., Recording]:
    """A mock at noon of 2026-01-01, from a set-up and settings; one a test."""

    def make(setup: Mapping[str, Any] | None = None, **settings: Any) -> Recording:
        given = {"clock": "virtual", **settings}
        chosen = Settings(**{name: checked(name, value) for name, value in given.items()})
        _recorded.renew(chosen, read(Setup, setup or {}))
        return Recording(_recorded)

    return make
