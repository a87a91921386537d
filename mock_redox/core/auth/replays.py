"""Remembers the jti of used assertions for as long as they could be used again."""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta


class Replays:
    """Used assertion ids, each forgotten after a while; memory stays bounded by that."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: OrderedDict[tuple[str, str], tuple[datetime, datetime]] = OrderedDict()

    def clear(self) -> None:
        with self._lock:
            self._used.clear()

    def used(self, key: tuple[str, str], now: datetime) -> datetime | None:
        """When the id was used, if that is still remembered."""
        at, until = self._used.get(key, (None, now))
        return at if now < until else None

    def remember(self, key: tuple[str, str], now: datetime, span: timedelta) -> datetime | None:
        """Note the id; returns when it was used if another request came first."""
        with self._lock:
            used = self.used(key, now)
            if used is None:
                self._used.pop(key, None)
                self._used[key] = (now, now + span)
                self._forget(now)
            return used

    def _forget(self, now: datetime) -> None:
        while self._used:
            key, (_, until) = next(iter(self._used.items()))
            if now < until:
                return
            del self._used[key]
