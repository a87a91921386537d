"""Sound clients, each in another style: none of them may fail a rule."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import threading
import time
import uuid
from typing import Any

import jwt
import requests
from clientele.judge import Made, Time
from clientele.legacy import Legacy
from clientele.system import JWT_BEARER, REAL, SEARCH, Failed, System, key_of
from clientele.wire import Answer, in_process
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from mock_redox import MockRedox


def me(redox: MockRedox) -> dict[str, str]:
    mine = redox.client
    return {"client_id": mine.client_id, "kid": mine.kid, "private_key": mine.private_key}


def system(kind: type[System] = System, **more: Any) -> Any:
    def make(redox: MockRedox, clock: Time) -> Made:
        made = kind(me(redox), in_process(redox.app), now=clock.now, **more)
        return Made(made.call, made.reload, made.close)

    return make


def faulty(fault: str) -> Any:
    return system(faults=frozenset([fault]))


def faulty_legacy(fault: str) -> Any:
    return legacy(faults=frozenset([fault]))


def legacy(**more: Any) -> Any:
    def make(redox: MockRedox, clock: Time) -> Made:
        key = {"api_key": redox.legacy_key.api_key, "secret": redox.legacy_key.secret}
        made = Legacy(key, in_process(redox.app), now=clock.now, **more)
        return Made(made.call, made.reload)

    return make


class Patient(System):
    """Repeats after 429 and 5xx, a few times, with waits that grow."""

    def _reach(self, *args: Any) -> Answer:
        for wait in (0.02, 0.04, 0.08, 0.0):
            answer = super()._reach(*args)
            if answer.status != 429 and answer.status < 500:
                break
            time.sleep(wait)
        return answer


class Breaker(System):
    """Asks no more for a while after three failures in a row."""

    _failures, _open_until = 0, 0.0

    def call(self) -> Any:
        if time.monotonic() < self._open_until:
            raise Failed("the circuit is open")
        try:
            found = super().call()
        except Failed:
            self._failures += 1
            if self._failures >= 3:
                self._open_until, self._failures = time.monotonic() + 0.3, 0
            raise
        self._failures = 0
        return found


class OnTime(System):
    """A thread renews the token long before its end, whether or not there are calls."""

    _timer: threading.Timer | None = None
    _closed = False

    def _take(self, answer: Answer) -> Any:
        token = super()._take(answer)
        self._timer = threading.Timer(
            self._wait(json.loads(answer.body)["expires_in"]), self._renew
        )
        self._timer.daemon = True
        if not self._closed:
            self._timer.start()
        return token

    def _wait(self, lives: float) -> float:
        return lives * 0.8

    def close(self) -> None:
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()

    def _renew(self) -> None:
        with self._lock:
            try:
                self._fetch()
            except Failed:
                return  # the next call tries it


class Hasty(OnTime):
    """Its timer is wound a minute early, and goes round without a pause where tokens are short."""

    def _wait(self, lives: float) -> float:
        return lives - 60


class Early(System):
    """Fetches its first token when it is made."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._valid_token()


class Sparse(System):
    """Its assertions have neither aud nor exp, as those of a client that has run for years."""

    def _assertion(self) -> str:
        mine = self._me
        claims = {"iss": mine["client_id"], "sub": mine["client_id"], "iat": int(self._now()),
                  "jti": uuid.uuid4().hex, "scopes": []}  # fmt: skip
        headers = {"kid": mine["kid"]}
        return jwt.encode(claims, key_of(mine["private_key"]), algorithm="RS384", headers=headers)


class Sender(System):
    """Sends messages, and returns nothing."""

    def call(self) -> None:
        super().call()


class Fhir(System):
    """Reads a FHIR resource; behind the front door of that API the mock has nothing yet."""

    def _post(self, token: str | None) -> Answer:
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{self._base}/fhir/R4/some-hospital/Development/Patient/1"
        answer = self._reach("GET", url, headers, b"")
        return Answer(404) if answer.status in (302, 307) else answer


class Queue:
    """Answers at once, and calls Redox later."""

    def __init__(self, inner: Made) -> None:
        self._call, self._threads = inner.call, list[threading.Thread]()

    def call(self) -> str:
        thread = threading.Thread(target=self._quietly)
        thread.start()
        self._threads.append(thread)
        return "queued"

    def _quietly(self) -> None:
        with contextlib.suppress(Failed):
            time.sleep(0.05)
            self._call()

    def close(self) -> None:
        for thread in self._threads:
            thread.join()


def queued(fault: str = "") -> Any:
    def make(redox: MockRedox, clock: Time) -> Made:
        made = Queue(faulty(fault)(redox, clock))
        return Made(made.call, close=made.close)

    return make


def sender(redox: MockRedox, clock: Time) -> Made:
    meta = {"DataModel": "PatientAdmin", "EventType": "Arrival",
            "Destinations": [{"ID": redox.destination.id}]}  # fmt: skip
    message = {"Meta": meta, "Patient": {"Identifiers": [{"ID": "1", "IDType": "MR"}]}}
    return system(Sender, message=message)(redox, clock)


def workers(redox: MockRedox, clock: Time) -> Made:
    """Four processes behind one URL, each with a token of its own."""
    made = [System(me(redox), in_process(redox.app), now=clock.now) for _ in range(4)]
    turn = itertools.cycle(made)

    def reload(new: dict[str, str]) -> None:
        for each in made:
            each.reload(new)

    return Made(lambda: next(turn).call(), reload)


def coroutine(redox: MockRedox, clock: Time) -> Made:
    made = System(me(redox), in_process(redox.app), now=clock.now)

    async def call() -> Any:
        return await asyncio.to_thread(made.call)

    return Made(call, made.reload)


class Session:
    """``requests`` as many use it: a session, a retry policy of urllib3, raise_for_status."""

    def __init__(self, mine: dict[str, str], clock: Time) -> None:
        self._me, self._now = mine, clock.now
        self._lock, self._token, self._until = threading.Lock(), "", 0.0
        self._session = requests.Session()
        retry = Retry(3, status_forcelist=[429, 500, 502, 503, 504], backoff_factor=0.01,
                      allowed_methods=None, raise_on_status=False)  # fmt: skip
        self._session.mount("https://", HTTPAdapter(max_retries=retry))

    def reload(self, new: dict[str, str]) -> None:
        self._me = dict(new)

    def call(self) -> requests.Response:
        token = self.valid()
        answer = self._ask(token)
        if answer.status_code == 401:
            answer = self._ask(self.another(token))
        answer.raise_for_status()
        if answer.json()["Meta"].get("Errors"):
            raise Failed("Meta.Errors")
        return answer

    def _ask(self, token: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{REAL}/endpoint"
        return self._session.post(url, json=SEARCH, headers=headers, timeout=(0.4, 0.5))

    def another(self, refused: str) -> str:
        with self._lock:
            self._until = 0.0 if refused == self._token else self._until
        return self.valid()

    def valid(self) -> str:
        with self._lock:
            if self._now() >= self._until:
                form = {"grant_type": "client_credentials", "client_assertion_type": JWT_BEARER,
                        "client_assertion": self._assertion()}  # fmt: skip
                answer = self._session.post(f"{REAL}/v2/auth/token", data=form, timeout=0.5)
                answer.raise_for_status()
                self._token = answer.json()["access_token"]
                self._until = self._now() + int(answer.json()["expires_in"]) - 30
            return self._token

    def _assertion(self) -> str:
        url, mine, now = f"{REAL}/v2/auth/token", self._me, int(self._now())
        claims = {"iss": mine["client_id"], "sub": mine["client_id"], "aud": url, "iat": now,
                  "exp": now + 300, "jti": str(uuid.uuid4())}  # fmt: skip
        headers = {"kid": mine["kid"]}
        return jwt.encode(claims, key_of(mine["private_key"]), algorithm="RS384", headers=headers)


class Auth(requests.auth.AuthBase):
    """``requests`` with an object for authentication, which repeats a call by a hook."""

    def __init__(self, mine: dict[str, str], clock: Time) -> None:
        self._tokens = Session(mine, clock)
        self.reload = self._tokens.reload

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._tokens.valid()}"
        request.register_hook("response", self._once_more)
        return request

    def _once_more(self, answer: requests.Response, **options: Any) -> requests.Response:
        used = answer.request.headers.get("Authorization", "").removeprefix("Bearer ")
        if answer.status_code != 401 or not used:
            return answer
        _ = answer.content
        again = answer.request.copy()
        again.headers["Authorization"] = f"Bearer {self._tokens.another(used)}"
        return answer.connection.send(again, **options)

    def call(self) -> str:
        answer = requests.post(f"{REAL}/query", json=SEARCH, auth=self, timeout=0.5)
        answer.raise_for_status()
        body = answer.json()
        if body["Meta"].get("Errors") or len(body.get("PotentialMatches", [])) > 1:
            raise Failed("no patient, or several")
        return str(body["Patient"].get("Demographics"))


def auth(redox: MockRedox, clock: Time) -> Made:
    made = Auth(me(redox), clock)
    return Made(made.call, made.reload)


def session(redox: MockRedox, clock: Time) -> Made:
    made = Session(me(redox), clock)
    return Made(made.call, made.reload)


STYLES: dict[str, Any] = {
    "renews a minute early": system(),
    "renews in its last second": system(margin=1),
    "waits for a 401": system(margin=None),
    "fetches its first token at once": system(Early),
    "renews by a timer": system(OnTime),
    "renews by a timer a minute early": system(Hasty),
    "repeats with growing waits": system(Patient),
    "opens a circuit": system(Breaker),
    "FHIR": system(Fhir),
    "sparse assertions": system(Sparse),
    "sends messages and returns nothing": sender,
    "four workers": workers,
    "coroutine": coroutine,
    "requests with a retry policy": session,
    "requests with an auth object": auth,
    "legacy with refresh tokens": legacy(),
    "legacy that logs in an hour early": legacy(margin=3600, refreshes=False),
}
"""By name, what makes one from a mock and a clock."""
