"""Settings in, a ready Redox out: the one place that wires the rings together."""

import os
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from datetime import UTC, datetime
from typing import Any

from mock_redox.adapters.driver import Driver
from mock_redox.adapters.samples import LateSamples
from mock_redox.core.clock import Clock
from mock_redox.core.late import late
from mock_redox.core.ports import Answer, NoStore, Outgoing, Sender, Store
from mock_redox.core.records import read
from mock_redox.core.redox import Redox
from mock_redox.core.settings import Settings
from mock_redox.core.setup import Setup

FIXED = datetime(2026, 1, 1, 12, tzinfo=UTC)
"""Where a virtual clock stands at first."""


def assemble(
    settings: Settings | None = None,
    setup: Setup | Mapping[str, object] | None = None,
    sender: Sender | None = None,
    turn: AbstractContextManager[object] | None = None,
) -> Redox:
    """A Redox that is ready to use.

    Args:
        settings: the defaults when not given.
        setup: clients, keys and destinations, as a ``Setup`` or as the config file writes them.
            What it leaves out is made ready.
        sender: how it sends; over HTTP when not given.
        turn: entered while a queued message is thought about, as in ``create_app``.

    Raises:
        Misuse: a set-up that can't be read, or a state file that can't be used.
    """
    settings = settings or Settings()
    ready = setup if isinstance(setup, Setup) else read(Setup, setup or {})
    clock = make_clock(settings)
    with ExitStack() as unfinished:
        store = _store(settings, unfinished)
        if settings.fresh_ids:
            store.starts = int.from_bytes(os.urandom(6))
        samples = LateSamples(settings.seed, settings.locale)
        redox = Redox(settings, ready, clock, sender or LateSender(), samples, store, LateYaml())
        unfinished.pop_all()
    Driver(redox.webhooks.queue, clock, turn or nullcontext())
    return redox


def _store(settings: Settings, unfinished: ExitStack) -> Store:
    """SQLite is loaded only by those who keep something in it; who fails gives the file back."""
    if settings.state is None:
        return NoStore()
    from mock_redox.adapters.state import StateFile

    file = StateFile(settings.state)
    unfinished.callback(file.close)
    return file


def make_clock(settings: Settings) -> Clock:
    """The clock that the settings ask for. The only place where the wall clock comes in."""
    start = (settings.clock_start or FIXED) if settings.clock == "virtual" else None
    return Clock(
        lambda: time.time(), start=start, rate=settings.clock_rate, offset=settings.clock_offset
    )


class LateYaml:
    """YAML, loaded when the first file is written."""

    def write(self, data: Mapping[str, Any], remark: str) -> str:
        from mock_redox.adapters.incidents.files import write

        return write(data, remark)


class LateSender:
    """The HTTP sender, loaded at the first request: a test that sends nothing should not pay."""

    @late
    def _real(self) -> Sender:
        from mock_redox.adapters.senders import HttpSender

        return HttpSender()

    def send(self, outgoing: Outgoing) -> Answer:
        return self._real.send(outgoing)
