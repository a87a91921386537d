"""The times in an assertion: ``iat``, ``exp`` and ``nbf``, and by which clock they are judged."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from mock_redox.core.auth.case import Case
from mock_redox.core.errors import TokenRefused
from mock_redox.core.times import brief, iso


def is_recent(case: Case) -> None:
    _judge_on_clocks(case, _issued_wrongly)


def _judge_on_clocks(case: Case, judge: Callable[[Case, datetime], TokenRefused | None]) -> None:
    """Keep the clocks on which the check passes; it fails when it fails on all.

    One clock has to fit all of the assertion's times. The refusal is told by the one nearest to
    ``iat``, since that is the one the client meant.
    """
    verdicts = [(now, judge(case, now)) for now in case.clocks]
    passed = tuple(now for now, wrong in verdicts if wrong is None)
    if not passed:
        issued = _instant(case.claims.get("iat")) or case.clocks[0]
        _, wrong = min(verdicts, key=lambda verdict: abs(verdict[0] - issued))
        assert wrong is not None
        raise wrong
    case.clocks = passed


def _issued_wrongly(case: Case, now: datetime) -> TokenRefused | None:
    raw, limits = case.claims.get("iat"), case.settings
    issued = _instant(raw)
    if issued is not None and _is_in_milliseconds(raw):
        return case.refuse(
            "", "assertion.iat_in_milliseconds", f"iat {raw}", "iat in seconds since 1970",
            "divide by 1000: these are milliseconds",
        )  # fmt: skip
    if issued is None:
        return case.refuse(
            "", "assertion.iat_missing", f"iat {case.claims.get('iat')!r}",
            "iat in whole seconds since 1970", "set iat to the current time in seconds",
        )  # fmt: skip
    age = now - issued
    if -limits.clock_tolerance <= age <= limits.assertion_age + limits.clock_tolerance:
        return None
    name, side = ("too_old", "old") if age > timedelta(0) else ("in_future", "ahead")
    return case.refuse(
        "", f"assertion.iat_{name}", f"iat {iso(issued)}, {brief(abs(age))} {side}",
        f"at most {brief(limits.assertion_age)} old, {brief(limits.clock_tolerance)} of skew "
        f"allowed, at {iso(now)} by {_whose(case, now)}",
        _advice(age),
    )  # fmt: skip


def _advice(age: timedelta) -> str:
    """What to do about a wrong ``iat``; whole hours point to a time zone."""
    hours = round(age / timedelta(hours=1))
    if hours and abs(age - timedelta(hours=hours)) < timedelta(minutes=1):
        return f"it is off by {abs(hours)} whole hours: local time taken for UTC? Sign with UTC"
    if age > timedelta(0):
        return "sign a new assertion for each token request; if you do, check the client's clock"
    return "check the client's clock"


def _whose(case: Case, now: datetime) -> str:
    return "the mock's clock" if now == case.all_clocks[0] else "the wall clock"


def _told(raw: object, when: datetime | None, now: datetime) -> str:
    if when is None:
        return repr(raw)
    return f"{iso(when)}, {brief(abs(now - when))} {'ago' if when < now else 'ahead'}"


def _is_in_milliseconds(value: object) -> bool:
    return isinstance(value, (int, float)) and 1e11 < value < 1e14


def is_in_force(case: Case) -> None:
    _judge_on_clocks(case, _out_of_force)


def _out_of_force(case: Case, now: datetime) -> TokenRefused | None:
    tolerance = case.settings.clock_tolerance
    for name, past in (("exp", True), ("nbf", False)):
        if name not in case.claims:
            continue
        when = _instant(case.claims[name])
        if when is None or (now - when >= tolerance if past else when - now > tolerance):
            return case.refuse(
                "", "assertion.expired" if past else "assertion.not_yet_valid",
                f"{name} {_told(case.claims[name], when, now)}",
                f"{'after' if past else 'before'} {iso(now)} by {_whose(case, now)}",
                f"{_advice(now - when)}; {name} is in seconds and UTC" if when else
                f"write {name} as seconds since 1970",
            )  # fmt: skip
    return None


def _instant(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.max.replace(tzinfo=UTC) if value > 0 else datetime.min.replace(tzinfo=UTC)
