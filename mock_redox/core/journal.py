"""One bounded record of every exchange, in and out. Never de-duplicated, shown without secrets."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count, islice
from typing import Any, Literal, NamedTuple

from mock_redox.core import redaction
from mock_redox.core.errors import Explanation
from mock_redox.core.failures.diagnosis import Diagnosis, diagnosed
from mock_redox.core.journal_search import has
from mock_redox.core.settings import LiveSettings
from mock_redox.core.times import iso

Headers = tuple[tuple[str, str], ...]
Direction = Literal["in", "out"]
Outcome = Literal["ok", "refused", "failed"]


class Exchange(NamedTuple):
    """A request and its answer.

    ``outcome`` is ``ok``; ``refused`` when the answer is an error; ``failed`` when there was none,
    with ``failure`` and ``problem`` of a request that the mock sent. ``wall`` is the time of the
    world outside when a call came in; an assertion may be judged by it.
    """

    at: datetime
    direction: Direction
    method: str
    url: str
    path: str
    id: int = 0
    request_headers: Headers = ()
    request_body: bytes = b""
    status: int | None = None
    response_headers: Headers = ()
    response_body: bytes = b""
    took: float = 0.0
    outcome: Outcome = "ok"
    client: str | None = None
    reason: str = ""
    explanation: Explanation | None = None
    forced: str | None = None
    """The failure that the mock was told to let it meet."""
    wall: datetime | None = None
    failure: str | None = None
    problem: str = ""

    def __repr__(self) -> str:
        """Its line: pytest shows this where an assertion fails, and secrets are in the rest."""
        return f"<Exchange {self.id}: {self.line()}>"

    @property
    def size(self) -> int:
        """Bytes of all that a client or an endpoint may make as long as it likes."""
        headers = (*self.request_headers, *self.response_headers)
        named = sum(map(len, chain.from_iterable(headers)))
        bodies = len(self.request_body) + len(self.response_body)
        return bodies + named + len(self.url) + len(self.path)

    def header(self, name: str) -> str | None:
        """The first request header of that name, in any case."""
        return next((v for k, v in self.request_headers if k.lower() == name.lower()), None)

    def line(self) -> str:
        """One line for a log or a report; no secret in it."""
        arrow = "->" if self.direction == "in" else "<-"
        answer = str(self.status) if self.status is not None else "no answer"
        told = [text for text in (self.reason, str(self.explanation or "")) if text]
        reason = "  " + redaction.text("; ".join(told)) if told else ""
        where = redaction.url(self.path if self.direction == "in" else self.url)
        return redaction.one_line(f"{iso(self.at)} {arrow} {self.method} {where} {answer}{reason}")

    def diagnosis(self) -> Diagnosis | None:
        """Why it was refused, and all that is known of such a failure."""
        if self.explanation is None and self.forced is None:
            return None
        return diagnosed(self.explanation, self.forced)

    def as_json(self) -> dict[str, object]:
        """All of it, secrets hidden."""
        diagnosis, carried = self.diagnosis(), redaction.carried(self.request_headers)
        return {
            "id": self.id, "at": iso(self.at), "direction": self.direction, "method": self.method,
            "url": redaction.url(self.url), "path": redaction.url(self.path),
            "client": self.client, "status": self.status, "outcome": self.outcome,
            "took_ms": round(self.took * 1000, 3), "reason": redaction.text(self.reason),
            "explanation": diagnosis.as_json() if diagnosis else None, "forced": self.forced,
            "request": {
                "headers": redaction.headers(self.request_headers),
                "body": redaction.without(redaction.body(self.request_body), carried),
            },
            "response": {
                "headers": redaction.headers(self.response_headers),
                "body": redaction.without(redaction.body(self.response_body), carried),
            },
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Query:
    """Which exchanges are asked for; what is None does not narrow."""

    since: datetime | None = None
    until: datetime | None = None
    path: str | None = None
    client: str | None = None
    outcome: Outcome | None = None
    direction: Direction | None = None
    after: int | None = None
    limit: int | None = None
    before: int | None = None
    text: str | None = None
    """Words that all must stand in what is shown of it, in any case."""

    def matches(self, exchange: Exchange) -> bool:
        return (
            (self.since is None or exchange.at >= self.since)
            and (self.until is None or exchange.at < self.until)
            and (self.path is None or self.path in exchange.url)
            and (self.client is None or self.client == exchange.client)
            and (self.outcome is None or self.outcome == exchange.outcome)
            and (self.direction is None or self.direction == exchange.direction)
            and (self.after is None or exchange.id > self.after)
            and (self.before is None or exchange.id < self.before)
            and (not self.text or has(exchange, self.text.lower().split()))
        )


class Journal:
    """The latest exchanges, bounded in number and in bytes."""

    def __init__(self, settings: LiveSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._listeners: list[Callable[[Exchange], None]] = []
        self.clear()

    def clear(self) -> None:
        with self._lock:
            self._kept: deque[Exchange] = deque()
            self._bytes = 0
            self._ids = count(1)
            self.dropped = 0

    def add(
        self, *, request_body: bytes = b"", response_body: bytes = b"", **parts: Any
    ) -> Exchange:
        """Record an exchange; the oldest make room. Returns it with its number."""
        keep = self._settings.now.journal_body
        sent, got = _cut(request_body, keep), _cut(response_body, keep)
        with self._lock:
            exchange = Exchange(id=next(self._ids), request_body=sent, response_body=got, **parts)
            self._kept.append(exchange)
            self._bytes += exchange.size
            self._make_room()
        for listener in tuple(self._listeners):
            listener(exchange)
        return exchange

    def _make_room(self) -> None:
        limits = self._settings.now
        while self._kept and (
            len(self._kept) > limits.journal_entries or self._bytes > limits.journal_bytes
        ):
            self._bytes -= self._kept.popleft().size
            self.dropped += 1

    def find(self, query: Query | None = None) -> list[Exchange]:
        """The exchanges asked for, oldest first; with a limit, the newest so many."""
        query = query or Query()
        with self._lock:
            kept = list(self._kept)
        if kept and query.after is not None:  # the numbers leave no gaps
            kept = kept[max(0, query.after + 1 - kept[0].id) :]
        if kept and query.before is not None:
            kept = kept[: max(0, query.before - kept[0].id)]
        found = list(islice(filter(query.matches, reversed(kept)), query.limit))
        found.reverse()
        return found

    def get(self, number: int) -> Exchange | None:
        with self._lock:
            at = number - self._kept[0].id if self._kept else -1
            return self._kept[at] if 0 <= at < len(self._kept) else None

    @property
    def newest(self) -> int:
        """The number of the last exchange; 0 while there is none."""
        with self._lock:
            return self._kept[-1].id if self._kept else 0

    def listen(self, listener: Callable[[Exchange], None]) -> Callable[[], None]:
        """Be told of each exchange as it is recorded; returns a function that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def __len__(self) -> int:
        return len(self._kept)


def _cut(raw: bytes, keep: int) -> bytes:
    return raw if len(raw) <= keep else raw[:keep] + b"... (%d bytes in all)" % len(raw)
