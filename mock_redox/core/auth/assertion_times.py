"""The times in an assertion: ``iat``, ``exp`` and ``nbf``, and by which clock they are judged."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from mock_redox.core.auth.case import Case
from mock_redox.core.errors import TokenRefused
from mock_redox.core.redaction import shown
from mock_redox.core.times import brief, iso

_ZONES = (*(60 * hours for hours in range(1, 15)),
          150, 210, 270, 330, 345, 390, 525, 570, 630, 765)  # fmt: skip
"""Minutes between UTC and the zones of this world."""


def is_recent(case: Case) -> None:
    _judge_on_clocks(case, _issued_wrongly)


def _judge_on_clocks(case: Case, judge: Callable[[Case, datetime], TokenRefused | None]) -> None:
    """Keep the clocks on which the check passes; it fails when it fails on all.

    One clock has to fit all of the assertion's times. The refusal is told by the one nearest to
    ``iat``, since that is the one the client meant.
    """
    verdicts = [(now, judge(case, now)) for now in case.clocks]
    passed = [now for now, wrong in verdicts if wrong is None]
    if not passed:
        issued = _instant(case.claims.get("iat")) or case.clocks[0]
        _, wrong = min(verdicts, key=lambda verdict: abs(verdict[0] - issued))
        assert wrong is not None
        raise wrong
    case.clocks = tuple(passed)


def _issued_wrongly(case: Case, now: datetime) -> TokenRefused | None:
    raw, limits = case.claims.get("iat"), case.settings
    issued = _instant(raw)
    if issued is not None and _is_in_milliseconds(raw):
        return case.refuse(
            "", "assertion.iat_in_milliseconds", f"iat {raw}", "iat in seconds since 1970",
            "divide by 1000", "milliseconds taken for seconds, as Date.now() gives them",
        )  # fmt: skip
    if issued is None:
        return case.refuse(
            "", "assertion.iat_missing", f"iat {shown(raw)}",
            "iat in whole seconds since 1970", "set iat to the current time in seconds",
            "a time as text" if isinstance(raw, str) else "",
        )  # fmt: skip
    age = now - issued
    if -limits.clock_tolerance <= age <= limits.assertion_age + limits.clock_tolerance:
        return None
    name, side = ("too_old", "old") if age > timedelta(0) else ("in_future", "ahead")
    return case.refuse(
        "", f"assertion.iat_{name}", f"iat {iso(issued)}, {brief(abs(age))} {side}",
        f"at most {brief(limits.assertion_age)} old, {brief(limits.clock_tolerance)} of skew "
        f"allowed, at {iso(now)}{_whose(case, now)}",
        *_advice(age),
    )  # fmt: skip


def _advice(age: timedelta) -> tuple[str, str]:
    """What to do about a wrong time, and its likely cause; whole hours point to a time zone."""
    off = zone_offset(age)
    if off:
        return "sign with UTC", f"local time taken for UTC: it is off by {off}"
    if age > timedelta(0):
        fix = "sign a new assertion for each token request; if you do, check the client's clock"
        return fix, "an assertion that is kept and sent again, or a clock that is slow"
    return "check the client's clock", "a clock that is fast"


def zone_offset(age: timedelta) -> str:
    """In words, how far a time zone is from UTC, where the age is that within a minute."""
    for zone in _ZONES:
        if abs(abs(age) - timedelta(minutes=zone)) < timedelta(minutes=1):
            hours, rest = divmod(zone, 60)
            whole = f"{hours} whole hour{'s' if hours > 1 else ''}"
            return f"{hours} h {rest} min" if rest else whole
    return ""


def _whose(case: Case, now: datetime) -> str:
    name = case.clock_names[0 if now == case.all_clocks[0] else 1]
    return f" by {name}" if name else ""


def told(raw: object) -> str:
    """A time claim in words."""
    when = _instant(raw)
    return shown(raw) if when is None else iso(when)


def _ago(raw: object, when: datetime | None, now: datetime) -> str:
    if when is None:
        return shown(raw)
    return f"{iso(when)}, {brief(abs(now - when))} {'ago' if when < now else 'ahead'}"


def _is_in_milliseconds(value: object) -> bool:
    return isinstance(value, (int, float)) and 1e11 < value < 1e14


def is_not_over(case: Case) -> None:
    if "exp" in case.claims:
        _judge_on_clocks(case, _over)


def has_begun(case: Case) -> None:
    if "nbf" in case.claims:
        _judge_on_clocks(case, _not_begun)


def _over(case: Case, now: datetime) -> TokenRefused | None:
    when = _instant(case.claims["exp"])
    if when is not None and now - when < case.settings.clock_tolerance:
        return None
    return _untimely(case, "assertion.expired", "exp", "after", when, now)


def _not_begun(case: Case, now: datetime) -> TokenRefused | None:
    when = _instant(case.claims["nbf"])
    if when is not None and when - now <= case.settings.clock_tolerance:
        return None
    return _untimely(case, "assertion.not_yet_valid", "nbf", "before", when, now)


def _untimely(
    case: Case, check: str, name: str, side: str, when: datetime | None, now: datetime
) -> TokenRefused:
    fix, cause = f"write {name} as seconds since 1970", "a time as text"
    if when is not None:
        advice, cause = _advice(now - when)
        fix = f"{advice}; {name} is in seconds and UTC"
    if _is_in_milliseconds(case.claims[name]):
        cause = "milliseconds taken for seconds"
    return case.refuse(
        "", check, f"{name} {_ago(case.claims[name], when, now)}",
        f"{side} {iso(now)}{_whose(case, now)}", fix, cause,
    )  # fmt: skip


def _instant(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.max.replace(tzinfo=UTC) if value > 0 else datetime.min.replace(tzinfo=UTC)
