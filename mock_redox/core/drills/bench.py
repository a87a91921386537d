"""What a drill asks of the mock it is held on, which may be in another process."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from mock_redox.core.drills.outcome import Outcome, Seen


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that a client is to sign with."""

    client_id: str
    kid: str
    private_key: str = field(repr=False)

    def as_json(self) -> dict[str, str]:
        return {
            "client_id": self.client_id, "kid": self.kid, "private_key": self.private_key
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A secret that a client is to log in with."""

    api_key: str
    secret: str = field(repr=False)

    def as_json(self) -> dict[str, str]:
        return {"api_key": self.api_key, "secret": self.secret}


@dataclass(frozen=True, slots=True)
class NewToken:
    """A verification token that a receiver is to accept."""

    verification_token: str = field(repr=False)

    def as_json(self) -> dict[str, str]:
        return {"verification_token": self.verification_token}


New = NewKey | NewSecret | NewToken
"""What a client or receiver is told; ``as_json`` is the body that tells it."""


class ClientNow(NamedTuple):
    """A client as it stands, with the key that it signs with if the mock made that."""

    client_id: str
    kids: tuple[str, ...]
    jwks_url: str | None
    key: NewKey | None


class LegacyNow(NamedTuple):
    """A legacy key as it stands, with its secret where that may be known."""

    api_key: str
    current: NewSecret | None


class Limits(NamedTuple):
    """The settings that a drill's length depends on."""

    token_lifetime: timedelta
    legacy_token_lifetime: timedelta
    jwks_cache: timedelta
    jwks_refetch: bool


class Bench(Protocol):
    """A mock to hold a drill on."""

    def held(self) -> AbstractContextManager[object]:
        """While the block runs, time moves only by ``advance``; it begins at a whole second."""
        ...

    def now(self) -> datetime: ...

    def advance(self, by: timedelta) -> None: ...

    def seen(self) -> Sequence[Seen]:
        """The calls that the mock answered since this was last asked."""
        ...

    def limits(self) -> Limits: ...

    def keep_jwks(self, cache: timedelta, refetch: bool) -> None:
        """Change the settings ``jwks_cache`` and ``jwks_refetch``."""
        ...

    def client(self, client_id: str | None) -> ClientNow:
        """A client; the first when no id is given. Raises Misuse if there is none."""
        ...

    def add_key(self, client_id: str) -> NewKey: ...

    def remove_key(self, client_id: str, kid: str) -> None: ...

    def move_keys(self, client_id: str, jwks_url: str | None) -> None: ...

    def legacy_key(self, api_key: str | None) -> LegacyNow:
        """A legacy key; the first when no id is given. Raises Misuse if there is none."""
        ...

    def change_secret(self, api_key: str) -> NewSecret: ...

    def destination(self, key: str | None, token: str | None = None) -> str:
        """A destination's id; the first of the user's when none is given. Raises Misuse.

        With its verification token, a URL is registered if it is new.
        """
        ...

    def make_token(self) -> NewToken: ...

    def change_token(self, destination: str, token: NewToken) -> None: ...

    def push(self, destination: str, event: str) -> Outcome:
        """Push an event; a destination that is not verified is verified first, as Redox asks."""
        ...
