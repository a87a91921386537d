"""A client of Redox with a legacy API key, which is sound, or has the faults that it is told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from clientele.system import REAL, SEARCH, Failed
from clientele.wire import Answer, NoAnswer


class Legacy:
    """The client.

    Args:
        key: ``api_key`` and ``secret``.
        send: reaches Redox.
        faults: what is wrong with it.
        now: its clock, in seconds since 1970.
        margin: seconds by which it renews its token early.
        refreshes: it renews by the refresh token, and logs in where that is refused.
        limit: seconds that an answer may take.
    """

    def __init__(
        self, key: dict[str, str], send: Callable[..., Answer],
        faults: frozenset[str] = frozenset(), *, base: str = REAL,
        now: Callable[[], float] = time.time, margin: float = 60, refreshes: bool = True,
        limit: float = 0.5,
    ) -> None:  # fmt: skip
        self._key, self._send, self._faults = dict(key), send, faults
        self._base, self._now, self._margin, self._refreshes = base, now, margin, refreshes
        self._lock, self._limit = threading.Lock(), limit
        self._token, self._refresh, self._until = "", "", 0.0

    def reload(self, new: dict[str, str]) -> None:
        self._key = dict(new)

    def call(self) -> str:
        token = self._valid()
        answer = self._ask(token)
        if answer.status == 401:
            with self._lock:
                if self._token == token:
                    self._renew()
            answer = self._ask(self._token)
        if answer.status != 200:
            raise Failed(f"Redox answered {answer.status}")
        body = self._json(answer)
        if body["Meta"].get("Errors"):
            raise Failed("Redox tells of errors")
        return "several" if body.get("PotentialMatches") else "found"

    def _ask(self, token: str) -> Answer:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        if "secret with each call" in self._faults:
            headers["X-Api-Secret"] = self._key["secret"]
        return self._reach("/endpoint", headers, SEARCH)

    def _reach(self, path: str, headers: dict[str, str], body: Any) -> Answer:
        raw = json.dumps(body).encode()
        try:
            return self._send("POST", self._base + path, headers, raw, self._limit)
        except (NoAnswer, ConnectionError) as wrong:
            raise Failed(str(wrong)) from None

    def _json(self, answer: Answer) -> dict[str, Any]:
        try:
            body: dict[str, Any] = json.loads(answer.body)
        except ValueError:
            raise Failed("what came is no JSON") from None
        return body

    def _valid(self) -> str:
        with self._lock:
            if self._now() >= self._until:
                self._renew()
            return self._token

    def _renew(self) -> None:
        if self._refresh and self._refreshes:
            answer = self._login("/auth/refreshToken", refreshToken=self._refresh)
            if answer.status == 200 or "never logs in again" in self._faults:
                self._take(answer)
                return
        self._take(self._login("/auth/authenticate", secret=self._key["secret"]))

    def _login(self, path: str, **more: str) -> Answer:
        if "secret in the URL" in self._faults and "secret" in more:
            path += f"?secret={more['secret']}"
        kind = {"Content-Type": "application/json"}
        return self._reach(path, kind, {"apiKey": self._key["api_key"], **more})

    def _take(self, answer: Answer) -> None:
        if answer.status != 200:
            raise Failed(f"no token: Redox answered {answer.status}")
        got = self._json(answer)
        self._token, self._refresh = got["accessToken"], got["refreshToken"]
        self._until = self._moment(got["expires"]) - self._margin

    def _moment(self, text: str) -> float:
        bare = datetime.fromisoformat(text.removesuffix("Z"))
        if "expires in local time" in self._faults:
            return bare.timestamp()
        return bare.replace(tzinfo=UTC).timestamp()


FAULTS: dict[str, set[str]] = {
    "expires in local time": {"client.expires-utc"},
    "secret with each call": {"client.leaks.secret"},
    "secret in the URL": {"client.leaks.url"},
    "never logs in again": {"client.key-rotation"},
}
"""What can be wrong with it, and the rules that have to say so."""
