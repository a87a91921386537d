"""The outages in a timeline, each with the step that caused it and what to do about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from mock_redox.core.drills.result import Entry, Outage
from mock_redox.core.drills.script import Step
from mock_redox.core.failures.catalogue import FAILURES

_HINTS = {
    "token.expired": "the client took an expired token for a fresh one: only the mock's clock is "
    "moved, not the client's. Let it fetch a new token after a 401, or raise token_lifetime",
    "assertion.iat_too_old": "only the mock's clock is moved, not the client's; "
    "assertion_clock=either takes assertions by both",
}
_HINTS["assertion.expired"] = _HINTS["assertion.iat_too_old"]


def outages(timeline: Sequence[Entry], every: timedelta) -> tuple[Outage, ...]:
    """The stretches of calls that failed. One that does not end lasts to the next try at least."""
    found: list[Outage] = []
    failed: list[Entry] = []
    for entry in timeline:
        if entry.kind != "call":
            continue
        if not entry.ok:
            failed.append(entry)
        elif failed:
            found.append(_outage(timeline, failed, entry.at, True))
            failed = []
    if failed:
        end = max(timeline[-1].at, failed[0].at + every)
        found.append(_outage(timeline, failed, end, False))
    return tuple(found)


def _outage(
    timeline: Sequence[Entry], failed: Sequence[Entry], end: datetime, ended: bool
) -> Outage:
    start = failed[0].at
    reasons = tuple(dict.fromkeys(each.because for each in failed))
    culprit = _culprit(timeline, start)
    hints = [_HINTS[each] for each in reasons if each in _HINTS]
    own = (culprit.step.fix if culprit and culprit.step else "") or failed[0].advice
    return Outage(
        start=start,
        end=end,
        ended=ended,
        because=", then ".join(reasons[:3]),
        reason=failed[0].reason,
        cause=_cause(culprit, start, end, ended),
        fix="; ".join(hints or [own]),
        page=FAILURES[reasons[0]].page if reasons[0] in FAILURES else "",
    )


def _culprit(timeline: Sequence[Entry], start: datetime) -> Entry | None:
    """The step at that very moment, else the last one before it that took something away."""
    steps = [each for each in timeline if each.kind == "step" and each.at <= start]
    here = [each for each in steps if each.at == start]
    breaking = [each for each in steps if each.step and each.step.breaks]
    likely = [*breaking, *here, *(each for each in breaking if each.at == start)]
    return likely[-1] if likely else None


def _cause(culprit: Entry | None, start: datetime, end: datetime, ended: bool) -> str:
    if culprit is None or culprit.step is None:
        return "no step of the script explains it"
    step = culprit.step
    past = _past(step)
    if culprit.at != start:
        past += f" at {culprit.at:%H:%M:%S}, which showed only at {start:%H:%M:%S},"
    if not ended:
        return f"{past.removesuffix(',')}, and {step.never}"
    return f"{past} {seconds(end - start)} before {step.until}"


def _past(step: Step) -> str:
    return step.past or f"it began with the step {step.what!r},"


def seconds(span: timedelta) -> str:
    """To the last digit: ``40 s``, ``247 s (4 min 7 s)``, ``3600 s (1 h)``."""
    total = span.total_seconds()
    plain = f"{total:.10g} s"
    if total < 120:
        return plain
    hours, rest = divmod(total, 3600)
    minutes, left = divmod(rest, 60)
    parts = [(hours, "h"), (minutes, "min"), (left, "s")]
    return f"{plain} ({' '.join(f'{size:.10g} {unit}' for size, unit in parts if size)})"
