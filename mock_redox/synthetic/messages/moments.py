"""Moments near another, written as Redox does."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from mock_redox.core.times import iso

_CLOCK = tuple(f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(1440))


class Moments:
    """Moments before and after one.

    Whole minutes and days, which nearly all are, are put together of parts that are there already;
    a message has ten of them.
    """

    __slots__ = ("_day", "_known", "_minute", "_seconds", "_start")

    def __init__(self, start: datetime) -> None:
        here = start.astimezone(UTC)
        self._start = start
        self._day, self._minute = here.toordinal(), here.hour * 60 + here.minute
        self._seconds = f":{here.second:02d}.{here.microsecond // 1000:03d}Z"
        self._known: dict[int, str] = {}

    def at(self, minutes: float) -> str:
        """So many minutes after, as ``iso`` writes it."""
        if type(minutes) is not int:
            return iso(self._start + timedelta(minutes=minutes))
        known = self._known.get(minutes)
        if known is None:
            days, minute = divmod(self._minute + minutes, 1440)
            known = f"{_date(self._day + days)}T{_CLOCK[minute]}{self._seconds}"
            self._known[minutes] = known
        return known

    def day(self, days: float) -> str:
        """The date so many days after, where the start is."""
        if type(days) is int:
            return _date(self._start.toordinal() + days)
        return (self._start + timedelta(days=days)).date().isoformat()


@lru_cache(maxsize=1_000)
def _date(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
