"""Which exchanges make an incident: those asked for, and those they rest on."""

import re
from dataclasses import dataclass

from mock_redox.core.errors import Misuse
from mock_redox.core.incidents.choice import Choice
from mock_redox.core.incidents.searching import Search
from mock_redox.core.journal import Exchange, Query
from mock_redox.core.redox import Redox

MOST = 200
"""Exchanges that are asked for at once."""
_RANGE = re.compile(r"(\d{1,15})(?:\.\.(\d{1,15}))?")


@dataclass(frozen=True, kw_only=True)
class Slice:
    """Calls in the order of the journal, what the mock fetched for each, and the one it is about.

    ``asked`` are all exchanges that were asked for, in both directions.
    """

    asked: tuple[Exchange, ...]
    calls: tuple[Exchange, ...]
    fetches: dict[int, tuple[Exchange, ...]]
    about: Exchange | None

    @property
    def sent(self) -> tuple[Exchange, ...]:
        """What the mock sent by itself, and not to answer one of the calls."""
        inside = {each.id for fetched in self.fetches.values() for each in fetched}
        return tuple(e for e in self.asked if e.direction == "out" and e.id not in inside)

    @property
    def all(self) -> list[Exchange]:
        """Calls, fetches and what was sent, in the order of the journal."""
        fetched = [each for many in self.fetches.values() for each in many]
        found = {each.id: each for each in (*self.calls, *fetched, *self.sent)}
        return [found[number] for number in sorted(found)]


def choose(redox: Redox, choice: Choice) -> Slice:
    """The part of the journal that is asked for, with what it rests on.

    Raises:
        Misuse: nothing fits, or more than an incident may hold.
    """
    kept = redox.journal.find()
    asked = _asked(kept, choice)
    if len(asked) > MOST:
        raise Misuse(f"these are {len(asked)} exchanges; choose at most {MOST}, such as by --since")
    search = Search(redox, kept)
    calls = search.with_needed(each for each in asked if each.direction == "in")
    wrong = [each for each in asked if _is_wrong(each)] or [each for each in asked if each in calls]
    return Slice(
        asked=tuple(asked),
        calls=tuple(calls),
        fetches={each.id: search.fetches(each) for each in calls},
        about=wrong[-1] if wrong else None,
    )


def _is_wrong(exchange: Exchange) -> bool:
    return exchange.direction == "in" and exchange.outcome != "ok"


def _asked(kept: list[Exchange], choice: Choice) -> list[Exchange]:
    if choice.is_last_failure:
        wrong = [each for each in kept if _is_wrong(each)]
        if not wrong:
            raise Misuse("no call in the journal was refused; choose exchanges by their ids")
        return wrong[-1:]
    query = Query(since=choice.since, until=choice.until)
    ranges = [_range(text) for text in choice.ids]
    found = [
        each
        for each in kept
        if query.matches(each)
        and (not ranges or any(first <= each.id <= last for first, last in ranges))
    ]
    for (first, last), text in zip(ranges, choice.ids, strict=True):
        if not any(first <= each.id <= last for each in found):
            raise Misuse(f"no exchange {text} in the journal, which has {_extent(kept)}", ("ids",))
    if not found:
        raise Misuse(f"no exchange at that time; the journal has {_extent(kept)}")
    return found


def _range(text: str) -> tuple[int, int]:
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        raise Misuse(f"{text!r:.40} is no number of an exchange; write 12 or 12..15", ("ids",))
    return int(found[1]), int(found[2] or found[1])


def _extent(kept: list[Exchange]) -> str:
    return f"{kept[0].id}..{kept[-1].id}" if kept else "none"
