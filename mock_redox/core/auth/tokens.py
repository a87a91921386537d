"""Access tokens: issued, used until they expire, and explained when they don't work."""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from mock_redox.core.clock import Clock
from mock_redox.core.errors import BearerRefused, Explanation
from mock_redox.core.ids import Ids
from mock_redox.core.times import brief, iso

NOT_AUTHORIZED = "This source is not authorized."
"""Redox's 401 in plain text (auth.md 3.3, 4.2)."""

KEPT = 100_000
"""Tokens beyond this many are forgotten once they have expired; kept to tell that from unknown."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token stands for."""

    client: str
    """The client id, or the API key of a legacy token."""
    kind: Literal["oauth", "legacy"]
    environment: str
    source: tuple[str, str] | None
    """Id and name of the source that a legacy key is tied to."""
    issued: datetime
    expires: datetime


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
    ) -> tuple[str, Grant]:
        """A new token. Earlier ones go on working (auth.md 2.4, 11).

        A legacy token is a uuid; the form of the others is not known, so they are opaque.
        """
        now = self._clock.now()
        text = self._ids.uuid("legacy-tokens") if kind == "legacy" else self._ids.secret("tokens")
        grant = Grant(client, kind, environment, source, now, now + lifetime)
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

    def identify(self, authorization: str | None) -> Grant:
        """Who the ``Authorization`` header speaks for.

        A token works until the last moment before its lifetime has passed.

        Raises:
            BearerRefused: no header, not a bearer token, an unknown or an expired one.
        """
        scheme, _, token = (authorization or "").strip().partition(" ")
        token = token.strip()
        if not authorization:
            raise _refused("token.missing", "no Authorization header",
                           "Authorization: Bearer <token>",
                           "send the access token of /v2/auth/token with each call")  # fmt: skip
        if scheme.lower() != "bearer" or not token or " " in token:
            raise _refused("token.malformed", f"{_named(scheme)}, {len(token)} characters after it",
                           "Authorization: Bearer <token>",
                           _malformed(scheme, token))  # fmt: skip
        grant = self._grants.get(_digest(token))
        if grant is None:
            raise _refused("token.unknown", f"a token of {len(token)} characters",
                           "a token that this mock issued since its start or last reset",
                           _unknown(token))  # fmt: skip
        if self._clock.now() >= grant.expires:
            raise self._expired(grant)
        return grant

    def _expired(self, grant: Grant) -> BearerRefused:
        late = self._clock.now() - grant.expires
        return _refused(
            "token.expired",
            f"a token of {grant.client}, issued {iso(grant.issued)}, "
            f"expired {iso(grant.expires)}, {brief(late)} ago",
            f"a token younger than {brief(grant.expires - grant.issued)}",
            "fetch a new token before expires_in has passed, and once more after a 401",
        )

    def __len__(self) -> int:
        return len(self._grants)


def _malformed(scheme: str, token: str) -> str:
    if token.lower().startswith("bearer "):
        return "the word Bearer stands twice: send it once"
    if not token and scheme.lower() != "bearer":
        return "the header is a single word: put the word Bearer and one blank before the token"
    return "write the word Bearer, one blank and the token"


def _unknown(token: str) -> str:
    """What such a token often is."""
    if token.lower() in ("undefined", "null", "none", "nan", "[object"):
        return f"the token is the word {token!r}: the client sends a variable that was never set"
    if token[0] in "\"'" or token[-1] in "\"'":
        return "take the quotes off: the token stands alone"
    if token.count(".") == 2 and token.startswith("eyJ"):
        return "this is a JWT, such as an assertion: send the access_token that it is exchanged for"
    return "fetch a new token; tokens do not outlive a restart or a reset"


def _named(scheme: str) -> str:
    """A scheme, unless it could be a token that came without one."""
    known = ("bearer", "basic", "digest", "token", "apikey")
    return f"the scheme {scheme!r}" if scheme.lower() in known else "an unknown scheme"


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _refused(check: str, got: str, expected: str, fix: str) -> BearerRefused:
    return BearerRefused(401, NOT_AUTHORIZED, Explanation(check, got, expected, fix))
