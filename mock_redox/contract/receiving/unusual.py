"""Messages with values that are sound, but seldom seen in tests."""

from collections.abc import Callable
from typing import Any

_ODD = (
    "Zo\u00eb O'Brien-Nu\u0301n\u0303ez \u0631\u062d\u0645\u0629 \u5c71\u7530 "
    '"BP <120 & >80" \\ \U0001f9d1'
)
"""Quotes, accents in one piece and in two, right-to-left text, marks, and a sign beyond 16 bits."""


def enlarge(message: dict[str, Any], text: str) -> None:
    """Where a text may stand; in a message of the user's own, where any extension may."""
    if isinstance(message.get("Patient"), dict):
        message["Patient"]["Notes"] = [text]
    else:
        message["Extensions"] = {"attachment": {"string": text}}


def emptied(value: Any, kind: type, name: str) -> Any:
    """Without what stands in lists, or in objects; what a message is known by stays."""
    if name in ("Meta", "Identifiers"):
        return value
    if isinstance(value, list):
        return [] if kind is list else [emptied(each, kind, "") for each in value]
    if not isinstance(value, dict):
        return value
    inner = any(isinstance(each, dict | list) for each in value.values())
    if kind is dict and not inner:
        return {}
    return {k: emptied(v, kind, k) for k, v in value.items()}


def changed(value: Any, change: Callable[[str, Any], Any], name: str = "") -> Any:
    if isinstance(value, dict):
        return {k: v if k == "Identifiers" else changed(v, change, k) for k, v in value.items()}
    if isinstance(value, list):
        return [changed(each, change, name) for each in value]
    return change(name, value)


_NUMBERS = ("VisitNumber", "AccountNumber", "Room", "ZIP")
_NAMES = ("FirstName", "LastName", "MiddleName", "Reason", "City", "StreetAddress", "Facility")
_CODES = ("Sex", "Race", "PatientClass", "MaritalStatus", "Language", "RelationToPatient")


REFUSABLE = ("strings", "numbers", "long")
"""Redox says that types stay as they are, and nothing of lengths: a 4xx is sound, no crash is."""


def _number(name: str, value: Any) -> Any:
    digits = name in _NUMBERS and isinstance(value, str) and value.isdigit()
    return int(value) if digits else value


def _string(name: str, value: Any) -> Any:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


VALUES: dict[str, Callable[[str, Any], Any]] = {
    "any-script": lambda name, value: f"{value} {_ODD}" if name in _NAMES and value else value,
    "strings": _string,
    "numbers": _number,
    "long": lambda name, value: str(value) + "x" * 400 if name in _NAMES and value else value,
    "unknown-codes": lambda name, value: "Not known yet" if name in _CODES else value,
}
