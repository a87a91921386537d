"""A bench on a mock in another process, by its control API."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from mock_redox.adapters.cli.remote import Remote
from mock_redox.core.drills.bench import (
    ClientNow,
    LegacyNow,
    Limits,
    NewKey,
    NewSecret,
    NewToken,
)
from mock_redox.core.drills.here import bad_push
from mock_redox.core.drills.outcome import GOOD, Outcome, Seen
from mock_redox.core.errors import Explanation, Misuse, Unknown
from mock_redox.core.nearest import suggestion
from mock_redox.core.times import moment


class There:
    """What a drill does, done by calls; see ``Bench``."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._last = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        rate = self._remote.get("/clock")["rate"]
        try:
            self._remote.post("/clock", {"freeze": True})
            rest = self.now().microsecond
            if rest:
                self.advance(timedelta(microseconds=1_000_000 - rest))
            self._last = self._remote.newest()
            yield
        finally:
            if rate:
                self._remote.post("/clock", {"rate": rate})

    def now(self) -> datetime:
        return moment(self._remote.get("/clock")["now"])

    def advance(self, by: timedelta) -> None:
        self._remote.post("/clock", {"advance": by.total_seconds()})

    def seen(self) -> list[Seen]:
        found = self._remote.came_in(self._last)
        if found:
            self._last = found[-1]["id"]
        return [_seen(each) for each in found]

    def limits(self) -> Limits:
        now = self._remote.get("/settings")
        spans = ("token_lifetime", "legacy_token_lifetime", "jwks_cache")
        known = {name: timedelta(seconds=now[name]) for name in spans}
        return Limits(**known, jwks_refetch=now["jwks_refetch"])

    def keep_jwks(self, cache: timedelta, refetch: bool) -> None:
        change = {"jwks_cache": cache.total_seconds(), "jwks_refetch": refetch}
        self._remote.patch("/settings", change)

    def client(self, client_id: str | None) -> ClientNow:
        known = self._remote.get("/clients")["clients"]
        found = _one("client", "client_id", client_id, known)
        id_, kids = found["client_id"], [each["kid"] for each in found["jwks"]["keys"]]
        key = NewKey(id_, found["kid"], found["private_key"]) if "private_key" in found else None
        return ClientNow(id_, tuple(kids), found["jwks_url"], key)

    def add_key(self, client_id: str) -> NewKey:
        return NewKey(**self._remote.post(f"/clients/{_part(client_id)}/keys", {}))

    def remove_key(self, client_id: str, kid: str) -> None:
        self._remote.delete(f"/clients/{_part(client_id)}/keys?{urlencode({'kid': kid})}")

    def move_keys(self, client_id: str, jwks_url: str | None) -> None:
        self._remote.post(f"/clients/{_part(client_id)}/jwks-url", {"jwks_url": jwks_url})

    def legacy_key(self, api_key: str | None) -> LegacyNow:
        known = self._remote.get("/legacy-keys")["legacy_keys"]
        return LegacyNow(_one("legacy key", "api_key", api_key, known)["api_key"], None)

    def change_secret(self, api_key: str) -> NewSecret:
        made = self._remote.post(f"/legacy-keys/{_part(api_key)}/secret", {})
        return NewSecret(api_key, made["secret"])

    def destination(self, key: str | None, token: str | None = None) -> str:
        if key is not None and token is not None:
            order = {"to": key, "verification_token": token}
            return str(self._remote.post("/verify", order)["destination"])
        known = self._remote.get("/destinations")["destinations"]
        names = ("id", "slug", "name", "url")
        fits = [
            each for each in known
            if (each["url"] if key is None else key in [each[name] for name in names])
        ]  # fmt: skip
        if not fits:
            what = "no destination has a URL" if key is None else f"no destination {key!r}"
            raise Misuse(f"{what}; give its URL and its verification token")
        return str(fits[0]["id"])

    def make_token(self) -> NewToken:
        return NewToken(secrets.token_hex(16))

    def change_token(self, destination: str, token: NewToken) -> None:
        self._remote.post(f"/destinations/{_part(destination)}/verification-token", token.as_json())

    def push(self, destination: str, event: str) -> Outcome:
        unverified = self._remote.get("/settings")["push_unverified"]
        known = self._remote.get(f"/destinations/{_part(destination)}")
        if not (known["verified"] or unverified):
            verified = self._remote.post("/verify", {"to": destination})
            if not verified["ok"]:
                return bad_push("the challenge", verified["status"], verified["reason"])
        made = self._remote.post("/deliveries", {"event": event, "to": destination})
        last = made["attempts"][-1]
        return GOOD if made["good"] else bad_push("the push", made["status"], last["reason"])


def _seen(exchange: Mapping[str, Any]) -> Seen:
    told = exchange["explanation"] or {}
    names = ("check", "got", "expected", "fix")
    why = Explanation(*(told[name] for name in names)) if "check" in told else None
    method, path, status = exchange["method"], exchange["path"], exchange["status"] or 0
    return Seen(method, path, status, why, exchange["client"])


def _one(kind: str, name: str, wanted: str | None, known: list[Any]) -> Any:
    """The entry of that id, or the first. Raises Misuse if there is none."""
    if wanted is None and not known:
        raise Misuse(f"no {kind} is registered")
    for each in known:
        if wanted in (None, each[name]):
            return each
    raise Unknown(f"no {kind} {wanted!r}; {suggestion(str(wanted), [e[name] for e in known])}")


def _part(text: str) -> str:
    return quote(text, safe="")
