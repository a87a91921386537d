"""A drill's result for people: a table of what happened, then a verdict with what to do."""

import textwrap
from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby

from mock_redox.core import redaction
from mock_redox.core.drills.outages import seconds
from mock_redox.core.drills.result import DrillResult, Entry, Outage

_WIDTH = 96


def summary(result: DrillResult) -> str:
    """One sentence: for how long, and why."""
    calls = len(result.calls)
    if not result.outages:
        return f"could {result.lost} throughout: 0 s out in {calls} tries"
    total = seconds(timedelta(seconds=result.seconds_out))
    clock = _clock(result)
    parts = [_outage(each, clock) for each in result.outages]
    if len(parts) == 1:
        return f"could not {result.lost} for {total}: {parts[0]}"
    each = "; ".join(
        f"{seconds(outage.end - outage.start)} {part}"
        for outage, part in zip(result.outages, parts, strict=True)
    )
    return f"could not {result.lost} for {total} in {len(parts)} outages: {each}"


def _outage(outage: Outage, clock: str) -> str:
    end = f"to {outage.end:{clock}}" if outage.ended else "to the end of the drill"
    return f"from {outage.start:{clock}} {end}, because {outage.because}; {outage.cause}"


def told(result: DrillResult) -> str:
    """Table, verdict, what the refusals said, and what to do."""
    start = result.timeline[0].at
    head = [
        f"drill {result.script}: {result.says}" if result.says else f"drill {result.script}",
        f"{start:%Y-%m-%d} by the mock's clock, UTC; tried every "
        f"{result.every.total_seconds():g} s and at each step",
    ]
    rows = list(_rows(result))
    table = [f"  {'from':<{len(rows[0][0])}}  {'tries':>5}"]
    table += [f"  {at}  {calls:<12}  {what}".rstrip() for at, calls, what in rows]
    verdict = "OK   " if not result.outages else "OUT  "
    lines = [*head, "", *table, "", *_wrapped(verdict + result.summary, "     ")]
    return "\n".join([*lines, *_reasons(result), *_notes(result)])


def _rows(result: DrillResult) -> Iterator[tuple[str, str, str]]:
    """A row for each step and each run of calls with one outcome: from when, how many, what."""
    clock = _clock(result)
    steps: list[Entry] = []
    for (kind, ok), group in groupby(result.timeline, lambda each: (each.kind, each.ok)):
        if kind == "step":
            steps = list(group)
            continue
        calls = list(group)
        for step in steps[:-1]:
            yield f"{step.at:{clock}}", "", step.what
        count = f"{len(calls):>5} {'ok' if ok else 'FAILED'}"
        what = steps[-1].what if steps else _because(calls)
        yield f"{(steps or calls)[-1 if steps else 0].at:{clock}}", count, what
        steps = []


def _because(calls: list[Entry]) -> str:
    return "" if calls[0].ok else calls[0].because


def _reasons(result: DrillResult) -> Iterator[str]:
    """Each reason once, and what to do."""
    for name, values in (
        ("seen", [each.reason for each in result.outages]),
        ("fix", [each.fix for each in result.outages]),
        ("see", [each.page for each in result.outages]),
    ):
        for value in dict.fromkeys(filter(None, values)):
            yield from _wrapped(f"{name:<5}{redaction.text(value)}", "     ")


def _notes(result: DrillResult) -> Iterator[str]:
    for note in result.notes:
        yield from _wrapped(f"note {note}", "     ")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(
        text, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _clock(result: DrillResult) -> str:
    """How moments are written: as short as they can be told apart."""
    days = {each.at.date() for each in result.timeline}
    fine = any(each.at.microsecond for each in result.timeline)
    return ("%m-%d " if len(days) > 1 else "") + "%H:%M:%S" + (".%f" if fine else "")
