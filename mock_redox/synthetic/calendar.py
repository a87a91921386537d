"""Visits that the hospital has without being told: one for everybody every four weeks."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from mock_redox.synthetic.messages.case import Case
from mock_redox.synthetic.people import Cohort

_LENGTH = 28
"""Days in which each patient has one visit."""

_SPREAD = 7
"""Patients' four weeks begin so many days apart, so that each week has some visits."""

_MORNING, _HOURS = 12, 9
"""In UTC: visits begin at all hours of the day, as far as it is open then."""

_AROUND = (-1, 0, 1)
_EARLIEST, _LATEST = 1950, 2200
_MOST = 2_000


def imaginable(at: datetime) -> datetime:
    """The moment, or the nearest year of which people can be told."""
    if _EARLIEST <= at.year <= _LATEST:
        return at
    return datetime(_LATEST if at.year > _LATEST else _EARLIEST, 1, 1, tzinfo=UTC)


class Calendar:
    """What a visit is and when depends on the seed alone, not on when or in which order one asks.

    Its numbers are far above those of visits that pushes begin.
    """

    def __init__(self, people: Cohort) -> None:
        self._people = people
        self._known: OrderedDict[tuple[int, int], Case] = OrderedDict()

    def visits(self, index: int, around: datetime) -> Sequence[Case]:
        """Those of a patient around a moment: of the four weeks it is in, before and after."""
        day = around.toordinal() + index * _SPREAD
        return [self._visit(index, day // _LENGTH + step) for step in _AROUND]

    def _visit(self, index: int, number: int) -> Case:
        known = self._known.get((index, number))
        if known is not None:
            return known
        day = datetime.fromordinal(number * _LENGTH - index * _SPREAD).replace(tzinfo=UTC)
        begin = day + timedelta(hours=_MORNING + index % _HOURS)
        made = Case(self._people, self._people.patients[index], number, begin, ahead=True)
        self._known[index, number] = made
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return made
