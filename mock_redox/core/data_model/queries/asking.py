"""A query on its way to an answer: what it asks, whom it is about, and what is held."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import chain
from typing import Any

from mock_redox.core.data_model.events import Event
from mock_redox.core.data_model.queries.fitting import fitted
from mock_redox.core.data_model.queries.piles import PEOPLE, Entry, Pile
from mock_redox.core.data_model.queries.reaching import Body, first, pairs, reach
from mock_redox.core.data_model.queries.records import Record
from mock_redox.core.data_model.queries.shelves import SHELVES
from mock_redox.core.data_model.queries.unanswerable import refused
from mock_redox.core.data_model.schemas import schema_of
from mock_redox.core.data_model.schemas.model import Fields
from mock_redox.core.errors import Misuse
from mock_redox.core.ports import Samples
from mock_redox.core.times import moment

Test = Callable[[Body], bool]

_DAY = timedelta(days=1)
_FAR = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Asking:
    """One query.

    Attributes:
        about: the path of the patients that it names, or empty.
        begin: the path of the moment from which on it asks.
        limit: how many entries an answer holds that can say that there are more.
        new_id: makes an identifier.
        people: who is a patient, before any message wrote.
    """

    event: Event
    body: Body
    now: datetime
    samples: Samples
    records: Iterable[Record]
    about: str
    begin: str
    limit: int
    new_id: Callable[[], str]
    people: Pile

    @cached_property
    def moments(self) -> list[datetime]:
        """Those that are asked about: now, and the beginning of a span that is far from it."""
        begin = self.time(self.begin)
        return [self.now] if begin is None or abs(begin - self.now) < _FAR else [begin, self.now]

    def time(self, path: str, *, end: bool = False) -> datetime | None:
        """A moment that the query names; a day is its beginning or end.

        Raises:
            Unanswerable: it is no moment.
        """
        given = first(self.body, path)
        if not given:
            return None
        try:
            day = end and len(given) == len("2026-01-01")
            return moment(given) + (_DAY if day else timedelta(0))
        except (Misuse, AttributeError, TypeError, OverflowError):
            raise refused(
                "query.time", f"{path} {given!r:.60}", "a date and time in ISO 8601",
                "write it as 2026-11-21T15:04:05.000Z",
            ) from None  # fmt: skip

    def held(self, shelf: str, ids: Collection[str] | None = None) -> list[Entry]:
        """What stands on a shelf; of the people's own only what is about these numbers."""
        pile = self.people.copy() if shelf == PEOPLE else Pile(shelf)
        for body in self._told(shelf, ids):
            pile.tell(body, self.now)
        for record in self.records:
            pile.write(record)
        return pile.entries()

    def _told(self, shelf: str, ids: Collection[str] | None) -> Iterable[Body]:
        told = SHELVES[shelf].told
        if not told:
            return ()
        return chain.from_iterable(self.samples.told(told, at, ids) for at in self.moments)

    @cached_property
    def patients(self) -> list[Entry]:
        return self.held(PEOPLE)

    @cached_property
    def wanted(self) -> list["Person"]:
        """Those whom it names; several are alternatives, all identifiers of one must match."""
        asked = (pairs(each) for each in reach(self.body, self.about)) if self.about else ()
        return [person for given in asked if given for person in self._persons(given)]

    def _persons(self, given: frozenset[tuple[str, str]]) -> list["Person"]:
        known = [pairs(each) | pairs(each, "PreviousIdentifiers") for each in self.patients]
        found = [Person(each, known=True) for each in known if given <= each]
        return found or [Person(given, known=False)]

    @property
    def ids(self) -> Collection[str] | None:
        """Their numbers; None if it names nobody, which is everybody."""
        return {id_ for each in self.wanted for id_, _ in each.numbers} if self.wanted else None

    def fields(self, path: str = "") -> Fields:
        """Those of the answer, or of what stands at a path in it."""
        found: Fields = schema_of(self.event.data_model, str(self.event.answer)).fields
        for step in filter(None, path.split(".")):
            found = found[step].fields or {}
        return found

    def shown(self, path: str, entries: Iterable[Body]) -> list[dict[str, Any]]:
        """Entries as the answer has them at a path; without those that lack what it requires."""
        fields = self.fields(path)
        made = (fitted(fields, each) for each in entries)
        return [each for each in made if each]

    def cut(self, entries: list[Any]) -> tuple[list[Any], dict[str, Any]]:
        """As many as the answer may hold, and the ``Meta`` that says so, if it can say it."""
        if len(entries) <= self.limit or "IsIncomplete" not in self.fields("Meta"):
            return entries, {}
        return entries[: self.limit], {"Meta": {"IsIncomplete": True}}


@dataclass(frozen=True)
class Person:
    """Somebody by numbers: all that one is known by, or those that were asked."""

    numbers: frozenset[tuple[str, str]]
    known: bool

    def owns(self, numbers: frozenset[tuple[str, str]]) -> bool:
        """Whether something under these numbers is this person's."""
        return bool(self.numbers & numbers) if self.known else self.numbers <= numbers
