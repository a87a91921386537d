"""A message as it arrives: is it JSON, is its ``Meta`` whole, which event is it, and for whom."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mock_redox.core.data_model.events import EVENTS, MODELS, Event, event_types
from mock_redox.core.data_model.schemas import problems
from mock_redox.core.errors import Explanation, MessageRefused
from mock_redox.core.nearest import suggestion


@dataclass(frozen=True, slots=True)
class Message:
    """A well-formed message: a known event and the ids of the destinations it names."""

    event: Event
    meta: Mapping[str, Any]
    destinations: tuple[str, ...]
    body: Mapping[str, Any]


def parse(raw: bytes, untargeted: int = 400) -> Message:
    """Read a request's body.

    Args:
        untargeted: the status where the event type is missing.

    Raises:
        MessageRefused: 400 with ``Meta.Errors`` (data-models.md 5): not JSON, no ``Meta``, a
            required field missing or of the wrong type, or an event that does not exist.
    """
    body = _json(raw)
    meta = _need(body, "Meta", dict, body, "Meta")
    data_model = _need(meta, "DataModel", str, meta, "Meta.DataModel")
    event_type = _need(meta, "EventType", str, meta, "Meta.EventType", untargeted)
    event = _event(data_model, event_type, meta)
    return Message(event, meta, _destinations(meta), body)


def read_json(raw: bytes) -> Any:
    """A value from JSON. Without NaN and Infinity, which Python takes and others choke on.

    Raises:
        ValueError: it is not JSON.
        RecursionError: it is nested too deep.
    """
    return json.loads(raw, parse_constant=_no_number, parse_float=_finite)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is not a number that JSON can pass on")


def _json(raw: bytes) -> Mapping[str, Any]:
    try:
        body = read_json(raw)
    except (ValueError, RecursionError) as wrong:
        problem = str(wrong) if raw else "an empty body"
        raise MessageRefused(
            400, "Request body is not valid JSON",
            Explanation("message.not_json", problem[:200], "a JSON object in UTF-8",
                        "serialise the message with a JSON library"),
        ) from None  # fmt: skip
    if not isinstance(body, dict):
        raise MessageRefused(
            400, "Request body is not a JSON object",
            Explanation("message.not_an_object", f"JSON of the type {type(body).__name__}",
                        'an object such as {"Meta": {...}}', "send one message per request"),
        )  # fmt: skip
    return body


def _need(
    holder: object,
    key: str,
    kind: type,
    meta: Mapping[str, Any],
    path: str,
    status: int = 400,
) -> Any:
    value = holder.get(key) if isinstance(holder, dict) else None
    if isinstance(value, kind) and value != "":
        return value
    shown = meta if path != "Meta" else {}
    where = f"{_text(shown.get('DataModel'))}:{_text(shown.get('EventType'))}"
    missing = value is None or value == ""
    text = (
        f"Required field missing - {path} in {where}"
        if missing
        else f"Invalid type - {path} in {where}"
    )
    wanted = "an object" if kind is dict else "text" if kind is str else "a list"
    raise MessageRefused(
        status if missing else 400, text,
        Explanation("message.field_missing" if missing else "message.field_type",
                    _got(holder, key, path), f"{path} as {wanted}",
                    f"fill in {path}; the names are case-sensitive"),
        meta=dict(shown),
    )  # fmt: skip


def _got(holder: object, key: str, path: str) -> str:
    """What stands in the place of a field, in words."""
    if not isinstance(holder, dict):
        return f"{path.rpartition('.')[0]} is {problems.named(holder)}, not an object"
    if key not in holder:
        return f"{path} is missing"
    value = holder[key]
    return f"{path} is {problems.named(value) if value != '' else 'empty'}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else "undefined"


def _event(data_model: str, event_type: str, meta: Mapping[str, Any]) -> Event:
    event = EVENTS.get((data_model, event_type))
    if event is not None:
        return event
    if data_model in MODELS:
        text = f"Unsupported event type - {event_type} in {data_model}"
        got, known = f"Meta.EventType {event_type!r}", event_types(data_model)
        near = suggestion(event_type, known)
    else:
        text, got = f"Unsupported data model - {data_model}", f"Meta.DataModel {data_model!r}"
        near = suggestion(data_model, MODELS)
    raise MessageRefused(
        400, text,
        Explanation("message.event_unknown", got, "an event of Redox's data models", near),
        meta=dict(meta),
    )  # fmt: skip


def _destinations(meta: Mapping[str, Any]) -> tuple[str, ...]:
    entries = meta.get("Destinations") or []
    if not isinstance(entries, list):
        entries = _need(meta, "Destinations", list, meta, "Meta.Destinations")
    ids = []
    for index, entry in enumerate(entries):
        ids.append(_need(entry, "ID", str, meta, f"Meta.Destinations[{index}].ID"))
    return tuple(ids)
