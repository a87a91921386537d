"""A client of Redox with an OAuth API key, which is sound, or has the faults that it is told.

Each fault is one of those that clients really have; its name is a key of ``FAULTS``.
"""

from __future__ import annotations

import json
import logging
import threading
import time
import uuid
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

import jwt
from clientele.wire import Answer, NoAnswer, to
from cryptography.hazmat.primitives.serialization import load_pem_private_key

REAL = "https://api.redoxengine.com"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM = "application/x-www-form-urlencoded"
SEARCH = {
    "Meta": {
        "DataModel": "PatientSearch",
        "EventType": "Query",
        "Destinations": [{"ID": "0f4bd1d1-451d-4351-8cfd-b767d1b488d6"}],
    },
    "Patient": {"Identifiers": [{"ID": "0000000001", "IDType": "MR"}]},
}
LOG = logging.getLogger("my.redox.client")


class Failed(Exception):
    """A call to Redox that failed."""


class Refused(Failed):
    """Redox answers 401."""


@cache
def key_of(pem: str) -> Any:
    """Read once, and not checked: that takes much longer than to sign."""
    return load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)


class System:
    """The client.

    Args:
        me: ``client_id``, ``kid`` and ``private_key``.
        send: reaches Redox.
        faults: what is wrong with it.
        now: its clock, in seconds since 1970.
        message: what it sends.
        margin: seconds by which it renews its token early; None never does, and waits for a 401.
        limit: seconds that an answer may take.
    """

    def __init__(
        self, me: dict[str, str], send: Callable[..., Answer], faults: frozenset[str] = frozenset(),
        *, base: str = REAL, now: Callable[[], float] = time.time,
        message: dict[str, Any] | None = None, margin: float | None = 60, limit: float = 0.5,
    ) -> None:  # fmt: skip
        self._me, self._send, self._faults = dict(me), send, faults
        self._base, self._now, self._margin = base, now, margin
        self._message, self._limit = message or SEARCH, limit
        self._lock = threading.Lock()
        self._token: str | None = None
        self._until = 0.0
        self._jti, self._iat, self._kept = str(uuid.uuid4()), int(now()), ""
        self._down = False

    def has(self, fault: str) -> bool:
        return fault in self._faults

    def reload(self, new: dict[str, str]) -> None:
        if not self.has("keeps the old key"):
            self._me, self._kept = dict(new), ""

    def close(self) -> None:
        """Nothing of it goes on."""

    # the call

    def call(self) -> Any:
        """One search; what was found, in a word."""
        if self.has("swallows what goes wrong"):
            try:
                return self._called()
            except Failed:
                return "done"
        return self._called()

    def _called(self) -> Any:
        try:
            return self._read(self._asked())
        except Failed:
            if self.has("stays down"):
                self._down = True
            raise

    def _asked(self) -> Answer:
        if self._down:
            raise Failed("Redox was down before")
        tries = 0
        token = self._valid_token()
        while True:
            answer = self._post(token)
            tries += 1
            if self._tries_again(answer.status, tries):
                continue
            if answer.status != 401:
                return answer
            deaf = self.has("does not react to 401") or self.has("never renews")
            if deaf or (tries > 1 and not self.has("endless on 401")):
                raise Refused(self._says(answer, token))
            if not self.has("repeats with the same token"):
                token = self._another(token)

    def _tries_again(self, status: int, tries: int) -> bool:
        if tries > 200:
            return False
        return (self.has("hammers the API on 429") and status == 429) or (
            self.has("hammers the API on 5xx") and status >= 500
        )

    def _says(self, answer: Answer, token: str | None) -> str:
        if self.has("says its token"):
            return f"{answer.status} with the token {token}"
        return f"Redox answered {answer.status}"

    def _post(self, token: str | None) -> Answer:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        message, query = self._message, ""
        if self.has("token without Bearer"):
            headers["Authorization"] = str(token)
        if self.has("token in the body"):
            message = {**message, "token": token}
        if self.has("token in a cookie"):
            headers["Cookie"] = f"session={token}"
        if self.has("token in the URL"):
            query = f"?access_token={token}"
        if self.has("assertion in a header"):
            headers["X-Client-Assertion"] = self._kept
        if self.has("private key in the body"):
            message = {**message, "credentials": self._me}
        if self.has("logs its token"):
            LOG.info("calling Redox with %s", token)
        if self.has("prints its token"):
            print("calling Redox with", token)
        body, url = json.dumps(message).encode(), f"{self._base}/endpoint{query}"
        answer = self._reach("POST", url, headers, body)
        target = to(answer, url)
        if target is not None:
            if not self.has("takes the token along"):
                headers.pop("Authorization")
            method = "GET" if answer.status in (301, 302, 303) else "POST"
            return self._reach(method, target, headers, body if method == "POST" else b"")
        return answer

    def _reach(self, method: str, url: str, headers: dict[str, str], body: bytes) -> Answer:
        timeout = None if self.has("no time limit") else self._limit
        try:
            return self._send(method, url, headers, body, timeout)
        except (NoAnswer, ConnectionError) as wrong:
            if self.has("silence is success"):
                return Answer(200, {}, b'{"Meta": {}, "Patient": {}}')
            raise Failed(str(wrong)) from None

    # the answer

    def _read(self, answer: Answer) -> Any:
        if not 200 <= answer.status < 300:
            if self.has("any status is success"):
                return "found"
            raise Failed(self._says(answer, self._token))
        body = self._json(answer)
        if body.get("Meta", {}).get("Errors") and not self.has("overlooks Meta.Errors"):
            raise Failed(body["Meta"]["Errors"][0]["Text"])
        several = body.get("PotentialMatches") or []
        if several:
            if self.has("takes the first"):
                return several[0]["Demographics"]["FirstName"]
            if self.has("crashes on several"):
                return body["Patient"]["Demographics"]["FirstName"]
            raise Failed(f"{len(several)} patients match")
        patient = body.get("Patient", {})
        if not patient:
            return patient["Demographics"] if self.has("crashes on nothing") else "nobody"
        if self.has("crashes on little"):
            return patient["Demographics"]["LastName"]
        return patient.get("Demographics", {}).get("LastName", "somebody")

    def _json(self, answer: Answer) -> dict[str, Any]:
        try:
            body: dict[str, Any] = json.loads(answer.body)
        except ValueError:
            if self.has("takes any page for an answer"):
                return {"Meta": {}, "Patient": {}}
            raise Failed("what came is no JSON") from None
        return body

    # the token

    def _valid_token(self) -> str | None:
        if self.has("no single flight"):
            return self._token if self._is_valid() else self._fetch()
        with self._lock:
            return self._token if self._is_valid() else self._fetch()

    def _another(self, refused: str | None) -> str | None:
        if self.has("no single flight"):
            return self._fetch()
        with self._lock:
            if self._token == refused:
                self._fetch()
            return self._token

    def _is_valid(self) -> bool:
        if self._token is None or self.has("a token a call"):
            return False
        if self.has("never renews"):
            return True
        return self._margin is None or self._now() < self._until

    def _fetch(self) -> str | None:
        expired = self._token is not None and self._margin is not None and not self._is_valid()
        if expired and self.has("renews by a refresh token"):
            raise Failed("the answer has no refresh_token")
        tries = 0
        while True:
            tries += 1
            answer = self._login()
            if answer.status == 200 or tries > 200 or not self._hammers(answer.status):
                return self._take(answer)

    def _hammers(self, status: int) -> bool:
        return (
            (self.has("hammers on 429") and status == 429)
            or (self.has("hammers on 5xx") and status >= 500)
            or (self.has("hammers when refused") and status in (400, 401))
        )

    def _take(self, answer: Answer) -> str | None:
        if self.has("no look at the login"):
            try:
                got = json.loads(answer.body)
            except ValueError:
                got = {}
            self._token = got.get("access_token")
        else:
            if answer.status != 200:
                raise Failed(f"no token: Redox answered {answer.status}")
            got = self._json(answer)
            if not got.get("access_token"):
                raise Failed("an answer without a token")
            self._token = got["access_token"]
        lives = got.get("expires_in", 0)
        if self.has("logs its login"):
            LOG.info("logged in: %s", answer.body.decode())
        if self.has("expires_in in milliseconds"):
            lives /= 1000
        self._until = self._now() + lives - (0 if self.has("expires_in in milliseconds")
                                             else self._margin or 0)  # fmt: skip
        return self._token

    def _login(self) -> Answer:
        assertion = self._assertion()
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": JWT_BEARER,
            "client_assertion": assertion,
        }
        url, body, kind = f"{self._base}/v2/auth/token", urlencode(form).encode(), FORM
        if self.has("login as JSON"):
            body, kind = json.dumps(form).encode(), "application/json"
        if self.has("grant type of a user"):
            body = urlencode({**form, "grant_type": "authorization_code"}).encode()
        if self.has("assertion in the URL"):
            url = f"{url}?client_assertion={assertion}"
        return self._reach("POST", url, {"Content-Type": kind}, body)

    def _assertion(self) -> str:
        now = int(self._now())
        if self.has("clock of the time zone"):
            now += _east_of_utc()
        claims: dict[str, Any] = {
            "iss": self._me["client_id"],
            "sub": self._me["client_id"],
            "aud": f"{REAL}/v2/auth/token",
            "iat": now,
            "exp": now + 300,
            "jti": str(uuid.uuid4()),
        }
        algorithm, headers = "RS384", {"kid": self._me["kid"]}
        if self.has("one jti for all"):
            claims["jti"] = self._jti
        if self.has("one assertion for all") and self._kept:
            return self._kept
        if self.has("no jti"):
            claims.pop("jti")
        if self.has("aud is the host"):
            claims["aud"] = REAL
        if self.has("no kid"):
            headers = {}
        if self.has("RS256"):
            algorithm = "RS256"
        if self.has("no sub"):
            claims.pop("sub")
        if self.has("another sub"):
            claims["sub"] = "my-app"
        if self.has("iat in milliseconds"):
            claims["iat"] *= 1000
        if self.has("dated once"):
            claims["iat"] = self._iat
        if self.has("already over"):
            claims["exp"] = now - 3600
        if self.has("lives for a day"):
            claims["exp"] = now + 86_400
        key = key_of(self._me["private_key"])
        self._kept = jwt.encode(claims, key, algorithm=algorithm, headers=headers)
        return self._kept


def _east_of_utc() -> int:
    """Seconds by which ``utcnow().timestamp()`` is wrong."""
    return time.timezone if time.localtime().tm_isdst < 1 else time.altzone


FAULTS: dict[str, set[str]] = {
    "login as JSON": {"client.token.flow"},
    "grant type of a user": {"client.token.flow"},
    "token without Bearer": {"client.token.flow"},
    "one jti for all": {"client.assertion.jti"},
    "one assertion for all": {"client.assertion.jti"},
    "no jti": {"client.assertion.jti"},
    "aud is the host": {"client.assertion.aud"},
    "no kid": {"client.assertion.kid"},
    "RS256": {"client.assertion.alg"},
    "no sub": {"client.assertion.subject"},
    "another sub": {"client.assertion.subject"},
    "iat in milliseconds": {"client.assertion.times"},
    "dated once": {"client.assertion.times"},
    "already over": {"client.assertion.times"},
    "lives for a day": {"client.assertion.lifetime"},
    "clock of the time zone": {"client.assertion.utc"},
    "renews by a refresh token": {"client.token.renewal"},
    "does not react to 401": {"client.token.early-401"},
    "repeats with the same token": {"client.token.early-401"},
    "endless on 401": {"client.token.retry-limit"},
    "a token a call": {"client.token.reuse"},
    "expires_in in milliseconds": {"client.token.reuse"},
    "no single flight": {"client.token.no-storm"},
    "hammers on 429": {"client.backoff.429"},
    "hammers the API on 429": {"client.backoff.429"},
    "hammers on 5xx": {"client.backoff.5xx"},
    "hammers the API on 5xx": {"client.backoff.5xx"},
    "hammers when refused": {"client.backoff.refused"},
    "swallows what goes wrong": {"client.errors.refused"},
    "any status is success": {"client.errors.refused"},
    "overlooks Meta.Errors": {"client.errors.meta-errors"},
    "takes any page for an answer": {"client.errors.html"},
    "crashes on nothing": {"client.errors.empty"},
    "takes the first": {"client.errors.several"},
    "crashes on several": {"client.errors.several"},
    "crashes on little": {"client.errors.partial"},
    "stays down": {"client.errors.recovery"},
    "token in the body": {"client.leaks.header-only"},
    "token in a cookie": {"client.leaks.header-only"},
    "token in the URL": {"client.leaks.url"},
    "assertion in the URL": {"client.leaks.url"},
    "assertion in a header": {"client.leaks.secret"},
    "private key in the body": {"client.leaks.secret"},
    "takes the token along": {"client.leaks.redirect"},
    "says its token": {"client.leaks.report"},
    "prints its token": {"client.leaks.report"},
    "logs its token": {"client.leaks.log"},
    "logs its login": {"client.leaks.log"},
    "no look at the login": {"client.bearer-none"},
    "keeps the old key": {"client.key-rotation"},
    "no time limit": {"client.timeout"},
    # two things are wrong with it, and each of them is told
    "never renews": {"client.token.renewal", "client.token.early-401"},
}
"""What can be wrong with a client, and the rules that have to say so: these, and no others."""
