"""Assertions on what the code under test sent, which explain themselves when they fail."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from mock_redox.core.journal import Exchange, Journal, Query

_OF_META = {"data_model": "DataModel", "event_type": "EventType"}


@dataclass(frozen=True)
class SentCall:
    """A call that the code under test made, with the answer it got."""

    exchange: Exchange

    @property
    def method(self) -> str:
        return self.exchange.method

    @property
    def path(self) -> str:
        return self.exchange.path

    @property
    def status(self) -> int | None:
        return self.exchange.status

    @property
    def text(self) -> str:
        return self.exchange.request_body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        """The body as JSON. Raises ValueError if it is not."""
        return json.loads(self.exchange.request_body)

    @property
    def form(self) -> dict[str, str]:
        """The body as a form, the first value of each field."""
        return {name: values[0] for name, values in parse_qs(self.text).items()}

    def header(self, name: str) -> str | None:
        return self.exchange.header(name)

    def __str__(self) -> str:
        return self.exchange.line()


class Calls:
    """The calls your code made to Redox, oldest first."""

    def __init__(self) -> None:
        self._journal: Journal | None = None

    def follow(self, journal: Journal) -> None:
        self._journal = journal

    def to(self, path: str | None = None, **wanted: object) -> list[SentCall]:
        """The calls to a path, all when it is None.

        Args:
            wanted: what they must have: ``method``, ``status``, ``client``, ``data_model``,
                ``event_type``.

        Raises:
            TypeError: chosen by anything else.
        """
        _check(wanted)
        assert self._journal is not None
        calls = [SentCall(each) for each in self._journal.find(Query(direction="in"))]
        return [call for call in calls if path in (None, call.path) and _has(call, wanted)]

    def one(self, path: str | None = None, **wanted: object) -> SentCall:
        """The only such call. Raises AssertionError if there is none, or more than one."""
        __tracebackhide__ = True
        return self.times(1, path, **wanted)[0]

    def times(self, count: int, path: str | None = None, **wanted: object) -> list[SentCall]:
        """Exactly so many such calls. Raises AssertionError otherwise."""
        __tracebackhide__ = True
        found = self.to(path, **wanted)
        if len(found) != count:
            raise AssertionError(self._story(f"expected {count} call(s)", found, path, wanted))
        return found

    def none(self, path: str | None = None, **wanted: object) -> None:
        """No such call was made. Raises AssertionError otherwise."""
        __tracebackhide__ = True
        self.times(0, path, **wanted)

    def wait(
        self, path: str | None = None, *, count: int = 1, timeout: float = 5.0, **wanted: object
    ) -> list[SentCall]:
        """Wait until there are at least so many such calls.

        Args:
            timeout: real seconds, for code that calls from another thread or process.

        Raises:
            AssertionError: they did not come in time.
        """
        __tracebackhide__ = True
        assert self._journal is not None
        woken, until = threading.Event(), time.monotonic() + timeout
        stop: Callable[[], None] = self._journal.listen(lambda _: woken.set())
        try:
            while True:
                woken.clear()
                found = self.to(path, **wanted)
                if len(found) >= count:
                    return found
                if not woken.wait(max(0.0, until - time.monotonic())):
                    problem = f"expected {count} call(s) within {timeout:g} s"
                    raise AssertionError(self._story(problem, found, path, wanted))
        finally:
            stop()

    def _story(
        self, problem: str, found: list[SentCall], path: str | None, wanted: dict[str, object]
    ) -> str:
        what = "".join(f" {name}={value!r}" for name, value in wanted.items())
        lines = [f"{problem} to {path or 'any path'}{what}, but there were {len(found)}."]
        others = self.to()
        lines.append("Calls that were made:" if others else "No call reached the mock at all.")
        lines += [f"  {call}" for call in others[-20:]]
        return "\n".join(lines)


def _has(call: SentCall, wanted: dict[str, object]) -> bool:
    return all(_value(call, name) == value for name, value in wanted.items())


def _value(call: SentCall, name: str) -> object:
    if name not in _OF_META:
        return getattr(call.exchange, name)
    try:
        return call.json["Meta"][_OF_META[name]]
    except (ValueError, KeyError, TypeError):
        return None


def _check(wanted: dict[str, object]) -> None:
    known = ("method", "status", "client", *_OF_META)
    for name in wanted:
        if name not in known:
            raise TypeError(
                f"calls can't be chosen by {name!r}; use {', '.join(known[:-1])} or {known[-1]}"
            )
