"""The shape of a message: fields, and what is known of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from mock_redox.core.data_model.schemas import paths

FORMATS = {
    "datetime": "an ISO 8601 date and time such as 2026-11-21T15:04:05.000Z",
    "date": "a date such as 1970-02-03",
    "phone": "an E.164 phone number such as +16175550123",
    "email": "an e-mail address",
    "language": "an ISO 639-1 language such as en",
    "country": "an ISO 3166 country such as US",
}
"""Kinds of text that only the strict validation tells from other text (data-models.md 7)."""


class ValueSet(NamedTuple):
    """Values that a field takes. An open set only gives examples."""

    name: str
    values: tuple[str, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a message."""

    name: str
    kinds: tuple[str, ...] = ("string",)
    """Of ``string``, ``number``, ``boolean``, ``list`` (of strings) and ``object``."""
    many: bool = False
    """It is an array of these."""
    required: bool = False
    """It must be there and is never null; a container is, as soon as it holds such a field."""
    format: str = ""
    """A key of ``FORMATS``, or empty."""
    values: ValueSet | None = None
    fields: Mapping[str, "Field"] | None = None
    """What an object holds."""
    block: str = ""
    """The name of the shared block that these fields are, if they are exactly that."""
    note: str = ""


Fields = Mapping[str, Field]


@dataclass(frozen=True, eq=False)
class EventSchema:
    """Everything that is known of one event's message."""

    data_model: str
    event_type: str
    fields: Fields
    """The top-level keys, ``Meta`` first."""
    marks: tuple[tuple[str, str], ...] = ()
    """``reliable`` or ``expected`` with paths in short notation."""
    removed: tuple[str, ...] = ()
    """Paths that the event on which this one rests has and this one has not."""

    @cached_property
    def name(self) -> str:
        return f"{self.data_model}.{self.event_type}"

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Paths such as ``Patient.Identifiers[].ID``, each container before what it holds."""
        return tuple(path for path, field in walk(self.fields) if field.required)

    @cached_property
    def reliable(self) -> frozenset[str]:
        """Paths of the values that more than 90 % of real messages have."""
        return self._marked("reliable")

    @cached_property
    def expected(self) -> frozenset[str]:
        """Paths of values that Redox's list calls required and its schema leaves optional.

        They are expected where the section that holds them is there (Clinical Summary).
        """
        return self._marked("expected")

    def _marked(self, mark: str) -> frozenset[str]:
        """Raises KeyError for a path that there is not."""
        short = [text for kind, text in self.marks if kind == mark]
        found = {path for text in short for each in paths.long(text) for path in self._all(each)}
        return frozenset(found)

    def _all(self, path: str) -> Iterator[str]:
        if any(f"{path}.".startswith(f"{gone}.") for gone in self.removed):
            return
        fields, begun = self.fields, ""
        *above, last = path.split(".")
        for step in above:
            fields = fields[step.removesuffix("[]")].fields or {}
            begun += f"{step}."
        if last == "*":
            yield from (begun + path for path, field in walk(fields) if not field.fields)
        else:
            field = fields[last.removesuffix("[]")]
            yield begun + field.name + "[]" * field.many


def walk(fields: Fields, above: str = "") -> Iterator[tuple[str, Field]]:
    """All fields with their paths, each container before what it holds."""
    for field in fields.values():
        path = above + field.name + "[]" * field.many
        yield path, field
        if field.fields:
            yield from walk(field.fields, f"{path}.")
