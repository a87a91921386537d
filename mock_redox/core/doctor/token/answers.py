"""The answer to a token request, current or legacy: the token in it, and how long it lives."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from mock_redox.core.doctor.reading.http_text import read_http
from mock_redox.core.doctor.report import Certainty, Finding, finding
from mock_redox.core.errors import Misuse
from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.redaction import text
from mock_redox.core.times import brief, iso, moment

_SHAPE = "access_token, token_type, expires_in and scope; or accessToken, expires, refreshToken"


@dataclass
class Answered:
    """What a token endpoint answered.

    Args:
        token: the access token; not to be shown.
        refresh: the refresh token of a legacy answer; not to be shown.
        issued: when, by the answer's own Date header.
        lives: as the answer says.
        ends: when, as a legacy answer says.
    """

    token: str = ""
    refresh: str = ""
    issued: datetime | None = None
    lives: timedelta | None = None
    ends: datetime | None = None
    findings: list[Finding] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)

    def find(self, name: str, got: str, expected: str, fix: str, cause: str = "",
             sure: Certainty = "wrong") -> None:  # fmt: skip
        self.findings.append(finding(f"answer.{name}", got, expected, fix, cause, sure))


def read_answer(raw: bytes) -> Answered:
    """Read an answer: its JSON, or the whole of it as HTTP."""
    answered = Answered()
    whole = read_http(raw)
    if whole is not None and (whole.status is not None or whole.body):
        answered.issued = _date(whole.first("date"))
        raw = whole.body or b""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        answered.find("unreadable", f"{len(raw)} bytes that are no JSON object", _SHAPE,
                      "look at the status and the content type before reading an answer as JSON",
                      _not_json(raw))  # fmt: skip
    elif "error" in value:
        _refused(answered, value)
    elif "accessToken" in value or "refreshToken" in value:
        _legacy(answered, value)
    else:
        _current(answered, value)
    return answered


def _not_json(raw: bytes) -> str:
    begin = raw.lstrip()[:15].lower()
    if begin.startswith((b"<!doctype", b"<html")):
        return "a page: a captive portal's, a proxy's or a login's"
    if raw.strip() in (b"Invalid request", b"Invalid source secret"):
        return "a refused legacy login: Redox says why in plain text"
    return "an answer that was cut off" if begin.startswith(b"{") else ""


def _date(value: str | None) -> datetime | None:
    try:
        when = parsedate_to_datetime(value) if value else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return when.replace(tzinfo=UTC) if when is not None and when.tzinfo is None else when


def _refused(answered: Answered, value: Mapping[str, Any]) -> None:
    """A refusal: which failures of the catalogue are answered so."""
    description = value.get("error_description", "")
    wanted = description if isinstance(description, str) else ""
    same = [each.name for each in FAILURES.values() if _says(each.answers, wanted)]
    more = f" and {len(same) - 6} more" if len(same) > 6 else ""
    answered.find(
        "refused", f"error {text(str(value['error'])[:60])!r}, description {text(wanted[:200])!r}",
        _SHAPE, "look at the assertion that was sent: mock-redox doctor assertion",
        f"so are answered: {', '.join(same[:6])}{more}" if same else "",
    )  # fmt: skip


def _says(answers: Mapping[Any, Any], description: str) -> bool:
    told = answers.get("token")
    if told is None or told.body is None or told.status != 400:
        return False
    known = json.loads(told.body).get("error_description", "")
    return isinstance(known, str) and known == description


def _current(answered: Answered, value: Mapping[str, Any]) -> None:
    token, seconds = value.get("access_token"), value.get("expires_in")
    if isinstance(token, str) and token:
        answered.token = token
    else:
        answered.find("no_token", f"members {_names(value)}", _SHAPE, "call /v2/auth/token")
    if isinstance(seconds, str) and seconds.isascii() and seconds.isdecimal():
        answered.find("odd", "expires_in as text", "expires_in as a number", "read either",
                      sure="doubtful")  # fmt: skip
        seconds = int(seconds[:9])
    if isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds < 1e9:
        answered.lives = timedelta(seconds=seconds)
        answered.rows.append(("expires_in", f"{seconds:g} = {brief(answered.lives)}"))
    elif token:
        answered.find("odd", "no expires_in that is a number", "expires_in in seconds",
                      "take 300 seconds", sure="doubtful")  # fmt: skip
    for name in ("token_type", "scope"):
        if isinstance(value.get(name), str):
            answered.rows.append((name, text(value[name][:100])))
    kind = value.get("token_type")
    if token and (not isinstance(kind, str) or kind.lower() != "bearer"):
        answered.find("odd", "a token_type that is not Bearer", "token_type Bearer",
                      "send the token as a Bearer all the same", sure="doubtful")  # fmt: skip


def _legacy(answered: Answered, value: Mapping[str, Any]) -> None:
    token, ends, refresh = (value.get(n) for n in ("accessToken", "expires", "refreshToken"))
    answered.refresh = refresh if isinstance(refresh, str) else ""
    if isinstance(token, str) and token:
        answered.token = token
    else:
        answered.find("no_token", f"members {_names(value)}", _SHAPE, "log in again")
    try:
        answered.ends = moment(ends) if isinstance(ends, str) else None
    except Misuse:
        answered.ends = None
    if answered.ends is None:
        answered.find("odd", "an expires that is no date and time", "expires such as "
                      "2026-01-01T12:00:00.000Z", "log in again when a call answers 401",
                      sure="doubtful")  # fmt: skip
        return
    answered.rows.append(("expires", iso(answered.ends)))
    if not str(ends).strip().endswith("Z"):
        answered.find("odd", "an expires that does not end in Z", "UTC with Z",
                      "read it by its offset; without one it was taken as UTC here",
                      sure="doubtful")  # fmt: skip


def _names(value: Mapping[str, Any]) -> str:
    names = sorted(name for name in value if name.isidentifier() and len(name) <= 40)
    return ", ".join(names[:10]) or "none"
