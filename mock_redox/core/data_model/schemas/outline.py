"""The outline of a message: the same fields and types, and nothing that it says of anybody."""

from collections.abc import Mapping
from typing import Any

from mock_redox.core.data_model.schemas.formats import EXAMPLES, fits
from mock_redox.core.data_model.schemas.model import Field, Fields


def outline(fields: Fields, given: Mapping[str, Any]) -> dict[str, Any]:
    """Validation says of it what it says of the message, but that unknown fields are gone."""
    return {name: _any(fields[name], value) for name, value in given.items() if name in fields}


def _any(field: Field, value: Any) -> Any:
    if isinstance(value, list):
        return [_any(field, each) for each in value] if field.many else []
    if isinstance(value, Mapping):
        return outline(field.fields or {}, value)
    if isinstance(value, str):
        return _text(field, value)
    if value is None or isinstance(value, bool):
        return None if value is None else False
    return 0


def _text(field: Field, value: str) -> str:
    if field.values and not field.values.open and value in field.values.values:
        return field.values.values[0]
    if field.format and fits(field.format, value):
        return EXAMPLES[field.format]
    return value and "x"
