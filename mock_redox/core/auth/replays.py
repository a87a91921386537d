"""Remembers the jti of used assertions for as long as they could be used again."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from operator import lt

Key = tuple[str, str]
Clocks = tuple[datetime, ...]
"""The times that count as now; an id is remembered until it is over on all of them."""

KEPT = 100_000
"""Used ids that are remembered at the most."""


class Replays:
    """Used assertion ids, each forgotten after a while; memory stays bounded by that."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: OrderedDict[Key, tuple[datetime, Clocks]] = OrderedDict()

    def clear(self) -> None:
        with self._lock:
            self._used.clear()

    def used(self, key: Key, clocks: Clocks) -> datetime | None:
        """When the id was used, if that is still remembered."""
        entry = self._used.get(key)
        return entry[0] if entry and _remembered(clocks, entry[1]) else None

    def remember(self, key: Key, clocks: Clocks, span: timedelta) -> datetime | None:
        """Note the id; returns when it was used if another request came first."""
        with self._lock:
            used = self.used(key, clocks)
            if used is None:
                self._used.pop(key, None)
                self._used[key] = (clocks[0], tuple(now + span for now in clocks))
                self._forget(clocks)
            return used

    def _forget(self, clocks: Clocks) -> None:
        """Drop what is over; on a clock that stands still nothing is, so there is a bound too."""
        while self._used:
            key, (_, until) = next(iter(self._used.items()))
            if _remembered(clocks, until) and len(self._used) <= KEPT:
                return
            del self._used[key]


def _remembered(clocks: Clocks, until: Clocks) -> bool:
    return any(map(lt, clocks, until))
