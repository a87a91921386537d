"""One token request under examination, with what the checks have found so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Protocol

from joserfc.jwk import Key

from mock_redox.core.auth.client import Client
from mock_redox.core.auth.jwks import NoKey
from mock_redox.core.auth.replays import Replays
from mock_redox.core.clock import Clock
from mock_redox.core.errors import Explanation, TokenRefused
from mock_redox.core.failures.forced import Forced
from mock_redox.core.failures.model import Stage
from mock_redox.core.settings import Settings

SAME = timedelta(seconds=0.1)
"""Clocks this near to each other are one."""


class KnownClients(Protocol):
    """Who may ask for a token, and the public keys they are known by."""

    def get(self, client_id: str) -> Client | None: ...

    def all(self) -> list[Client]: ...

    def key(self, client: Client, kid: str) -> Key | NoKey: ...


@dataclass
class Case:
    """One token request under examination, with what the checks have found so far."""

    content_type: str
    form: Mapping[str, str | list[str]]
    settings: Settings
    clients: KnownClients
    clock: Clock
    replays: Replays
    audiences: tuple[str, ...]
    ahead: timedelta = timedelta(0)
    """How far the server's clock is to be ahead of the truth."""
    forced: Forced | None = None
    """What is done to this request to make it fail."""
    text: str = ""
    header: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    signed: bytes = b""
    signature: bytes = b""
    client: Client | None = None
    key: Key | None = None
    by_secret: bool = False
    """Whether it came signed with a shared secret."""
    no_key: tuple[str, str] | None = None
    """Why the search for the key is to find none: the name of a failure and a sentence."""
    used_at: datetime | None = None
    """When the jti was used, if it is to count as used."""
    clocks: tuple[datetime, ...] = ()
    """The times that count as now, fewer after each check that fails on one of them."""
    clock_names: tuple[str, str] = ("the mock's clock", "the wall clock")
    """What the times that count as now are called; nothing where that goes without saying."""

    def refuse(
        self, text: str, check: str, got: object, expected: str, fix: str, cause: str = ""
    ) -> TokenRefused:
        """The refusal with Redox's text; an empty one may be replaced by the reason."""
        why = Explanation(check, str(got), expected, fix, cause)
        if not text and self.settings.reveal_token_errors:
            text = f"{check}: got {got}; expected {expected}"
        return TokenRefused(self.settings.token_error_status, text, why)

    def force(self, stage: Stage) -> None:
        """Do to the request what is to make it fail at this stage."""
        if self.forced is not None:
            self.forced.at(stage, self)

    @cached_property
    def all_clocks(self) -> tuple[datetime, ...]:
        """The times that count as now: the mock's, and the wall clock's where that is another.

        A client lives on the wall clock. When the mock's clock was moved, its assertions would all
        look old or early, so that no token could be had after ``clock advance``.
        """
        now = self.clock.now() + self.ahead
        if self.settings.assertion_clock != "either":
            return (now,)
        wall = self.clock.wall() + self.ahead
        return (now, wall) if abs(now - wall) > SAME else (now,)
