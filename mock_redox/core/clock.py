"""The one clock: tokens, retries and dates in messages all read it.

Time runs as ``base + (source - anchor) * rate``. Real, frozen, set, advanced, offset and scaled
time are just different values of these three numbers. The source is handed in, so that nothing
in ``core`` reads the wall clock.
"""

import math
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from mock_redox.core.errors import Misuse
from mock_redox.core.times import brief, duration, iso, moment

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)
MOST_STOPS = 100_000
"""Times that one move of the clock stops: about 100 days of a feed that is out."""


class Agenda(Protocol):
    """What happens at its time while the clock is moved."""

    def due(self) -> datetime | None:
        """When something happens next; it must be later after ``work`` than before."""
        ...

    def work(self) -> None:
        """Let happen what is due."""
        ...

    def moved(self) -> None:
        """The clock goes on from another time, or at another rate."""
        ...


class _Nothing:
    def due(self) -> None: ...

    def work(self) -> None: ...

    def moved(self) -> None: ...


class Clock:
    """Tells the mock's time.

    Args:
        source: the wall clock, in seconds since 1970.
        start: stand still here until told otherwise; None follows the source.
        rate: how many seconds pass here for one of the source; needs no ``start``.
        offset: how far to begin ahead of where it would.

    Raises:
        Misuse: a start before 1970 or after the year 9000.
    """

    def __init__(
        self,
        source: Callable[[], float],
        start: datetime | None = None,
        rate: float = 1.0,
        offset: timedelta = timedelta(0),
    ) -> None:
        self._source = source
        self._lock = threading.Lock()
        self.agenda: Agenda = _Nothing()
        _check_rate(rate)
        self._first = (start, rate, offset)
        self.reset()

    def reset(self) -> datetime:
        """Go back to how it began; returns the time."""
        start, rate, offset = self._first
        with self._lock:
            try:
                return self._restart((start or self.wall()) + offset, 0.0 if start else rate)
            except OverflowError:
                raise Misuse(f"the clock can't go as far as {offset}") from None

    def now(self) -> datetime:
        """The mock's time, in UTC."""
        if not self._rate:
            return self._base
        return self._base + timedelta(seconds=(self._source() - self._anchor) * self._rate)

    @property
    def rate(self) -> float:
        """Seconds that pass here for one of the wall's; 0 stands still."""
        return self._rate

    @property
    def runs(self) -> bool:
        """Whether time passes by itself."""
        return self._rate > 0

    def until(self, due: datetime) -> float:
        """Seconds on the wall's clock until a moment, on a clock that runs; negative when past."""
        return (due - self.now()).total_seconds() / self._rate if self._rate else math.inf

    def wall(self) -> datetime:
        """The time of the world outside, which the clients live in."""
        return datetime.fromtimestamp(self._source(), UTC)

    def advance(self, by: str | float | timedelta) -> datetime:
        """Move forward by a duration; returns the new time.

        Raises:
            Misuse: a duration that is negative, unreadable or leads beyond the year 9000, or too
                much that is due on the way; then the clock stands where it got to.
        """
        span = duration(by)
        if span < timedelta(0):
            raise Misuse(
                f"the clock can't be advanced by {brief(span)}: use offset or set to go back"
            )
        return self._jump(span)

    def offset(self, by: str | float | timedelta) -> datetime:
        """Shift by a duration, either way, and go on at the same rate; returns the new time.

        Raises:
            Misuse: as ``advance``, but that a duration may be negative.
        """
        return self._jump(duration(by))

    def set(self, to: str | datetime) -> datetime:
        """Go to a moment and go on at the same rate; returns the new time.

        Raises:
            Misuse: a moment that is unreadable or before 1970, or as ``advance``.
        """
        return self._go(moment(to))

    def freeze(self, at: str | datetime | None = None) -> datetime:
        """Stand still, now or at a given moment; returns it."""
        with self._lock:
            return self._restart(moment(at) if at is not None else self.now(), 0.0)

    def scale(self, rate: float) -> datetime:
        """Let time pass ``rate`` times as fast as the wall clock; 0 freezes.

        Raises:
            Misuse: a rate below 0 or above a million.
        """
        _check_rate(rate)
        with self._lock:
            return self._restart(self.now(), float(rate))

    def real(self) -> datetime:
        """Follow the wall clock again; returns the time."""
        with self._lock:
            return self._restart(self.wall(), 1.0)

    def as_json(self) -> dict[str, object]:
        now, wall = self.now(), self.wall()
        return {
            "now": iso(now),
            "rate": self._rate,
            "frozen": not self._rate,
            "ahead_seconds": round((now - wall).total_seconds(), 3) or 0.0,  # and not -0.0
        }

    def _jump(self, span: timedelta) -> datetime:
        try:
            return self._go(self.now() + span)
        except OverflowError:
            raise Misuse(f"the clock can't go as far as {span}") from None

    def _go(self, target: datetime) -> datetime:
        """Stop on the way wherever something is due, and let it happen at its time.

        What happens may take long, ask for the time or move it further, so the lock is not held
        meanwhile, and the clock is not taken back afterwards. The agenda is told at the end only:
        a driver that looked in between would take on what is due, and be overtaken.
        """
        _check(target)
        back, stops = target < self.now(), 0
        while (due := self.agenda.due()) is not None and due <= target:
            if (stops := stops + 1) > MOST_STOPS:
                self.agenda.moved()
                raise Misuse(_too_many_stops(self.now()))
            with self._lock:
                if due > self.now():
                    self._put(due, self._rate)
            self.agenda.work()
        with self._lock:
            now = self.now()
            if back or target > now:
                now = target
                self._put(target, self._rate)
        self.agenda.moved()
        return now

    def _restart(self, base: datetime, rate: float) -> datetime:
        self._put(base, rate)
        self.agenda.moved()
        return base

    def _put(self, base: datetime, rate: float) -> None:
        _check(base)
        self._anchor, self._base, self._rate = self._source(), base, rate


def _check(moment_: datetime) -> None:
    if not EARLIEST <= moment_ <= LATEST:
        raise Misuse(f"the clock can't go to {moment_.isoformat()}: it covers 1970 to 9000")


def _too_many_stops(at: datetime) -> str:
    return (
        f"on the way something was due {MOST_STOPS:,} times, such as a push that nobody takes; "
        f"the clock got to {iso(at)}. Skip what waits, or go on from there"
    )


def _check_rate(rate: float) -> None:
    if not 0 <= rate <= 1_000_000:
        raise Misuse(f"the clock's rate is {rate!r}; it must be between 0 and 1000000")
