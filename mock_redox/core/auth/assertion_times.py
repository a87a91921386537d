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
    issued, limits = _instant(case.claims.get("iat")), case.settings
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
        f"allowed, at {iso(now)}",
        "iat is in seconds (not milliseconds) and UTC; check the client's clock, and sign anew "
        "for each request",
    )  # fmt: skip


def is_in_force(case: Case) -> None:
    _judge_on_clocks(case, _out_of_force)


def _out_of_force(case: Case, now: datetime) -> TokenRefused | None:
    tolerance = case.settings.clock_tolerance
    for name, past in (("exp", True), ("nbf", False)):
        if name not in case.claims:
            continue
        when = _instant(case.claims[name])
        if when is None or (now - when >= tolerance if past else when - now > tolerance):
            shown = iso(when) if when else repr(case.claims[name])
            return case.refuse(
                "", "assertion.expired" if past else "assertion.not_yet_valid",
                f"{name} {shown}", f"{'after' if past else 'before'} {iso(now)}",
                f"{name} is in seconds (not milliseconds) and UTC; check the client's clock",
            )  # fmt: skip
    return None


def _instant(value: object) -> datetime | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.max.replace(tzinfo=UTC) if value > 0 else datetime.min.replace(tzinfo=UTC)
