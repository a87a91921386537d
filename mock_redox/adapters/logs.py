"""Writes every exchange to a log, one line each, as the journal has it and without secrets."""

import contextlib
import threading
import time
from collections import deque
from typing import TextIO

from mock_redox.core.journal import Exchange
from mock_redox.core.redox import Redox

PAUSE = 0.02
"""Seconds for which lines gather. To write each by itself costs a third of a token request."""

MOST = 10_000
"""Lines that may wait; beyond, whoever adds one writes them, so that memory stays bounded."""


class Log:
    """Writes the exchanges of a Redox, in and out, as the setting ``log`` says."""

    def __init__(self, redox: Redox, out: TextIO) -> None:
        self._settings = redox.settings
        self._out = out
        self._waiting: deque[Exchange] = deque()
        self._news = threading.Event()
        self._writing = threading.Lock()
        redox.journal.listen(self._add)
        threading.Thread(target=self._run, daemon=True, name="mock_redox log").start()

    def flush(self) -> None:
        """Write what waits, now."""
        with self._writing:
            lines = []
            with contextlib.suppress(IndexError):
                while True:
                    lines.append(f"{self._waiting.popleft().line()}\n")
            # Nobody may be reading any more, which is no reason to fail a request.
            with contextlib.suppress(OSError, ValueError):
                self._out.write("".join(lines))
                self._out.flush()

    def _add(self, exchange: Exchange) -> None:
        wanted = self._settings.now.log
        if wanted == "none" or (wanted == "refused" and exchange.outcome == "ok"):
            return
        self._waiting.append(exchange)
        if len(self._waiting) > MOST:
            self.flush()
        elif not self._news.is_set():
            self._news.set()

    def _run(self) -> None:
        while True:
            self._news.wait()
            time.sleep(PAUSE)
            self._news.clear()
            self.flush()
