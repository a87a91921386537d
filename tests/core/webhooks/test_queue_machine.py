"""Whatever answers, pauses and clock jumps come: order kept, nothing lost, no feed stuck."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mock_redox.adapters.samples import LateSamples
from mock_redox.core.clock import Clock
from mock_redox.core.ports import Answer
from mock_redox.core.redox import Redox
from mock_redox.core.settings import Settings
from mock_redox.core.setup import DestinationSpec, Setup

DESTINATIONS = ("a", "b")
SETUP = Setup(
    destinations=tuple(DestinationSpec(id=name, url=f"http://{name}.test") for name in DESTINATIONS)
)
names = st.sampled_from(DESTINATIONS)


class Feeds(RuleBasedStateMachine):
    """Two feeds, of which each answers as it is told to; what arrives is written down."""

    def __init__(self):
        super().__init__()
        self.answers = dict.fromkeys(DESTINATIONS, 200)
        self.accepted = {name: [] for name in DESTINATIONS}
        self.tries = dict.fromkeys(DESTINATIONS, 0)
        self.taken = {name: [] for name in DESTINATIONS}
        self.gone = {name: set() for name in DESTINATIONS}
        clock = Clock(lambda: 0.0, start=datetime(2026, 1, 1, tzinfo=UTC))
        chosen = Settings(push_unverified=True, journal_entries=10)
        self.redox = Redox(chosen, SETUP, clock, self, LateSamples(0))
        self.queue = self.redox.webhooks.queue

    def send(self, outgoing):
        """The endpoint."""
        name = outgoing.url.removeprefix("http://").removesuffix(".test")
        self.tries[name] += 1
        status = self.answers[name]
        if status and status < 300:
            self.accepted[name].append(json.loads(outgoing.body)["n"])
        return Answer(status=status) if status else Answer(failure="timeout")

    def feed(self, name):
        return next((each for each in self.queue.all() if each.key.destination == name), None)

    @rule(name=names)
    def enqueue(self, name):
        number = len(self.taken[name])
        self.taken[name].append(number)
        self.redox.webhooks.enqueue("PatientAdmin.Arrival", name, data={"n": number})

    @rule(name=names, status=st.sampled_from([200, 204, 302, 400, 503, None]))
    def answer(self, name, status):
        self.answers[name] = status

    @rule(seconds=st.integers(0, 400))
    def time_passes(self, seconds):
        self.redox.clock.advance(seconds)

    @rule(name=names)
    def hold(self, name):
        if self.feed(name):
            self.queue.pause(name)
            before = self.tries[name]
            self.redox.clock.advance("1h")
            assert self.tries[name] == before

    @rule(name=names, what=st.sampled_from(["resume", "retry"]))
    def go_on(self, name, what):
        if self.feed(name):
            getattr(self.queue, what)(name)

    @rule(name=names)
    def skip(self, name):
        feed = self.feed(name)
        if feed and feed.waiting:
            self.gone[name].add(feed.waiting[0].message["n"])
            self.queue.skip(name)

    @invariant()
    def what_arrived_came_once_and_in_order(self):
        for name in DESTINATIONS:
            assert self.accepted[name] == sorted(set(self.accepted[name]))

    @invariant()
    def nothing_is_lost(self):
        for name in DESTINATIONS:
            feed = self.feed(name)
            waiting = [each.message["n"] for each in feed.waiting] if feed else []
            known = {*self.accepted[name], *waiting, *self.gone[name]}
            assert known == set(self.taken[name])

    @invariant()
    def nothing_that_may_go_is_left_lying(self):
        due = self.queue.due()
        assert due is None or due > self.redox.clock.now()

    def teardown(self):
        """No feed is stuck: once endpoints are well and nobody holds them, all arrives."""
        for name in DESTINATIONS:
            self.answers[name] = 200
            if self.feed(name):
                self.queue.resume(name)
        for feed in self.queue.all():
            assert (feed.state, list(feed.waiting)) == ("idle", [])
        self.nothing_is_lost()


TestFeeds = Feeds.TestCase
TestFeeds.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
