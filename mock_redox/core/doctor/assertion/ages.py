"""The times of an assertion: which fault is the cause of which, and what old age means."""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from mock_redox.core.auth.assertion_times import zone_offset
from mock_redox.core.doctor.report import Finding, finding, found
from mock_redox.core.errors import Explanation
from mock_redox.core.settings import Settings
from mock_redox.core.times import brief, iso

_SHORT = timedelta(minutes=10)
"""A lifetime of an assertion that nobody would call long."""
_SPAN, _MICRO, _MILLI = 1e9, 1e14, 1e11
"""Seconds since 1970 are more than the first, as of 2001; from the others on it is a finer unit."""
Failed = Mapping[str, Explanation]


def time_findings(
    failed: Failed, claims: Mapping[str, Any], now: datetime, strict: bool, settings: Settings
) -> dict[str, Finding]:
    """The findings on ``iat``, ``exp`` and ``nbf`` by the check that found them.

    What follows from a wrong ``iat`` is no finding of its own. An assertion that was sound when it
    was signed is doubtful now, and not wrong: who reads a log of this morning has to see that.

    Args:
        failed: what the checks said.
        strict: whether ``now`` is the time at which it was used, and not just when it is looked at.
    """
    iat, exp, nbf = (_number(claims.get(name)) for name in ("iat", "exp", "nbf"))
    skew = settings.clock_tolerance.total_seconds()
    found_: dict[str, Finding] = {}
    if "iat" in failed:
        found_["iat"] = _issued(failed["iat"], iat, exp, now, strict)
    if "exp" in failed and not ("iat" in failed and _follows(exp, iat, skew, 1)):
        found_["exp"] = _over(failed["exp"], exp, iat)
    elif exp is not None and exp > _MILLI and "iat" not in failed:
        found_["exp"] = finding(
            "assertion.exp_in_milliseconds", f"exp {exp:g}", "exp in seconds since 1970",
            "divide by 1000", "milliseconds taken for seconds, as Date.now() gives them",
            "doubtful",
        )  # fmt: skip
    if "nbf" in failed and not ("iat" in failed and _follows(nbf, iat, skew, -1)):
        found_["nbf"] = found(failed["nbf"])
    return found_


def _follows(later: float | None, iat: float | None, skew: float, side: int) -> bool:
    """Whether ``exp`` (or ``nbf``) would be right if only ``iat`` were."""
    if later is None or iat is None:
        return False
    if later > _MILLI and iat > _MILLI:
        skew *= 1000
    return later > iat - skew if side > 0 else later <= iat + skew


def _issued(
    why: Explanation, iat: float | None, exp: float | None, now: datetime, strict: bool
) -> Finding:
    if iat is not None and iat > _MICRO:
        unit = "nanoseconds" if iat > _MICRO * 1000 else "microseconds"
        return found(why, fix="divide it down to seconds", cause=f"{unit} taken for seconds")
    if iat is not None and iat < _SPAN:
        return found(why, fix="set iat to the current time in seconds since 1970",
                     cause="not seconds since 1970: a span, or another unit")  # fmt: skip
    if why.check != "assertion.iat_too_old" or iat is None:
        return found(why)
    if exp is not None and exp > now.timestamp() and exp - iat > _SHORT.total_seconds():
        return found(why, cause="one assertion is kept and sent again: its exp is still to come, "
                     "and Redox goes by iat")  # fmt: skip
    return found(why) if strict else _old(why, now - datetime.fromtimestamp(iat, UTC))


def _old(why: Explanation, age: timedelta) -> Finding:
    off = zone_offset(age)
    cause = "it was signed that long ago; or, if it was signed just now, "
    cause += f"local time was taken for UTC: it is off by {off}" if off else "the clock is slow"
    fix = "judge it at the time when it was sent; to send one now, sign a new one"
    return replace(found(why, fix=fix, cause=cause), certainty="doubtful", cause=cause)


def _over(why: Explanation, exp: float | None, iat: float | None) -> Finding:
    if exp is not None and exp < _SPAN:
        return found(why, fix="add it to iat",
                     cause=f"a span of {exp:g} seconds in place of a moment")  # fmt: skip
    if exp is not None and iat is not None and exp <= iat:
        return found(why, fix="set exp to iat and 300 seconds", cause="exp is not after iat")
    return found(why)


def was_sound(findings: Mapping[str, Finding], claims: Mapping[str, Any], now: datetime) -> str:
    """The verdict on an assertion that has no fault but its age."""
    old = findings.get("iat")
    iat = _number(claims.get("iat"))
    if old is None or iat is None or old.certainty == "wrong":
        return ""
    when = datetime.fromtimestamp(iat, UTC)
    zone = zone_offset(now - when)
    return (
        f"The assertion was sound when it was signed, {iso(when)}, {brief(now - when)} ago; "
        "it is too old to be sent now."
        + (f" If it was signed just now, its iat is local time, off by {zone}." if zone else "")
    )


def long_lived(claims: Mapping[str, Any]) -> list[str]:
    """Advice on an ``exp`` that promises more than Redox keeps."""
    iat, exp = _number(claims.get("iat")), _number(claims.get("exp"))
    if iat is None or exp is None or not _SHORT.total_seconds() < exp - iat < 1e9:
        return []
    if iat > _MILLI:  # the span is in another unit too
        return []
    return [
        f"exp is {brief(timedelta(seconds=exp - iat))} after iat, which Redox takes; but it goes "
        "by iat too, so that the assertion works for 5 minutes all the same"
    ]


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None
