"""Access tokens: issued, known until they are forgotten, and revoked."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from mock_redox.core.clock import Clock
from mock_redox.core.ids import Ids
from mock_redox.core.times import iso

KEPT = 100_000
"""Tokens beyond this many are forgotten once they have expired; kept to tell that from unknown."""

ID_LENGTH = 16
"""Hexadecimal digits of a token's id."""


class Grant(NamedTuple):
    """What a token stands for."""

    client: str
    """The client id, or the API key of a legacy token."""
    kind: Literal["oauth", "legacy"]
    environment: str
    source: tuple[str, str] | None
    """Id and name of the source that a legacy key is tied to."""
    issued: datetime
    expires: datetime
    revoked: datetime | None = None
    failure: str | None = None
    """The failure that its client asks for by its id or secret."""
    told: str = ""
    """What its client was told of its lifetime, if that was a lie."""

    def lives(self, now: datetime) -> bool:
        return self.revoked is None and now < self.expires


@dataclass(frozen=True, slots=True)
class Listed:
    """A grant as it is shown: by an id that is no secret.

    ``id`` begins with the six digits that stand for the token wherever it is hidden.
    """

    id: str
    grant: Grant
    left: timedelta

    def as_json(self) -> dict[str, object]:
        grant, source = self.grant, self.grant.source
        return {
            "id": self.id, "client": grant.client, "kind": grant.kind,
            "environment": grant.environment, "issued": iso(grant.issued),
            "expires": iso(grant.expires), "seconds_left": round(self.left.total_seconds(), 3),
            "source": {"id": source[0], "name": source[1]} if source else None,
            "failure": grant.failure,
        }  # fmt: skip


class Tokens:
    """Tokens by the hash of their text, so that a look-up leaks nothing by its timing."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self._grants: OrderedDict[bytes, Grant] = OrderedDict()

    def clear(self) -> None:
        self._grants.clear()

    def issue(
        self,
        client: str,
        kind: Literal["oauth", "legacy"],
        environment: str,
        lifetime: timedelta,
        source: tuple[str, str] | None = None,
        failure: str | None = None,
        told: str = "",
    ) -> tuple[str, Grant]:
        """A new token. Earlier ones go on working (auth.md 2.4, 11).

        A legacy token is a uuid; the form of the others is not known, so they are opaque.
        """
        now = self._clock.now()
        text = self._ids.uuid("legacy-tokens") if kind == "legacy" else self._ids.secret("tokens")
        grant = Grant(
            client, kind, environment, source, now, now + lifetime, failure=failure, told=told
        )
        self._grants[_digest(text)] = grant
        self._make_room(now)
        return text, grant

    def _make_room(self, now: datetime) -> None:
        """Forget the oldest that have expired; a token that lives is never dropped."""
        while len(self._grants) > KEPT:
            digest, oldest = next(iter(self._grants.items()))
            if now < oldest.expires:
                return
            del self._grants[digest]

    def grant(self, token: str) -> Grant | None:
        """What a token stands for, if it was issued here."""
        return self._grants.get(_digest(token))

    def alive(self) -> list[Listed]:
        """Those that live, the newest first."""
        now = self._clock.now()
        return [
            Listed(digest.hex()[:ID_LENGTH], grant, grant.expires - now)
            for digest, grant in reversed(list(self._grants.items()))
            if grant.lives(now)
        ]

    def revoke(
        self, token: str | None = None, client: str | None = None, id_: str | None = None
    ) -> int:
        """Void one token, by its text or id, or all of a client, or all; returns how many."""
        return self._end(lambda each, now: each._replace(revoked=now), token, client, id_)

    def expire(
        self, token: str | None = None, client: str | None = None, id_: str | None = None
    ) -> int:
        """End the life of the same ones now, as if their time were over; returns how many."""
        return self._end(lambda each, now: each._replace(expires=now), token, client, id_)

    def _end(
        self,
        ended: Callable[[Grant, datetime], Grant],
        token: str | None,
        client: str | None,
        id_: str | None,
    ) -> int:
        """Ends those that live and are meant; returns how many."""
        now, wanted = self._clock.now(), None if token is None else _digest(token)
        chosen = [
            digest
            for digest, grant in list(self._grants.items())
            if wanted in (None, digest) and client in (None, grant.client)
            if id_ is None or digest.hex()[:ID_LENGTH] == id_
            if grant.lives(now)
        ]
        for digest in chosen:
            self._grants[digest] = ended(self._grants[digest], now)
        return len(chosen)

    def __len__(self) -> int:
        return len(self._grants)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
