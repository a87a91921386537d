"""Whatever answers, pauses and clock jumps come: order kept, nothing lost, no feed stuck.

One machine for the queue in process and for one behind a live server; a ``Way`` is how it acts.
"""

from __future__ import annotations

from typing import Any, Protocol

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

DESTINATIONS = ("a", "b")
names = st.sampled_from(DESTINATIONS)


class Endpoints:
    """Two endpoints, which answer as they are told to; what they accept is written down."""

    def __init__(self) -> None:
        self.answers: dict[str, int | None] = dict.fromkeys(DESTINATIONS, 200)
        self.accepted: dict[str, list[int]] = {name: [] for name in DESTINATIONS}
        self.tries = dict.fromkeys(DESTINATIONS, 0)

    def take(self, name: str, number: int) -> int | None:
        """The status with which one answers; None for no answer."""
        self.tries[name] += 1
        status = self.answers[name]
        if status and status < 300:
            self.accepted[name].append(number)
        return status


class Way(Protocol):
    """How the machine acts on a mock, and sees its feeds as JSON."""

    endpoints: Endpoints

    def enqueue(self, name: str, number: int) -> str: ...

    def advance(self, seconds: int) -> None: ...

    def act(self, feed: str, verb: str) -> None: ...

    def feeds(self) -> list[dict[str, Any]]: ...

    def now(self) -> str: ...


class FeedMachine(RuleBasedStateMachine):
    """Subclasses say which way."""

    statuses: tuple[int | None, ...] = (200, 204, 302, 400, 503, None)

    def start(self) -> Way:
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self.way = self.start()
        self.ends = self.way.endpoints
        self.taken: dict[str, dict[str, int]] = {name: {} for name in DESTINATIONS}
        self.gone: dict[str, set[int]] = {name: set() for name in DESTINATIONS}

    def feed(self, name: str) -> dict[str, Any] | None:
        return next((each for each in self.way.feeds() if each["destination"] == name), None)

    def waiting(self, name: str) -> list[int]:
        feed = self.feed(name)
        return [self.taken[name][id_] for id_ in feed["waiting"]] if feed else []

    @rule(name=names)
    def enqueue(self, name: str) -> None:
        number = len(self.taken[name])
        self.taken[name][self.way.enqueue(name, number)] = number

    @rule(name=names, choice=st.integers(0, 5))
    def answer(self, name: str, choice: int) -> None:
        self.ends.answers[name] = self.statuses[choice % len(self.statuses)]

    @rule(seconds=st.integers(0, 400))
    def time_passes(self, seconds: int) -> None:
        self.way.advance(seconds)

    @rule(name=names)
    def hold(self, name: str) -> None:
        if feed := self.feed(name):
            self.way.act(feed["id"], "pause")
            before = self.ends.tries[name]
            self.way.advance(3600)
            assert self.ends.tries[name] == before, "a feed that is held sent something"

    @rule(name=names, verb=st.sampled_from(["resume", "retry"]))
    def go_on(self, name: str, verb: str) -> None:
        if feed := self.feed(name):
            self.way.act(feed["id"], verb)

    @rule(name=names)
    def skip(self, name: str) -> None:
        feed, waiting = self.feed(name), self.waiting(name)
        if feed and waiting:
            self.gone[name].add(waiting[0])
            self.way.act(feed["id"], "skip")

    @invariant()
    def what_arrived_came_once_and_in_order(self) -> None:
        for accepted in self.ends.accepted.values():
            assert accepted == sorted(set(accepted))

    @invariant()
    def nothing_is_lost(self) -> None:
        for name in DESTINATIONS:
            known = {*self.ends.accepted[name], *self.waiting(name), *self.gone[name]}
            assert known == set(self.taken[name].values())

    @invariant()
    def nothing_that_may_go_is_left_lying(self) -> None:
        for feed in self.way.feeds():
            assert feed["next_try"] is None or feed["next_try"] > self.way.now()

    def teardown(self) -> None:
        """No feed is stuck: once endpoints are well and nobody holds them, all arrives."""
        for name in DESTINATIONS:
            self.ends.answers[name] = 200
            if feed := self.feed(name):
                self.way.act(feed["id"], "resume")
        for feed in self.way.feeds():
            assert (feed["state"], feed["waiting"]) == ("idle", [])
        self.nothing_is_lost()
