"""A bench on a Redox in this process."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mock_redox.core.drills.bench import ClientNow, LegacyNow, Limits, NewKey, NewSecret, NewToken
from mock_redox.core.drills.outcome import GOOD, Outcome, Seen, seen
from mock_redox.core.errors import Misuse
from mock_redox.core.journal import Exchange

if TYPE_CHECKING:
    from mock_redox.core.redox import Redox

_MOST = 10_000


class Here:
    """What a drill does, done on the parts of a Redox; see ``Bench``."""

    def __init__(self, redox: Redox) -> None:
        self._redox = redox
        self._seen: deque[Seen] = deque(maxlen=_MOST)

    @contextmanager
    def held(self) -> Iterator[None]:
        redox = self._redox
        if not redox.drilling.acquire(blocking=False):
            raise Misuse("a drill is held on this mock already; wait for its end")
        rate = redox.clock.rate
        stop = redox.journal.listen(self._hear)
        try:
            rest = redox.clock.freeze().microsecond
            if rest:
                redox.clock.advance(timedelta(microseconds=1_000_000 - rest))
            yield
        finally:
            if rate:
                redox.clock.scale(rate)
            stop()
            redox.drilling.release()

    def _hear(self, exchange: Exchange) -> None:
        if exchange.direction == "in":
            self._seen.append(seen(exchange))

    def now(self) -> datetime:
        return self._redox.clock.now()

    def advance(self, by: timedelta) -> None:
        self._redox.clock.advance(by)

    def seen(self) -> list[Seen]:
        found = []
        while self._seen:
            found.append(self._seen.popleft())
        return found

    def limits(self) -> Limits:
        now = self._redox.settings.now
        return Limits(
            now.token_lifetime, now.legacy_token_lifetime, now.jwks_cache, now.jwks_refetch
        )

    def keep_jwks(self, cache: timedelta, refetch: bool) -> None:
        self._redox.settings.change(jwks_cache=cache, jwks_refetch=refetch)

    def client(self, client_id: str | None) -> ClientNow:
        clients = self._redox.auth.clients
        if client_id is None and not clients.all():
            raise Misuse("no client is registered")
        client = clients.all()[0] if client_id is None else clients.require(client_id)
        pair = client.pair
        key = NewKey(client.client_id, pair.kid, pair.private_pem) if pair else None
        return ClientNow(client.client_id, tuple(client.known_keys()), client.jwks_url, key)

    def add_key(self, client_id: str) -> NewKey:
        added = self._redox.auth.clients.add_key(client_id)
        return NewKey(client_id, added.kid, added.private_key or "")

    def remove_key(self, client_id: str, kid: str) -> None:
        self._redox.auth.clients.remove_key(client_id, kid)

    def move_keys(self, client_id: str, jwks_url: str | None) -> None:
        self._redox.auth.clients.move_keys(client_id, jwks_url)

    def legacy_key(self, api_key: str | None) -> LegacyNow:
        legacy = self._redox.auth.legacy
        if api_key is None and not legacy.all():
            raise Misuse("no legacy key is registered")
        key = legacy.all()[0] if api_key is None else legacy.require(api_key)
        return LegacyNow(key.api_key, NewSecret(key.api_key, key.secret))

    def change_secret(self, api_key: str) -> NewSecret:
        return NewSecret(api_key, self._redox.auth.legacy.change_secret(api_key).secret)

    def destination(self, key: str | None, token: str | None = None) -> str:
        destinations = self._redox.destinations
        if key is not None and token is not None:
            return destinations.at(key, token).id
        if key is not None:
            return destinations.require(key).id
        mine = [each.id for each in destinations.all() if each.url is not None]
        if not mine:
            raise Misuse("no destination has a URL; verify one first, with its URL and token")
        return mine[0]

    def make_token(self) -> NewToken:
        return NewToken(self._redox.destinations.make_token())

    def change_token(self, destination: str, token: NewToken) -> None:
        self._redox.destinations.change_token(destination, token.verification_token)

    def push(self, destination: str, event: str) -> Outcome:
        redox = self._redox
        unverified = redox.settings.now.push_unverified
        if not (redox.destinations.require(destination).verified or unverified):
            verification = redox.webhooks.verify(destination)
            if not verification.ok:
                return bad_push("the challenge", verification.status, verification.reason)
        made = redox.webhooks.push(event, destination)
        reason = made.last.reason if made.last else ""
        return GOOD if made.good else bad_push("the push", made.status, reason)


def bad_push(what: str, status: int | None, reason: str) -> Outcome:
    """A challenge or push that was not taken."""
    told = f"{what} was answered {status}" if status else f"{what} got no answer"
    return Outcome(False, told, f"{what}: {reason}", silent=status is None)
