"""The smallest message of an event that Redox takes, and fuller ones, made from its schema."""

from __future__ import annotations

from mock_redox.core.data_model.schemas import schema_of
from mock_redox.core.data_model.schemas.formats import EXAMPLES


def minimal(data_model: str, event_type: str) -> dict[str, object]:
    """All that is required and nothing else, ``Meta`` included."""
    return _object(schema_of(data_model, event_type).fields, {}, lambda field: field.required) | {
        "Meta": {"DataModel": data_model, "EventType": event_type}
    }


def full(data_model: str, event_type: str) -> dict[str, object]:
    """Every field there is, once."""
    made = _object(schema_of(data_model, event_type).fields, {}, lambda _: True)
    made["Meta"] |= {"DataModel": data_model, "EventType": event_type}
    return made


def without_meta(data_model: object, event_type: object) -> dict[str, object]:
    """What ``minimal`` has besides ``Meta``; nothing of an event that there is not."""
    try:
        made = minimal(str(data_model), str(event_type))
    except ValueError:
        return {}
    return {name: value for name, value in made.items() if name != "Meta"}


def _object(fields, made, wanted):
    for field in fields.values():
        if wanted(field):
            one = _value(field) if field.fields is None else _object(field.fields, {}, wanted)
            made[field.name] = [one] if field.many else one
    return made


def _value(field):
    if "string" in field.kinds:
        return field.values.values[0] if field.values else EXAMPLES.get(field.format, "x")
    return {"number": 1, "boolean": True}[field.kinds[0]]
