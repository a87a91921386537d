"""Takes of what is held the fields that an answer has, so that it fits its schema."""

from collections.abc import Mapping
from typing import Any

from mock_redox.core.data_model.schemas.model import Field, Fields

_TYPES = {"string": (str,), "number": (int, float), "boolean": (bool,), "list": (list,)}
_LACKING = object()


def fitted(fields: Fields, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """Only what is known and of the right type, in the order of the schema.

    None if a required value is missing: then it can't be shown.
    """
    made = {}
    for name, field in fields.items():
        value = _fitted(field, given.get(name))
        if value is _LACKING:
            return None
        if value is not None:
            made[name] = value
    return made


def _fitted(field: Field, value: object) -> Any:
    """None if there is nothing to show, ``_LACKING`` if there should be."""
    if field.many:
        entries = _entries(field, value if isinstance(value, list) else [])
        return entries if entries or field.required else None
    if field.fields is not None:
        made = fitted(field.fields, value if isinstance(value, Mapping) else {})
        if made is None and field.required:
            return _LACKING
        return made or ({} if field.required else None)
    if _is_one(field, value):
        return value
    return _LACKING if field.required else None


def _entries(field: Field, values: list[Any]) -> list[Any]:
    if field.fields is None:
        return [each for each in values if isinstance(each, str)]
    found = (fitted(field.fields, each) for each in values if isinstance(each, Mapping))
    return [each for each in found if each]


def _is_one(field: Field, value: object) -> bool:
    if isinstance(value, bool):
        return "boolean" in field.kinds
    return any(isinstance(value, _TYPES[kind]) for kind in field.kinds)
