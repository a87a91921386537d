"""Lays values of one's own over a message: by path, checked by the schema of its event.

A path is written ``Patient.Demographics.FirstName`` or ``Patient.Identifiers[0].ID``. A mapping
as value changes what it names and leaves the rest; a list takes the place of the one that is there.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mock_redox.core.data_model.schemas import EventSchema, Field
from mock_redox.core.data_model.schemas.model import Fields, walk
from mock_redox.core.data_model.schemas.problems import CLASSES, kind_of, named
from mock_redox.core.errors import Misuse
from mock_redox.core.nearest import nearest

_STEP = re.compile(r"([\w-]+)(?:\[(\d{1,6})\])?")

_SPARE = "Extensions"
"""May stand in any object, and holds anything (data-models.md 3)."""


def lay(
    schema: EventSchema, message: Mapping[str, Any], overlay: Mapping[str, Any]
) -> dict[str, Any]:
    """The message with the values of an overlay, by path; the message itself stays as it is.

    Raises:
        Misuse: a path that is no field of the event, with the nearest that is; a value of the
            wrong kind; null for what is required; an entry of a list far behind its end.
    """
    laid = dict(message)
    for path, value in overlay.items():
        _Layer(schema, path).into(schema.fields, laid, path.split("."), value)
    return laid


def read_texts(schema: EventSchema, texts: Iterable[str]) -> dict[str, Any]:
    """The overlay that ``Path=value`` texts ask for; objects and lists are written as JSON.

    Raises:
        Misuse: not of this form, no such field, or a value that is none of its kind.
    """
    overlay = {}
    for text in texts:
        path, equals, value = text.partition("=")
        if not equals:
            raise Misuse(f"{text!r:.80} has no value; write Path=value, such as {_EXAMPLE}")
        overlay[path] = _value_of(_Layer(schema, path).field(), path, value)
    return overlay


_EXAMPLE = "Patient.Demographics.FirstName=Ada"


class _Layer:
    """One path of an overlay, on its way through the message."""

    def __init__(self, schema: EventSchema, path: str) -> None:
        self._schema = schema
        self._path = path

    def field(self) -> Field:
        """The field at the end of the path; of a list with an index, one entry of it."""
        fields: Fields = self._schema.fields
        *above, last = self._path.split(".")
        for step in above:
            fields = self._known(fields, step)[0].fields or {}
        field, index = self._known(fields, last)
        return field if index is None else _entry(field)

    def into(
        self, fields: Fields, holder: dict[str, Any], steps: Sequence[str], value: Any
    ) -> None:
        """Put the value in; ``holder`` is a copy of its own, and so is what it goes through."""
        if steps[0] == _SPARE:
            holder[_SPARE] = value
            return
        field, index = self._known(fields, steps[0])
        if index is None:
            if field.many and len(steps) > 1:
                raise self._wrong(f"{field.name} is a list; write {field.name}[0] for its first")
            old = holder.get(field.name)
            holder[field.name] = self._new(field, old, steps, value)
            return
        if not field.many:
            raise self._wrong(f"{field.name} is no list")
        given = holder.get(field.name)
        entries = list(given) if isinstance(given, list) else []
        if index > len(entries):
            raise self._wrong(f"{field.name} has {len(entries)} entries; [{len(entries)}] adds one")
        if index == len(entries):
            entries.append(None)
        entries[index] = self._new(_entry(field), entries[index], steps, value)
        holder[field.name] = entries

    def _new(self, field: Field, old: Any, steps: Sequence[str], value: Any) -> Any:
        """What takes the place of an old value, at the end of the path or further down."""
        if len(steps) > 1:
            made = self._opened(field, old)
            self.into(field.fields or {}, made, steps[1:], value)
            return made
        if field.many:
            if not isinstance(value, list):
                raise self._wrong(f"it is {named(value)}, not a list")
            return [self._new(_entry(field), None, steps, each) for each in value]
        if field.fields is not None:
            if not isinstance(value, Mapping):
                raise self._wrong(f"it is {named(value)}, not an object")
            made = self._opened(field, old)
            for name, each in value.items():
                below = _Layer(self._schema, f"{self._path}.{name}")
                below.into(field.fields, made, str(name).split("."), each)
            return made
        return self._leaf(field, value)

    def _opened(self, field: Field, old: Any) -> dict[str, Any]:
        """A copy of the object that is there, if there is one."""
        if field.fields is None:
            raise self._wrong(f"{field.name} is {kind_of(field)}, which holds no fields")
        return dict(old) if isinstance(old, Mapping) else {}

    def _leaf(self, field: Field, value: Any) -> Any:
        classes = [each for kind in field.kinds for each in CLASSES[kind]]
        if value is None and not field.required:
            return None
        if type(value) not in classes:
            raise self._wrong(f"it is {named(value)}, not {kind_of(field)}")
        return value

    def _known(self, fields: Fields, step: str) -> tuple[Field, int | None]:
        match = _STEP.fullmatch(step)
        if match is None or match[1] not in fields:
            raise Misuse(
                f"{self._schema.name} has no field {self._path!r:.120}; {self._near()}",
                ("overlay", self._path),
            )
        return fields[match[1]], None if match[2] is None else int(match[2])

    def _near(self) -> str:
        """The path that was probably meant: the nearest, or one that ends the same."""
        known = [path.replace("[]", "[0]") for path, _ in walk(self._schema.fields)]
        last = self._path.rpartition(".")[2].lower()
        same = [each for each in known if each.rpartition(".")[2].lower() == last]
        near = nearest(self._path[:120], same) or min(same, key=len, default=None)
        near = near or nearest(self._path[:120], known)
        if near:
            return f"did you mean {near!r}?"
        return f"mock-redox schema {self._schema.name.replace(' ', '')} --fields lists all"

    def _wrong(self, why: str) -> Misuse:
        return Misuse(f"{self._path!r:.120} can't be set: {why}", ("overlay", self._path))


def _entry(field: Field) -> Field:
    """One of a list; it is never null."""
    return replace(field, many=False, required=True)


def _value_of(field: Field, path: str, text: str) -> Any:
    """Text as it stands where a field may be text; else what it says as JSON."""
    if field.fields is None and not field.many and "string" in field.kinds:
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Misuse(
            f"{path}={text!r:.60}: expected {kind_of(field)}, written as JSON", ("overlay", path)
        ) from None
