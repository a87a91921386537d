"""Looks in the journal for what a call rests on."""

import json
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import parse_qs

from mock_redox.core.failures.catalogue import asked_by_id
from mock_redox.core.incidents.assertions import JWT, Parts, parts_of
from mock_redox.core.incidents.names import SHORTEST
from mock_redox.core.journal import Exchange
from mock_redox.core.redox import Redox
from mock_redox.core.settings import ALIAS_PATH, TOKEN_PATH

TOKEN_PATHS = (TOKEN_PATH, ALIAS_PATH)
REFRESH_PATH = "/auth/refreshToken"
LOGIN_PATH = "/auth/authenticate"
LOGIN_PATHS = (*TOKEN_PATHS, LOGIN_PATH, REFRESH_PATH)
API_PATHS = ("/endpoint", "/query")


class Search:
    """Bodies are raw in the journal; only showing hides."""

    def __init__(self, redox: Redox, kept: list[Exchange]) -> None:
        self._redox = redox
        self._kept = kept
        self._jwks = self._key_sets()

    def with_needed(self, wanted: Iterable[Exchange]) -> list[Exchange]:
        """The calls and all they rest on, in the order of the journal."""
        found: dict[int, Exchange] = {}
        waiting = deque(wanted)
        while waiting:
            each = waiting.popleft()
            if each.id not in found:
                found[each.id] = each
                waiting.extend(self._needed(each))
        return [found[number] for number in sorted(found)]

    def fetches(self, call: Exchange) -> tuple[Exchange, ...]:
        """What the mock asked others for while it answered a call."""
        if call.path in TOKEN_PATHS:
            return tuple(self._jwks.get(call.id, ()))
        return tuple(self._relays(call)) if call.path in API_PATHS else ()

    def _needed(self, call: Exchange) -> Iterator[Exchange]:
        check = call.explanation.check if call.explanation else ""
        if check != "token.unknown":
            for word in words(call.header("authorization")):
                yield from self._login(call, word)
        if call.path == REFRESH_PATH:
            yield from self._refreshed(call, check)
        if check == "assertion.jti_replayed":
            yield from self._used(call)
        if call.path in TOKEN_PATHS:
            yield from self._kept_keys(call)

    def _login(self, call: Exchange, secret: str) -> list[Exchange]:
        """The latest login before a call that gave this token."""
        raw = json.dumps(secret)[1:-1].encode()
        found = [
            each
            for each in (self._before(call) if len(secret) >= SHORTEST else [])
            if each.path in LOGIN_PATHS and each.outcome == "ok" and raw in each.response_body
        ]
        return found[-1:]

    def _refreshed(self, call: Exchange, check: str) -> list[Exchange]:
        """The login of a refresh token; one that is void by now is left unknown."""
        given = as_json(call.request_body)
        token = given.get("refreshToken") or _field(call.request_body, "refreshToken")
        logins = self._login(call, token) if isinstance(token, str) else []
        void = check == "legacy.refresh_unknown"
        return [each for each in logins if not (void and each.client == given.get("apiKey"))]

    def _used(self, call: Exchange) -> list[Exchange]:
        """The call that used an assertion's id up."""
        mine = assertion_in(call.request_body)
        for each in reversed(self._before(call)):
            if mine is None or each.path not in TOKEN_PATHS or each.outcome != "ok":
                continue
            theirs = assertion_in(each.request_body)
            if theirs and all(theirs.claims.get(n) == mine.claims.get(n) for n in ("iss", "jti")):
                return [each]
        return []

    def _kept_keys(self, call: Exchange) -> list[Exchange]:
        """The call for which the key set was fetched that was kept for this one, if one was."""
        parts, kept = assertion_in(call.request_body), self._redox.settings.now.jwks_cache
        urls = self._urls(parts) if parts and kept else ()
        found = [
            each
            for each in self._before(call)
            if any(f.url in urls and call.at - f.at < kept for f in self._jwks.get(each.id, ()))
        ]
        return found[-1:]

    def _urls(self, parts: Parts) -> tuple[str, ...]:
        """The JWKS URLs that are asked for an assertion; all for an id that asks for a failure."""
        issuer, known = parts.claims.get("iss"), self._redox.auth.clients.all()
        chosen = [each for each in known if each.client_id == issuer or asked_by_id(issuer)]
        return tuple(each.jwks_url for each in chosen if each.jwks_url)

    def _before(self, call: Exchange) -> list[Exchange]:
        return [each for each in self._kept if each.id < call.id and each.direction == "in"]

    def _key_sets(self) -> dict[int, list[Exchange]]:
        """The fetches of key sets, each with the first token request after it that needed it."""
        found: dict[int, list[Exchange]] = defaultdict(list)
        waiting: dict[str, list[Exchange]] = defaultdict(list)
        for each in self._kept if self._redox.auth.clients.fetches else ():
            if each.direction == "out":
                waiting[each.url].append(each)
            elif each.path in TOKEN_PATHS and (parts := assertion_in(each.request_body)):
                for fetched in (waiting[url] for url in self._urls(parts)):
                    mine = next((fetch for fetch in fetched if fetch.at >= each.at), None)
                    if mine:
                        fetched.remove(mine)
                        found[each.id].append(mine)
        return found

    def _relays(self, call: Exchange) -> Iterator[Exchange]:
        """The query to an endpoint, known by its log id; and the login before it, if there is."""
        known = self._redox.destinations.all()
        mine = [each for each in known if each.url and each.id.encode() in call.request_body]
        if not mine:
            return
        sent = [each for each in self._kept if each.direction == "out" and each.id < call.id]
        asked = _relay(call, [each for each in sent if each.url in {dest.url for dest in mine}])
        auths = {each.auth.url for each in mine if each.auth}
        last = asked[-1].id if asked else call.id
        logins = [each for each in sent if each.url in auths and each.id < last]
        if logins and (asked or logins[-1].at >= call.at):
            yield logins[-1]
        yield from asked[-1:]


def _relay(call: Exchange, sent: list[Exchange]) -> list[Exchange]:
    """What was sent for a query, by its log id; an answer may have put its own in that place."""
    meta = as_json(call.response_body).get("Meta", {})
    logs = meta.get("Logs")
    log = logs[0].get("ID") if isinstance(logs, list) and logs and isinstance(logs[0], dict) else 0
    asked = [each for each in sent if log and str(log).encode() in each.request_body]
    if asked or "Errors" in meta:
        return asked
    return [each for each in sent if each.at >= call.at and b'"challenge"' not in each.request_body]


def words(header: str | None) -> list[str]:
    """What stands in an ``Authorization`` header, without quotes."""
    return [word.strip("\"',;") for word in (header or "").split()]


def as_json(raw: bytes) -> dict[str, Any]:
    """A body as a JSON object; empty if it is none, or its ``Meta`` is none."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(value, dict) or not isinstance(value.get("Meta", {}), dict):
        return {}
    return value


def assertion_in(body: bytes) -> Parts | None:
    """The parts of the assertion in a token request."""
    found = JWT.search(body.decode("utf-8", "replace"))
    return parts_of(found[0]) if found else None


def _field(body: bytes, name: str) -> str | None:
    try:
        return parse_qs(body.decode("utf-8", "replace")).get(name, [None])[0]
    except ValueError:
        return None
