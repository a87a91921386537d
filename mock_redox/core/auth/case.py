"""One assertion under examination, with what the checks have found so far."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from joserfc.jwk import Key

from mock_redox.core.auth.clients import Client, Clients
from mock_redox.core.auth.replays import Replays
from mock_redox.core.clock import Clock
from mock_redox.core.errors import Explanation, TokenRefused
from mock_redox.core.settings import Settings

SAME = timedelta(seconds=0.1)
"""Clocks this near to each other are one."""


@dataclass
class Case:
    """One assertion under examination, with what the checks have found so far."""

    text: str
    settings: Settings
    clients: Clients
    clock: Clock
    replays: Replays
    audiences: tuple[str, ...]
    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    signed: bytes = b""
    signature: bytes = b""
    client: Client | None = None
    key: Key | None = None
    clocks: tuple[datetime, ...] = ()
    """The times that count as now, fewer after each check that fails on one of them."""

    def refuse(self, text: str, check: str, got: object, expected: str, fix: str) -> TokenRefused:
        """The refusal with Redox's text; an empty one may be replaced by the reason."""
        why = Explanation(check, str(got), expected, fix)
        if not text and self.settings.reveal_token_errors:
            text = f"{check}: got {got}; expected {expected}"
        return TokenRefused(self.settings.token_error_status, text, why)

    @cached_property
    def all_clocks(self) -> tuple[datetime, ...]:
        """The times that count as now: the mock's, and the wall clock's where that is another.

        A client lives on the wall clock. When the mock's clock was moved, its assertions would all
        look old or early, so that no token could be had after ``clock advance``.
        """
        now = self.clock.now()
        if self.settings.assertion_clock != "either":
            return (now,)
        wall = self.clock.wall()
        return (now, wall) if abs(now - wall) > SAME else (now,)
