"""An assertion decoded for people: header, claims and key, without signature or secret."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from mock_redox.core import redaction
from mock_redox.core.auth.case import Case
from mock_redox.core.doctor.assertion.rings import Ring
from mock_redox.core.doctor.report import Facts, facts
from mock_redox.core.times import brief, iso

_LONGEST = 120
_TIMES = ("iat", "exp", "nbf")
_MOST = 40
"""Members that are shown."""


def decoded(case: Case, ring: Ring, now: datetime) -> tuple[Facts, ...]:
    """What the assertion says, as far as it is one."""
    return (
        *facts("header", _rows(case.header, now)),
        *facts("claims", _rows(case.claims, now)),
        *facts("keys", [(each.named, each.says) for each in ring.keys[:_MOST]]),
    )


def _rows(members: dict[str, Any], now: datetime) -> list[tuple[str, str]]:
    return [(_plain(name), _shown(name, value, now)) for name, value in members.items()][:_MOST]


def _shown(name: str, value: object, now: datetime) -> str:
    if name.lower() in redaction.SECRET_NAMES:
        return redaction.hidden(value if isinstance(value, str) else json.dumps(value))
    if name in _TIMES and isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value} = {_when(value, now)}"
    if isinstance(value, dict | list):
        return redaction.body(json.dumps(value).encode("utf-8", "replace"))[:_LONGEST]
    if isinstance(value, str) and redaction.text(value) != value:
        return redaction.hidden(value)
    return _plain(value) if isinstance(value, str) else json.dumps(value)[:_LONGEST]


def _plain(text: str) -> str:
    """One line, and without what a terminal would take for a command."""
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}… ({len(text)} characters)"


def _when(value: float, now: datetime) -> str:
    try:
        when = datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return "no moment that a calendar has"
    away = now - when
    return f"{iso(when)}, {brief(abs(away))} {'ago' if away >= timedelta(0) else 'ahead'}"


def remarks(case: Case) -> list[str]:
    """What is in it without effect."""
    told = []
    if "jku" in case.header:
        told.append("jku is not followed: Redox takes keys from where the dashboard says")
    if "scope" in case.claims or "scope" in case.form:
        told.append("scope has no effect: the API key's environment decides")
    if isinstance(case.claims.get("aud"), list):
        told.append("aud is a list; one entry that is right is taken to do")
    return told
