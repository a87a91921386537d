"""What a receiver processed, by its probe: counted before, in between, and once it is quiet."""

import time
from collections.abc import Callable

from mock_redox.contract.receiving.scale import Known, Scale

Probe = Callable[[], int]
"""How many messages the receiver has processed since it began."""

_LONGEST = 2.0
"""Seconds of latency that count; who works in rounds may be quick by chance, or just too late."""


class Counter:
    """Reads a probe until it stands still: a receiver may process what it took much later.

    Attributes:
        risen: by how much it rose since ``begin``, whatever it fell by: what is processed first
            and taken back later was processed.
        waited: seconds until it had risen as far as was waited for.
    """

    def __init__(self, probe: Probe, scale: Scale, known: Known) -> None:
        self._probe = probe
        self._scale = scale
        self._known = known
        self._last = 0
        self.risen = 0
        self.waited = 0.0

    def begin(self) -> bool:
        """Count from here on: at once if nothing happened since it was quiet, else when it is.

        Returns:
            whether it came to stand still.
        """
        self._last = self._probe()
        still = self._last == self._known.count or self._settle()
        self.risen = 0
        return still

    def look(self) -> int:
        """Read it now; returns what it says."""
        count = self._probe()
        self.risen += max(0, count - self._last)
        self._last = count
        return count

    def rises(self, wanted: int, patience: float | None = None) -> int:
        """Wait until it has risen so far, but not for ever, and then until it stands still."""
        limit = self._scale.patience if patience is None else patience
        begun = time.monotonic()
        self.look()
        while self.risen < wanted and time.monotonic() - begun < limit:
            time.sleep(self._pause)
            self.look()
        self.waited = time.monotonic() - begun
        if self.risen >= wanted:
            self._known.latency = max(self._known.latency, min(self.waited, _LONGEST))
        self._settle()
        return self.risen

    def linger(self, seconds: float) -> None:
        """Read it again and again for so long, and at least once."""
        until = time.monotonic() + seconds
        self.look()
        while time.monotonic() < until:
            time.sleep(self._pause)
            self.look()

    def _settle(self) -> bool:
        """Read it until it has not changed for a while, or for too long."""
        quiet = max(self._scale.quiet, 1.5 * self._known.latency)
        begun = since = now = time.monotonic()
        while now - since < quiet and now - begun < self._scale.patience:
            time.sleep(self._pause)
            before, now = self._last, time.monotonic()
            if self.look() != before:
                since = now
        self._known.count = self._last
        return now - since >= quiet

    def unsettle(self) -> None:
        """Something was sent of which the effect may be still to come."""
        self._known.count = None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing was sent since it was last seen to stand still."""
        return self._known.count is not None

    @property
    def _pause(self) -> float:
        return min(0.02, self._scale.quiet / 4)
