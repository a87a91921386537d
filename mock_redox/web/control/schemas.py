"""JSON Schemas from the dataclasses that are read, so that the document follows the code."""

import types
from dataclasses import MISSING, is_dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Union, get_args, get_origin

from mock_redox.core.records import hints, record_fields

Schema = dict[str, Any]

_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    dict: {"type": "object"},
    datetime: {"type": "string", "format": "date-time"},
    timedelta: {
        "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\d{1,6}(ms|s|m|h|d)?$"}],
        "description": "seconds, or a number with a unit: 250ms, 5m, 24h",
    },
}


def schema_of(kind: Any) -> Schema:
    """The JSON Schema of an annotation."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _union(get_args(kind))
    if origin is Literal:
        return {"enum": list(get_args(kind))}
    if origin is tuple:
        return {"type": "array", "items": schema_of(get_args(kind)[0])}
    if is_dataclass(kind):
        return record_schema(kind)  # type: ignore[arg-type]
    return _PLAIN.get(origin or kind, {})


def record_schema(cls: type) -> Schema:
    """The JSON Schema of a dataclass that is read from a body."""
    required = [
        each.name
        for each in record_fields(cls)
        if each.default is MISSING and each.default_factory is MISSING
    ]
    return {
        "type": "object",
        "description": (cls.__doc__ or "").strip(),
        "properties": {name: schema_of(kind) for name, kind in hints(cls).items()},
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _union(kinds: tuple[Any, ...]) -> Schema:
    rest = [schema_of(each) for each in kinds if each is not types.NoneType]
    if len(rest) < len(kinds):
        rest.append({"type": "null"})
    return rest[0] if len(rest) == 1 else {"anyOf": rest}
