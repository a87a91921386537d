"""What stands on a shelf, after everything that was told and written."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from mock_redox.core.data_model.queries.reaching import (
    Body,
    merged,
    pair,
    pairs,
    reach,
    when,
)
from mock_redox.core.data_model.queries.records import Record
from mock_redox.core.data_model.queries.shelves import SHELVES, WRITES, Write
from mock_redox.core.times import iso

Entry = dict[str, Any]

PEOPLE = "patients"
"""The shelf of those whom the others are about."""

_ABOUT = ("Patient", "Visit", "AppointmentInfo", "Directory", "FileType", "Data")
"""What an entry has from round it in its message."""


class Pile:
    """The entries of a shelf, each once, those that were written last at the end."""

    def __init__(self, shelf: str) -> None:
        self._name = shelf
        self._shelf = SHELVES[shelf]
        self._places: dict[object, int] = {}
        self._held: dict[int, Entry] = {}
        self._next = 0

    def copy(self) -> "Pile":
        """One to go on with: entries are replaced, never changed."""
        made = Pile(self._name)
        made._places, made._held, made._next = self._places.copy(), self._held.copy(), self._next
        return made

    def tell(self, body: Body, now: datetime) -> None:
        """Put there what a message about the people says, as far as it has happened."""
        for entry in _entries(body, self._shelf.path):
            since = when(entry, self._shelf.since)
            if since is None or since <= now:
                filled = self._shelf.filled
                self._put({**entry, **(filled(entry, now) if filled else {})})

    def write(self, record: Record) -> None:
        """Do what a message that was taken does here."""
        for write in WRITES[record.event]:
            if write.shelf != self._name:
                continue
            for entry in _entries(record.body, write.path):
                do = self._take if write.gone(record.body) else self._put
                do(_written(entry, write, record))

    def entries(self) -> list[Entry]:
        return [{**self._shelf.usual, **each} for each in self._held.values()]

    def _put(self, entry: Entry) -> None:
        """Together with all that is known under its keys, of which the first goes before."""
        places = self._found(entry)
        known: Entry = {}
        for place in reversed(places):
            known = merged(known, self._held.pop(place, {}))
        entry = _retired(merged(known, entry))
        place = places[0] if places else self._next
        self._next += not places
        self._held[place] = entry
        self._places.update(dict.fromkeys(self._keys(entry), place))

    def _take(self, entry: Entry) -> None:
        for place in self._found(entry):
            self._held.pop(place, None)

    def _found(self, entry: Entry) -> list[int]:
        return list(dict.fromkeys(
            self._places[key] for key in self._keys(entry) if key in self._places
        ))  # fmt: skip

    def _keys(self, entry: Entry) -> Iterator[object]:
        for path in self._shelf.keys:
            for value in reach(entry, path):
                if isinstance(value, Mapping):
                    value = (str(value.get("ID")), str(value.get("IDType")))
                yield value if isinstance(value, tuple) else str(value)


def _entries(body: Body, path: str) -> Iterator[Entry]:
    about = {name: body[name] for name in _ABOUT if name in body}
    for each in reach(body, path):
        if isinstance(each, Mapping):
            yield {**about, **each}


def _written(entry: Entry, write: Write, record: Record) -> Entry:
    at = iso(record.at)
    named = {name: entry[theirs] for theirs, name in write.also.items() if theirs in entry}
    stamped = {write.stamp: at} if write.stamp else {}
    return {**entry, **named, **write.says(record.body), **stamped, "LastUpdated": at}


def _retired(entry: Entry) -> Entry:
    """Without the identifiers that a merge did away with."""
    gone, known = pairs(entry, "PreviousIdentifiers"), entry.get("Identifiers")
    if not gone or not isinstance(known, list):
        return entry
    return {**entry, "Identifiers": [each for each in known if pair(each) not in gone]}
