"""Real time for the queue: waits until a message is due, and gives each feed a thread of its own.

On a clock that stands still it has nothing to do: then whoever moves the clock does the work.
"""

import threading
from contextlib import AbstractContextManager

from mock_redox.core.clock import Clock
from mock_redox.core.webhooks.feeds import Feed
from mock_redox.core.webhooks.queue import Queue

MOST = 512
"""Feeds that are served at once; further ones wait for a thread."""


class Driver:
    """Its threads are there only while something waits, so an idle mock has none.

    Args:
        queue: whose work it does.
        clock: whose time it waits for.
        turn: entered while a message is thought about, as in ``create_app``.
    """

    def __init__(self, queue: Queue, clock: Clock, turn: AbstractContextManager[object]) -> None:
        self._queue = queue
        self._clock = clock
        self._turn = turn
        self._news = threading.Condition()
        self._stale = False
        self._waiting = False
        self._serving = 0
        queue.wake = self.wake

    def wake(self) -> bool:
        """Look again at what is due. Returns whether it will do so itself."""
        if not self._clock.runs:
            return False
        with self._news:
            self._stale = True
            if self._waiting:
                self._news.notify()
            elif self._queue.due() is not None:
                self._waiting = True
                threading.Thread(target=self._wait, daemon=True, name="mock_redox feeds").start()
        return True

    def _wait(self) -> None:
        while True:
            with self._news:
                if not self._stale:
                    self._news.wait(self._seconds())
                self._stale = False
                if self._queue.due() is None or not self._clock.runs:
                    self._waiting = False
                    return
            self._hand_out()

    def _seconds(self) -> float:
        """Until the next message is due, by the wall's clock; never long, in case time jumps."""
        due = self._queue.due()
        if due is None or not self._clock.runs:
            return 0.0
        if self._serving >= MOST:
            return 1.0
        return min(max(self._clock.until(due), 0.0), 60.0)

    def _hand_out(self) -> None:
        while self._serving < MOST and (feed := self._queue.claim()) is not None:
            with self._news:
                self._serving += 1
            threading.Thread(
                target=self._serve, args=(feed,), daemon=True, name="mock_redox feeds: one"
            ).start()

    def _serve(self, feed: Feed) -> None:
        """Go on with a feed for as long as its next message is due."""
        try:
            while True:
                with self._turn:
                    self._queue.serve(feed)
                if not self._queue.claim_again(feed):
                    return
        finally:
            with self._news:
                self._serving -= 1
            self.wake()
