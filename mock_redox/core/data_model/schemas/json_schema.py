"""JSON Schemas of events, for other tools: draft 2020-12, which draft-07 tools read as well."""

from collections.abc import Iterable
from typing import Any

from mock_redox.core.data_model.schemas.formats import PATTERNS
from mock_redox.core.data_model.schemas.model import FORMATS, EventSchema, Field, Fields

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_FORMATS = {"datetime": "date-time", "date": "date"}

Schema = dict[str, Any]


def json_schema(event: EventSchema, *, strict: bool = False) -> Schema:
    """The JSON Schema of an event's message.

    As Redox's own, it asks for types and required fields, lets optional values be null and unknown
    fields stand (data-models.md 5.3). Values, formats and reliability are only told.

    Args:
        strict: ask for values and formats, too, and for no field that is not known.
    """
    made = _Maker(strict)
    body = made.object(event.fields)
    return {
        "$schema": DIALECT,
        "title": event.name,
        **body,
        "x-redox-reliable": sorted(event.reliable),
        "x-redox-expected": sorted(event.expected),
        "$defs": dict(sorted(made.definitions.items())),
    }


class _Maker:
    def __init__(self, strict: bool) -> None:
        self._strict = strict
        self.definitions: dict[str, Schema] = {}

    def object(self, fields: Fields) -> Schema:
        made: Schema = {
            "type": "object",
            "properties": {each.name: self._field(each) for each in fields.values()},
        }
        required = [each.name for each in fields.values() if each.required]
        if required:
            made["required"] = required
        if self._strict:
            made["properties"]["Extensions"] = {"type": "object"}
            made["additionalProperties"] = False
        return made

    def _field(self, field: Field) -> Schema:
        note = {"description": field.note} if field.note else {}
        if not field.many:
            return {**self._one(field), **note}
        if field.fields is None and not self._strict:  # Redox's own leave them open
            return {"type": "array", **note, "items": {}}
        return {"type": "array", **note, "items": self._one(field)}

    def _one(self, field: Field) -> Schema:
        if field.fields is None:
            return self._leaf(field)
        if not field.block:
            return self.object(field.fields)
        if field.block not in self.definitions:
            self.definitions[field.block] = self.object(field.fields)
        return {"$ref": f"#/$defs/{field.block}"}

    def _leaf(self, field: Field) -> Schema:
        types = ["array" if kind == "list" else kind for kind in field.kinds]
        if not field.required and not field.many:
            types.append("null")
        told: Schema = {"type": types[0] if len(types) == 1 else types}
        if field.values:
            told |= self._values(field.values.values, field.values.open, "null" in types)
        if field.format and not self._strict:
            told["description"] = FORMATS[field.format]
        elif field.format in _FORMATS:
            told["format"] = _FORMATS[field.format]
        elif field.format:
            told["pattern"] = PATTERNS[field.format]
        if self._strict and field.required and field.kinds == ("string",):
            told["minLength"] = 1
        return told

    def _values(self, values: Iterable[str], is_open: bool, null: bool) -> Schema:
        if self._strict and not is_open:
            return {"enum": [*values, *([None] if null else [])]}
        return {"examples": [value for value in values if value]}
