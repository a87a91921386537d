"""Reads the files of the schemas. How they are written is said at the top of ``shared.txt``."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from mock_redox.core.data_model.schemas.model import FORMATS, Field, Fields, ValueSet

_FIELD = re.compile(r"(?P<name>[\w-]+)(?P<many>\[\])?(?P<required>\*)?(?:: (?P<kind>.+))?")
_PLAIN = ("string", "number", "boolean", "list")
_OPEN = "..."

Mark = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A line and what is indented below it."""

    text: str
    note: str
    below: list["Line"] = field(default_factory=list)


@dataclass(slots=True)
class Shape:
    """What an event or a block holds, while it is put together."""

    fields: dict[str, Field] = field(default_factory=dict)
    meta: dict[str, Field] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    removed: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    """What ``Meta`` has elsewhere and not here."""

    def copy(self) -> "Shape":
        meta, marks = dict(self.meta), list(self.marks)
        return Shape(dict(self.fields), meta, marks, self.removed, self.bare)


class Book:
    """The blocks, value sets and events of one file, and of the one that it rests on."""

    def __init__(self, known: "Book | None" = None) -> None:
        self.blocks: dict[str, Shape] = dict(known.blocks) if known else {}
        self.values: dict[str, ValueSet] = dict(known.values) if known else {}
        self.events: dict[str, Shape] = {}

    def meta(self, shape: Shape) -> Field:
        """``Meta`` of an event, with what only this one has."""
        usual = self.blocks["Meta"].fields
        fields = {name: each for name, each in usual.items() if name not in shape.bare} | shape.meta
        return _object(Field("Meta", block="Meta" if fields == usual else ""), fields)

    def add(self, line: Line) -> None:
        word, _, rest = line.text.partition(" ")
        if word == "values":
            name, _, values = " ".join([rest, *(more.text for more in line.below)]).partition(": ")
            each = tuple(value.strip('"') for value in values.split(" | "))
            self.values[name] = ValueSet(
                name, tuple(value for value in each if value != _OPEN), _OPEN in each
            )
            return
        names, _, base = rest.partition(" = ")
        table = {"event": self.events, "block": self.blocks}[word]
        for name in names.split(", "):
            table[name] = self._shape(line.below, table[base].copy() if base else Shape())

    def _shape(self, lines: list[Line], shape: Shape) -> Shape:
        for line in lines:
            word, _, rest = line.text.partition(" ")
            if word in ("reliable", "expected"):
                shape.marks.append((word, rest))
            elif word == "meta" and rest.startswith("- "):
                shape.bare += (rest[2:],)
            elif word == "meta":
                added = self._field(replace(line, text=rest), "", [])
                shape.meta[added.name] = added
            elif word in ("+", "~", "-"):
                self._change(shape, word, rest, line)
            else:
                self._read(line, "", shape.fields, shape.marks)
        return shape

    def _change(self, shape: Shape, word: str, rest: str, line: Line) -> None:
        """``+ Visit.Reason`` adds a field, ``- Visit.Reason`` takes one away, ``~`` alters one."""
        path, _, kind = rest.partition(": ")
        above, _, last = path.rpartition(".")
        text = f"{last}: {kind}" if kind else last
        name = last.removesuffix("*").removesuffix("[]")

        def changed(fields: Fields) -> dict[str, Field]:
            if (word == "+") == (name in fields):
                raise ValueError(f"{word} {path}: the field is {'not ' * (word != '+')}there")
            if word == "-":
                return {key: each for key, each in fields.items() if key != name}
            return {**fields, name: self._field(replace(line, text=text), above, shape.marks)}

        shape.fields = _edited(shape.fields, above.split(".") if above else [], changed)
        if word == "-":
            shape.removed += (path,)
        elif word == "+":
            shape.removed = tuple(each for each in shape.removed if each != path)

    def _read(self, line: Line, above: str, into: dict[str, Field], marks: list[Mark]) -> None:
        """A field, or with ``...Name`` all fields of a block."""
        if not line.text.startswith("..."):
            read = self._field(line, above, marks)
            into[read.name] = read
            return
        block = self.blocks[line.text[3:]]
        into.update(block.fields)
        marks += [(kind, f"{above}.{{{text}}}" if above else text) for kind, text in block.marks]

    def _field(self, line: Line, above: str, marks: list[Mark]) -> Field:
        match = _FIELD.fullmatch(line.text)
        if not match:
            raise ValueError(f"not a field: {line.text!r}")
        read = Field(match["name"], many=bool(match["many"]), required=bool(match["required"]),
                     note=line.note)  # fmt: skip
        path = f"{above}.{read.name}" if above else read.name
        path += "[]" * read.many
        if line.below:
            fields: dict[str, Field] = {}
            for each in line.below:
                self._read(each, path, fields, marks)
            return _starless(read, fields)
        kind = match["kind"] or "string"
        block = self.blocks.get(kind)
        if block is None:
            return self._leaf(read, kind)
        marks += [(mark, f"{path}.{{{text}}}") for mark, text in block.marks]
        return _starless(replace(read, block=kind), block.fields)

    def _leaf(self, read: Field, kind: str) -> Field:
        if kind in FORMATS:
            return replace(read, format=kind)
        if kind in self.values:
            return replace(read, values=self.values[kind])
        kinds = tuple(kind.split(" or "))
        if not set(kinds) <= set(_PLAIN):
            raise ValueError(f"{read.name}: there is no kind {kind!r}")
        return replace(read, kinds=kinds)


def read(text: str, known: Book | None = None) -> Book:
    """The contents of a file.

    Raises:
        ValueError, KeyError: it is not written as it should be.
    """
    book = Book(known)
    for line in _tree(text):
        book.add(line)
    return book


def _starless(read: Field, fields: Mapping[str, Field]) -> Field:
    if read.required:
        raise ValueError(f"{read.name}: only values have stars; what holds them needs none")
    return _object(read, fields)


def _object(read: Field, fields: Mapping[str, Field]) -> Field:
    """A container; it is required as soon as it holds a required field (data-models.md 5.3)."""
    required = any(each.required for each in fields.values())
    return replace(read, kinds=("object",), fields=fields, required=required)


def _edited(
    fields: Fields, steps: list[str], change: Callable[[Fields], dict[str, Field]]
) -> dict[str, Field]:
    """The same with a change deep inside; blocks that it goes through are no longer those."""
    if not steps:
        return change(fields)
    name = steps[0].removesuffix("[]")
    outer = fields[name]
    inner = _edited(outer.fields or {}, steps[1:], change)
    return {**fields, name: _object(replace(outer, block=""), inner)}


def _tree(text: str) -> list[Line]:
    """The lines by their indentation, without comments."""
    roots: list[Line] = []
    open_: list[tuple[int, list[Line]]] = [(-1, roots)]
    for indent, line in _lines(text):
        while open_[-1][0] >= indent:
            open_.pop()
        open_[-1][1].append(line)
        open_.append((indent, line.below))
    return roots


def _lines(text: str) -> Iterator[tuple[int, Line]]:
    for whole in text.splitlines():
        kept, _, note = whole.partition("#")
        if bare := kept.strip():
            yield len(kept) - len(kept.lstrip()), Line(bare, note.strip())
