"""A Redox whose sender and wall clock a test holds in its hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from mock_redox.adapters.samples import LateSamples
from mock_redox.core.clock import Clock
from mock_redox.core.ports import Answer, Outgoing
from mock_redox.core.records import read
from mock_redox.core.redox import Redox
from mock_redox.core.settings import Settings, checked
from mock_redox.core.setup import Setup

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ELSEWHEN = datetime(2031, 5, 5, tzinfo=UTC)


@dataclass
class FakeSender:
    """Gives the answer that was laid ready, or makes one from the request; keeps the requests."""

    answer: Answer | Callable[[Outgoing], Answer] = field(
        default_factory=lambda: Answer(status=200)
    )
    sent: list[Outgoing] = field(default_factory=list)

    def send(self, outgoing: Outgoing) -> Answer:
        self.sent.append(outgoing)
        return self.answer if isinstance(self.answer, Answer) else self.answer(outgoing)


@dataclass
class World:
    """A Redox at noon of 2026-01-01, in a world whose own time is ``wall``."""

    sender: FakeSender = field(default_factory=FakeSender)
    wall: datetime = ELSEWHEN
    redox: Redox = field(init=False)


@pytest.fixture
def sender() -> FakeSender:
    return FakeSender()


@pytest.fixture
def build(sender: FakeSender) -> Callable[..., World]:
    """Builds a world from a set-up, the wall's time, and settings as the marker takes them."""

    def build(setup: dict | None = None, wall: datetime = ELSEWHEN, **settings: object) -> World:
        chosen = Settings(**{name: checked(name, value) for name, value in settings.items()})
        world = World(sender, wall)
        clock = Clock(lambda: world.wall.timestamp(), start=NOW)
        ready = read(Setup, setup or {})
        world.redox = Redox(chosen, ready, clock, sender, LateSamples(chosen.seed))
        return world

    return build
