"""The machine of ``tests/machine.py`` on a queue in process."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from hypothesis import settings
from machine import DESTINATIONS, Endpoints, FeedMachine
from thoroughness import draws

from mock_redox.adapters.samples import LateSamples
from mock_redox.core.clock import Clock
from mock_redox.core.ports import Answer
from mock_redox.core.redox import Redox
from mock_redox.core.settings import Settings
from mock_redox.core.setup import DestinationSpec, Setup
from mock_redox.core.times import iso

SETUP = Setup(
    destinations=tuple(DestinationSpec(id=name, url=f"http://{name}.test") for name in DESTINATIONS)
)


class InProcess:
    """Acts by calls, and is the sender too."""

    def __init__(self):
        self.endpoints = Endpoints()
        clock = Clock(lambda: 0.0, start=datetime(2026, 1, 1, tzinfo=UTC))
        chosen = Settings(push_unverified=True, journal_entries=10)
        self.redox = Redox(chosen, SETUP, clock, self, LateSamples(0))

    def send(self, outgoing):
        name = outgoing.url.removeprefix("http://").removesuffix(".test")
        status = self.endpoints.take(name, json.loads(outgoing.body)["n"])
        return Answer(status=status) if status else Answer(failure="timeout")

    def enqueue(self, name, number):
        return self.redox.webhooks.enqueue("PatientAdmin.Arrival", name, data={"n": number}).id

    def advance(self, seconds):
        self.redox.clock.advance(seconds)

    def act(self, feed, verb):
        getattr(self.redox.webhooks.queue, verb)(feed)

    def feeds(self):
        return [each.as_json() for each in self.redox.webhooks.queue.all()]

    def now(self):
        return iso(self.redox.clock.now())


class Feeds(FeedMachine):
    def start(self):
        return InProcess()


TestFeeds = Feeds.TestCase
TestFeeds.settings = settings(max_examples=draws(60), stateful_step_count=40, deadline=None)
