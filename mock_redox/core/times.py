"""Durations and moments as people write them, and as Redox writes them."""

import re
from datetime import UTC, datetime, timedelta

from mock_redox.core.errors import Misuse

_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)")
_BARE = re.compile(r"\d+(?:\.\d+)?")
_FORM = "seconds (301) or a number with a unit (250ms, 5m, 1h30m, 3d)"


def duration(value: str | float | timedelta) -> timedelta:
    """``301``, ``"5m"``, ``"1h30m"`` or ``"-90s"`` as a timedelta; a bare number is seconds.

    Raises:
        Misuse: when it is none of these.
    """
    if isinstance(value, timedelta):
        return value
    try:
        return _from_text(value) if isinstance(value, str) else timedelta(seconds=value)
    except (OverflowError, ValueError):
        raise Misuse(f"{value!r} is not a duration; write {_FORM}") from None


def _from_text(text: str) -> timedelta:
    sign, rest = (-1, text.strip()[1:]) if text.strip().startswith("-") else (1, text.strip())
    rest = f"{rest}s" if _BARE.fullmatch(rest) else rest
    parts = _PART.findall(rest)
    if not parts or _PART.sub("", rest).strip():
        raise ValueError(text)
    return sign * timedelta(seconds=sum(float(n) * _UNITS[unit] for n, unit in parts))


def moment(value: str | datetime) -> datetime:
    """An ISO 8601 date and time; without a zone it is taken as UTC.

    Raises:
        Misuse: when it is not one.
    """
    try:
        when = value if isinstance(value, datetime) else datetime.fromisoformat(value.strip())
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Misuse(
            f"{value!r} is not a date and time; write it as 2026-01-01T12:00:00Z"
        ) from None


def iso(when: datetime) -> str:
    """As Redox writes it: UTC, exactly three fractional digits and ``Z`` (auth.md 3.1)."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def brief(span: timedelta) -> str:
    """A duration for people: ``90 s``, ``5 min``, ``1.5 h``."""
    seconds = span.total_seconds()
    size = abs(seconds)
    for unit, length, least in (("d", 86400, 2), ("h", 3600, 1), ("min", 60, 2)):
        if size >= least * length:
            return f"{seconds / length:.3g} {unit}"
    return f"{seconds:.4g} s"
