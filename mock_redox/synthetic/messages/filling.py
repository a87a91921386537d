"""Makes a message of what is known: a schema takes of it the fields that its event has.

What is known may be more than an event tells, so one description of a patient serves all events,
and a field that a schema gains is there at once: filled if it is known, else null.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from mock_redox.core.data_model.schemas.model import EventSchema, Fields
from mock_redox.synthetic.known import Known


class Mould:
    """An object that is copied often: what it holds is known, so its values need no look."""

    __slots__ = ("_below", "_flat", "_lists", "_values")

    def __init__(self, made: dict[str, Any]) -> None:
        self._flat = made
        self._below = [(name, Mould(each)) for name, each in made.items() if type(each) is dict]
        lists = [(name, each) for name, each in made.items() if type(each) is list]
        self._values = [
            (name, each) for name, each in lists if not each or type(each[0]) is not dict
        ]
        self._lists = [
            (name, [Mould(entry) for entry in each])
            for name, each in lists
            if each and type(each[0]) is dict
        ]

    def cast(self) -> dict[str, Any]:
        """A copy that shares nothing."""
        made = self._flat.copy()
        for name, inner in self._below:
            made[name] = inner.cast()
        for name, values in self._values:
            made[name] = values.copy()
        for name, entries in self._lists:
            made[name] = [each.cast() for each in entries]
        return made


class Shape:
    """The fields of an object, laid out for a quick way through."""

    __slots__ = ("absent", "below", "blank", "leaves", "lists")

    def __init__(self, fields: Fields) -> None:
        self.absent: Mould | None = None
        self.blank: dict[str, Any] = dict.fromkeys(fields)
        self.leaves = tuple(each.name for each in fields.values() if not _holds(each))
        self.below: dict[str, Shape] = {}
        self.lists: dict[str, Shape | None] = {}
        for each in fields.values():
            inner = None if each.fields is None else Shape(each.fields)
            if each.many:
                self.lists[each.name] = inner
            elif inner is not None:
                self.below[each.name] = inner


def _holds(field: Any) -> bool:
    return field.many or field.fields is not None


@cache
def shape_of(schema: EventSchema) -> Shape:
    """The fields of an event besides ``Meta``."""
    return Shape({name: each for name, each in schema.fields.items() if name != "Meta"})


def whole(shape: Shape, known: Mapping[str, Any] | None) -> dict[str, Any]:
    """With all fields: what is not known is null, in objects as well, and a list is empty."""
    if not known:
        if shape.absent is None:
            shape.absent = Mould(_filled(shape, {}))
        return shape.absent.cast()
    return _kept(shape, known, _filled) if known.__class__ is Known else _filled(shape, known)


def sparse(shape: Shape, known: Mapping[str, Any]) -> dict[str, Any]:
    """Only with what is known, at any depth, in the order of the schema."""
    if known.__class__ is Known:
        return _kept(shape, known, _picked)
    return _picked(shape, known)


def _picked(shape: Shape, known: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    below, lists = shape.below, shape.lists
    for name in shape.blank:
        value = known.get(name)
        if value is None:
            continue
        if name in below:
            value = sparse(below[name], value)
        elif name in lists:
            entry = lists[name]
            value = [sparse(entry, each) for each in value] if entry else [*value]
        if value not in ({}, []):
            made[name] = value
    return made


def _kept(
    shape: Shape, known: Any, make: Callable[[Shape, Mapping[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Worked out at the first time, later only copied."""
    key = (shape, make)
    mould: Mould | None = known.moulds.get(key)
    if mould is None:
        mould = known.moulds[key] = Mould(make(shape, known))
    return mould.cast()


def _filled(shape: Shape, known: Mapping[str, Any]) -> dict[str, Any]:
    made = shape.blank.copy()
    get = known.get
    for name in shape.leaves:
        made[name] = get(name)
    for name, inner in shape.below.items():
        made[name] = whole(inner, get(name))
    for name, entry in shape.lists.items():
        value = get(name)
        if not value:
            made[name] = []
        else:
            made[name] = [whole(entry, each) for each in value] if entry else [*value]
    return made
