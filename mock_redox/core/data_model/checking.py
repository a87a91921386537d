"""Does Redox take a message: are its required fields there, and all values of the right type?"""

from typing import Literal

from mock_redox.core.data_model.messages import Message
from mock_redox.core.data_model.schemas import schema_of
from mock_redox.core.data_model.schemas.problems import Problem
from mock_redox.core.data_model.schemas.validation import problems
from mock_redox.core.errors import Explanation, MessageRefused

_TEXTS = {
    "missing": ("Required field missing", "message.field_missing"),
    "null": ("Required field missing", "message.field_missing"),
    "type": ("Invalid type", "message.field_type"),
    "empty": ("Invalid value", "message.field_value"),
    "value": ("Invalid value", "message.field_value"),
    "format": ("Invalid format", "message.field_format"),
    "unknown": ("Unknown field", "message.field_unknown"),
}
"""What the client is told and the name of the check. Only the first text is documented (5.2)."""

QUOTING = ("message.field_value", "message.field_format")
"""Checks whose explanations repeat a value of the message."""


def check(message: Message, how: Literal["redox", "strict", "none"]) -> None:
    """Compare a message with its event's schema.

    Args:
        how: the setting ``validation``.

    Raises:
        MessageRefused: 400 with the path of the first fault (data-models.md 5.2).
    """
    if how == "none":
        return
    schema = schema_of(message.event.data_model, message.event.event_type)
    found = problems(schema, message.body, strict=how == "strict")
    if not found:
        return
    first, *more = found
    text, name = _TEXTS[first.fault]
    event = f"{message.event.data_model}:{message.event.event_type}"
    raise MessageRefused(
        400, f"{text} - {first.path} in {event}",
        Explanation(name, _got(first, more), _expected(first), _fix(first, message)),
        meta=dict(message.meta),
    )  # fmt: skip


def _got(first: Problem, more: list[Problem]) -> str:
    rest = f"; {', '.join(each.sentence for each in more)}" if more else ""
    return first.sentence + rest


def _expected(first: Problem) -> str:
    if first.fault == "unknown":
        return "only fields of the model, as validation is strict"
    return f"{first.path} as {first.expected}"


def _fix(first: Problem, message: Message) -> str:
    """What to do, and where all fields stand."""
    name = first.path.rpartition(".")[2]
    if first.fault in ("missing", "null") and first.near:
        do = f"call {first.near} {name}; the names are case-sensitive"
    elif first.fault == "unknown" and first.near:
        do = f"did you mean {first.near!r}?"
    elif first.fault == "unknown":
        do = "leave it out; Redox would ignore it"
    elif first.fault == "value" and first.near:
        do = f"did you mean {first.near!r}?"
    elif first.got == "null":
        do = f"leave {name} out, or give it as {first.expected}; null is for values only"
    else:
        do = f"give {name} as {first.expected}"
    return f"{do}; mock-redox schema {message.event.name.replace(' ', '')} shows all fields"
