"""What the control API is sent, as dataclasses. Clients, keys and destinations are core's own."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from mock_redox.core.errors import Misuse
from mock_redox.core.setup import AuthSpec, Method


@dataclass(frozen=True, kw_only=True)
class DestinationChange:
    """Fields to change; those left out stay."""

    name: str | None = None
    slug: str | None = None
    url: str | None = None
    verification_token: str | None = None
    method: Method | None = None
    auth: AuthSpec | None = None

    def given(self) -> dict[str, Any]:
        pairs = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in pairs.items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class AssertionWish:
    """Claims to add to the assertion, or to replace; null leaves a claim out.

    ``kid`` names the pair that signs, of those that the mock made, also one that was removed; the
    newest signs when it is not given.
    """

    claims: dict[str, Any] | None = None
    kid: str | None = None


@dataclass(frozen=True, kw_only=True)
class KeyQuery:
    """Which of a client's keys; in the query, since a kid may be any text."""

    kid: str | None = None


@dataclass(frozen=True, kw_only=True)
class KeysMove:
    """Where a client's keys are looked for: behind this URL; null: among those registered here."""

    jwks_url: str | None


@dataclass(frozen=True, kw_only=True)
class SecretChange:
    """A new secret; made up and returned when not given."""

    secret: str | None = None


@dataclass(frozen=True, kw_only=True)
class TokenChange:
    """A new verification token; made up and returned when not given."""

    verification_token: str | None = None


@dataclass(frozen=True, kw_only=True)
class VerifyOrder:
    """Verify a destination by id, slug, name or URL; with a token, a new URL is registered."""

    to: str
    verification_token: str | None = None
    method: Method | None = None


@dataclass(frozen=True, kw_only=True)
class PushOrder:
    """Push an event to a destination by id, slug, name or URL.

    ``queued`` puts it into its feed, which tries until it is acknowledged; else it goes once.
    """

    event: str
    to: str
    verification_token: str | None = None
    variant: str = "right"
    data: dict[str, Any] | None = None
    unverified: bool | None = None
    queued: bool = False
    times: int = 1
    broken: str | None = None


@dataclass(frozen=True, kw_only=True)
class ClockOrder:
    """Exactly one of these moves the clock."""

    advance: timedelta | None = None
    offset: timedelta | None = None
    set: datetime | None = None
    rate: float | None = None
    freeze: bool | None = None
    real: bool | None = None

    def only(self) -> tuple[str, Any]:
        """The one that is given. Raises Misuse if it is none or several."""
        pairs = {each.name: getattr(self, each.name) for each in fields(self)}
        given = [
            (name, value)
            for name, value in pairs.items()
            if value is not None and value is not False
        ]
        if len(given) != 1:
            raise Misuse(f"give exactly one of {', '.join(pairs)}")
        return given[0]


@dataclass(frozen=True, kw_only=True)
class ResetOrder:
    """The parts to reset; all when not given."""

    parts: tuple[str, ...] | None = None
