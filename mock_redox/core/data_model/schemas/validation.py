"""Is a message what its event's schema says? Quick where it is, and exact where it is not."""

from collections.abc import Mapping
from functools import cache
from itertools import islice
from typing import Any

from mock_redox.core.data_model.schemas.formats import fits
from mock_redox.core.data_model.schemas.json_schema import json_schema
from mock_redox.core.data_model.schemas.model import FORMATS, EventSchema, Field, Fields
from mock_redox.core.data_model.schemas.nodes import Node, node_of
from mock_redox.core.data_model.schemas.problems import (
    Path,
    Problem,
    either,
    kind_of,
    named,
    written,
)
from mock_redox.core.nearest import nearest

MOST = 5
"""Problems that are named; a message with thousands of entries often has one fault in each."""

_STRANGERS = 50
"""Unknown names among which the one that was meant is looked for."""

_SPARE = "Extensions"
"""May stand in any object (data-models.md 3)."""


def problems(
    schema: EventSchema,
    body: Mapping[str, Any],
    *,
    strict: bool = False,
    null_containers: bool = False,
    most: int = MOST,
) -> list[Problem]:
    """What is wrong with a message that was read from JSON: the first few faults.

    Args:
        strict: look at values, formats and unknown fields, too.
        null_containers: let optional lists and objects be null, and not only optional values.
        most: how many faults to look for.
    """
    if _sound(schema, body, strict):
        return []
    walk = _Walk(strict, null_containers, most)
    walk.object(node_of(schema), body, ())
    return walk.found


def _sound(schema: EventSchema, body: Mapping[str, Any], strict: bool) -> bool:
    """Ten times as quick as the walk, and never yes where the walk would find something.

    The library can't hold all that Python reads from JSON: lone surrogates, very deep nesting.
    """
    try:
        return bool(_validator(schema, strict).is_valid(body))
    except (ValueError, TypeError, OverflowError, RecursionError):
        return False


@cache
def _validator(schema: EventSchema, strict: bool) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(
        json_schema(schema, strict=strict), validate_formats=strict
    )


class _Walk:
    """Goes through a message beside its schema. Paths are only written out where one is wrong."""

    def __init__(self, strict: bool, null_containers: bool, most: int) -> None:
        self._strict = strict
        self._nulls = null_containers
        self._most = most
        self.found: list[Problem] = []

    def object(self, node: Node, given: Mapping[str, Any], path: Path) -> None:
        if not node.required <= given.keys():
            self._missing(node, given, path)
        classes, below = node.classes, node.below
        for name, value in given.items():
            allowed = classes.get(name)
            if allowed is not None:
                if value.__class__ not in allowed:
                    self._wrong(node.fields[name], value, (*path, name))
            elif name in below:
                if value.__class__ is dict:
                    self.object(below[name], value, (*path, name))
                else:
                    self._wrong(node.fields[name], value, (*path, name))
            elif name in node.lists:
                self._list(node, name, value, path)
            elif self._strict and name != _SPARE:
                self._unknown(node, given, name, path)
        if self._strict:
            self._look(node, given, path)

    def _list(self, node: Node, name: str, value: Any, path: Path) -> None:
        if value.__class__ is not list:
            self._wrong(node.fields[name], value, (*path, name))
            return
        inner = node.lists[name]
        for index, entry in enumerate(value):
            if entry.__class__ is dict:
                self.object(inner, entry, (*path, name, index))
            else:
                self._add("type", (*path, name, index), named(entry), "an object")
            if len(self.found) >= self._most:
                return

    def _missing(self, node: Node, given: Mapping[str, Any], path: Path) -> None:
        for name, field in node.fields.items():
            if field.required and name not in given:
                wanted = FORMATS.get(field.format) or kind_of(field)
                near = _meant(name, given, node.fields)
                self._add("missing", (*path, name), "nothing", wanted, near)

    def _wrong(self, field: Field, value: Any, path: Path) -> None:
        null = value is None and field.required
        if value is None and not null and self._nulls:
            return
        self._add("null" if null else "type", path, named(value), kind_of(field))

    def _unknown(self, node: Node, given: Mapping[str, Any], name: str, path: Path) -> None:
        if len(self.found) < self._most:
            free = [each for each in node.fields if each not in given]
            self._add("unknown", (*path, name), "there", "a field of the model",
                      nearest(name[:60], free))  # fmt: skip

    def _look(self, node: Node, given: Mapping[str, Any], path: Path) -> None:
        """Values and formats of what stands directly in an object."""
        for name, field in node.fields.items():
            if field.fields is not None or name not in given:
                continue
            value = given[name]
            if field.many and isinstance(value, list):
                for index, entry in enumerate(value):
                    if isinstance(entry, str):
                        self._judge(field, entry, (*path, name, index))
                    else:
                        self._add("type", (*path, name, index), named(entry), "text")
                    if len(self.found) >= self._most:
                        return
            elif isinstance(value, str):
                self._judge(field, value, (*path, name))

    def _judge(self, field: Field, value: str, path: Path) -> None:
        if value == "" and field.required:
            self._add("empty", path, "empty", "a value")
        elif field.values and not field.values.open and value not in field.values.values:
            known = [each or "nothing" for each in field.values.values]
            self._add("value", path, f"{value!r:.60}", either(known), nearest(value[:60], known))
        elif field.format and value and not fits(field.format, value):
            self._add("format", path, f"{value!r:.60}", FORMATS[field.format])

    def _add(
        self, fault: str, path: Path, got: str, expected: str, near: str | None = None
    ) -> None:
        if len(self.found) < self._most:
            self.found.append(Problem(fault, written(path), got, expected, near))


def _meant(name: str, given: Mapping[str, Any], fields: Fields) -> str | None:
    """The unknown field that probably stands for a missing one."""
    strangers = (each for each in given if each not in fields and len(each) < 60)
    return nearest(name, islice(strangers, _STRANGERS))
