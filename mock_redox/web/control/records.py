"""What the control API is sent, as dataclasses. Clients, keys and destinations are core's own."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from mock_redox.core.drills.service import EVENT
from mock_redox.core.errors import Misuse
from mock_redox.core.incidents.choice import Choice, Form
from mock_redox.core.setup import AuthSpec, Method, SsoSpec


@dataclass(frozen=True, kw_only=True)
class DestinationChange:
    """Fields to change; those left out stay."""

    name: str | None = None
    slug: str | None = None
    url: str | None = None
    verification_token: str | None = None
    method: Method | None = None
    auth: AuthSpec | None = None
    sso: SsoSpec | None = None

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
    overlay: dict[str, Any] | None = None
    patient: str | None = None


@dataclass(frozen=True, kw_only=True)
class MessageOrder:
    """Make a message of any event, without sending it.

    ``overlay`` has values by path, such as ``{"Patient.Demographics.FirstName": "Ada"}``;
    ``patient`` is a name or an identifier; ``to`` the destination that stands in ``Meta``.
    """

    event: str
    to: str | None = None
    data: dict[str, Any] | None = None
    overlay: dict[str, Any] | None = None
    patient: str | None = None


@dataclass(frozen=True, kw_only=True)
class DrillOrder:
    """A rotation drill. ``GET /__mock__/drills`` lists the scripts.

    ``call`` is a URL of your system: a POST to it makes it call Redox, and answers when that is
    done. A POST to ``reload`` tells it what is new: {client_id, kid, private_key}, {api_key,
    secret} or {verification_token}. ``of`` says whose credential; the first one, if not given.
    """

    script: str
    call: str | None = None
    reload: str | None = None
    of: str | None = None
    verification_token: str | None = None
    overlap: timedelta | None = None
    switch_after: timedelta | None = None
    every: timedelta = timedelta(seconds=10)
    settle: timedelta | None = None
    jwks_cache: timedelta | None = None
    jwks_refetch: bool | None = None
    event: str = EVENT


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
class ExportQuery:
    """Which exchanges, by numbers such as ``12`` and ``12..15`` or by time, and in which form."""

    as_: Form = "incident"
    ids: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    last_failure: bool = False
    bodies: bool = True

    def choice(self) -> Choice:
        """Raises Misuse if it contradicts itself."""
        chosen = Choice(ids=self.ids, since=self.since, until=self.until)
        if self.last_failure and not chosen.is_last_failure:
            raise Misuse("the last failure, or ids, or a time: choose one", ("last_failure",))
        return chosen


@dataclass(frozen=True, kw_only=True)
class ResetOrder:
    """The parts to reset; all when not given."""

    parts: tuple[str, ...] | None = None
