"""What a receiver processed, by its probe: counted before, in between, and once it is quiet."""

import time
from collections.abc import Callable

from mock_redox.contract.receiving.scale import Known, Scale

Probe = Callable[[], int]
"""How many messages the receiver has processed since it began."""


class Counter:
    """Reads a probe until it stands still: a receiver may process what it took much later.

    Attributes:
        peak: the highest that was read, for what is processed first and taken back later.
        waited: seconds until it said what was waited for.
    """

    def __init__(self, probe: Probe, scale: Scale, known: Known) -> None:
        self._probe = probe
        self._scale = scale
        self._known = known
        self.peak = 0
        self.waited = 0.0

    def look(self) -> int:
        """Read it now."""
        count = self._probe()
        self.peak = max(self.peak, count)
        return count

    def settled(self) -> int:
        """What it says when it has not changed for a while; at once if nothing changed since."""
        count = self.look()
        if count != self._known.count:
            count = self._still(count)
        self.peak = count
        return count

    def reaches(self, wanted: int, patience: float | None = None) -> int:
        """Wait until it says so much, but not for ever, and then until it stands still."""
        limit = self._scale.patience if patience is None else patience
        begun = time.monotonic()
        count = self.look()
        while count < wanted and time.monotonic() - begun < limit:
            time.sleep(self._pause)
            count = self.look()
        self.waited = time.monotonic() - begun
        return self._still(count)

    def linger(self, seconds: float) -> int:
        """Read it again and again for so long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(self._pause)
            self.look()
        return self.look()

    def _still(self, count: int) -> int:
        quiet = min(max(self._scale.quiet, 1.5 * self._known.latency), 3.0)
        now = begun = time.monotonic()
        since = now
        while now - since < quiet and now - begun < self._scale.patience:
            time.sleep(self._pause)
            found, now = self.look(), time.monotonic()
            if found != count:
                count, since = found, now
        self._known.count = count
        return count

    @property
    def _pause(self) -> float:
        return min(0.02, self._scale.quiet / 4)
