"""Makes a message of what is known: a schema takes of it the fields that its event has.

What is known may be more than an event tells, so one description of a patient serves all events,
and a field that a schema gains is there at once: filled if it is known, else null.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Any

from mock_redox.core.data_model.schemas.model import EventSchema, Field
from mock_redox.synthetic.known import Known, Told
from mock_redox.synthetic.messages.moulds import Mould


class Shape(ABC):
    """The fields of an object, laid out for a quick way through."""

    __slots__ = ("below", "lists", "names")

    def __init__(self, fields: "_Fields") -> None:
        self.names = tuple(name for name, _, _ in fields)
        self.below = tuple((name, inner) for name, many, inner in fields if inner and not many)
        self.lists = tuple((name, inner) for name, many, inner in fields if many)

    def of(self, known: Mapping[str, Any] | None) -> dict[str, Any]:
        """A message's part that tells what is known, and shares nothing with it."""
        kind = known.__class__
        if kind is Known:
            return self._mould(known).cast()
        if kind is Told:
            return self._retold(known)
        return self._worked_out(known, Shape.of) if known else self._mould(_NOTHING).cast()

    def model(self, known: Mapping[str, Any] | None) -> dict[str, Any]:
        """The same to be copied: what moulds hold is not copied for the next mould."""
        kind = known.__class__
        if kind is Told:
            return self._retold(known)
        if kind is Known or not known:
            return self._mould(known or _NOTHING).model
        return self._worked_out(known, Shape.model)

    def _mould(self, known: Any) -> Mould:
        """Worked out at the first time, later only copied."""
        mould: Mould | None = known.moulds.get(self)
        if mould is None:
            mould = known.moulds[self] = Mould(self._worked_out(known, Shape.model))
        return mould

    @abstractmethod
    def _worked_out(self, known: Mapping[str, Any], inside: "_Inside") -> dict[str, Any]:
        """Field by field."""

    def _retold(self, told: Any) -> dict[str, Any]:
        """A copy of what was taken of the base, with what the case says of its own put in."""
        own, base = told.own, told.base
        key = (self, *own)
        frame: Frame | None = base.moulds.get(key)
        if frame is None:
            blank = self._worked_out({**base, **dict.fromkeys(own)}, Shape.model)
            frame = base.moulds[key] = Frame(self, blank, own)
        made = frame.mould.cast()
        for name in frame.places:
            made[name] = own[name]
        _go_on(frame.below, frame.lists, made, Shape.of)
        return made


_Inside = Callable[[Shape, Any], dict[str, Any]]
"""``Shape.of`` or ``Shape.model``."""

_NOTHING = Known({})


class Whole(Shape):
    """With all fields: what is not known is null, in objects as well, and a list is empty."""

    __slots__ = ()

    def _worked_out(self, known: Mapping[str, Any], inside: _Inside) -> dict[str, Any]:
        made = dict(zip(self.names, map(known.get, self.names), strict=True))
        _go_on(self.below, self.lists, made, inside)
        return made


class Sparse(Shape):
    """Only with what is known, at any depth, in the order of the schema."""

    __slots__ = ()

    def _worked_out(self, known: Mapping[str, Any], inside: _Inside) -> dict[str, Any]:
        made = {name: known[name] for name in self.names if known.get(name) is not None}
        below = [each for each in self.below if each[0] in made]
        lists = [each for each in self.lists if each[0] in made]
        _go_on(below, lists, made, inside)
        return {name: value for name, value in made.items() if _says(value)}

    def _retold(self, told: Any) -> dict[str, Any]:
        return {name: value for name, value in super()._retold(told).items() if _says(value)}


class Frame:
    """What a shape takes of facts, with a place left open for each field that cases differ in."""

    __slots__ = ("below", "lists", "mould", "places")

    def __init__(self, shape: Shape, blank: dict[str, Any], own: Collection[str]) -> None:
        self.places = tuple(name for name in shape.names if name in own)
        order = [name for name in shape.names if name in blank or name in own]
        self.mould = Mould({name: None if name in own else blank[name] for name in order})
        self.below = tuple(each for each in shape.below if each[0] in own)
        self.lists = tuple(each for each in shape.lists if each[0] in own)


def _go_on(
    below: Iterable[tuple[str, Shape]],
    lists: Iterable[tuple[str, Shape | None]],
    made: dict[str, Any],
    inside: _Inside,
) -> None:
    """Into the objects and lists of a part, which are still those of what is known."""
    for name, inner in below:
        made[name] = inside(inner, made[name])
    for name, entry in lists:
        value = made[name] or ()
        made[name] = [inside(entry, each) for each in value] if entry and value else [*value]


def _says(value: Any) -> bool:
    return bool(value) or (value is not None and value.__class__ not in (dict, list))


_Fields = tuple[tuple[str, bool, Shape | None], ...]
"""Of each its name, whether there are many, and the shape of what it holds."""


@cache
def _shape(kind: type[Shape], fields: _Fields) -> Shape:
    """The same for the same fields, so that what one event took of something serves the others."""
    return kind(fields)


def _laid(kind: type[Shape], fields: Iterable[Field]) -> Shape:
    return _shape(kind, tuple(
        (each.name, each.many, None if each.fields is None else _laid(kind, each.fields.values()))
        for each in fields
    ))  # fmt: skip


@cache
def whole(schema: EventSchema) -> Shape:
    """The fields of an event besides ``Meta``, all of them."""
    return _laid(Whole, _fields(schema))


@cache
def sparse(schema: EventSchema) -> Shape:
    """The fields of an event besides ``Meta``, as far as they are known."""
    return _laid(Sparse, _fields(schema))


def _fields(schema: EventSchema) -> list[Field]:
    return [each for name, each in schema.fields.items() if name != "Meta"]
