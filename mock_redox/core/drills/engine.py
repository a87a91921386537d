"""Holds a drill: moves the mock's clock from moment to moment, makes the steps, tries the call."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta

from mock_redox.core import redaction
from mock_redox.core.drills.bench import Bench
from mock_redox.core.drills.outages import outages
from mock_redox.core.drills.outcome import CallFailed, NoAnswer, Outcome, judged
from mock_redox.core.drills.result import DrillResult, Entry
from mock_redox.core.drills.script import Script, Step
from mock_redox.core.errors import Misuse
from mock_redox.core.times import brief

MOST_CALLS = 20_000
"""A drill that would try more is refused: it was meant otherwise."""

Call = Callable[[], object]
"""Makes the system under test call Redox once; it fails when it raises or returns False."""

Watch = Callable[[float], object]
"""Is told how much of a drill is done, from 0 to 1."""


class NotReady(Misuse):
    """The call fails before anything is rotated, so the drill would show nothing.

    Attributes:
        silent: whether it fails because nothing answers.
    """

    def __init__(self, outcome: Outcome) -> None:
        reason = redaction.text(outcome.reason)
        super().__init__(f"it fails before anything is rotated: {reason}")
        self.silent = outcome.silent


def run(
    script: Script, bench: Bench, call: Call | None, every: timedelta, watch: Watch | None = None
) -> DrillResult:
    """Hold a drill.

    The call is tried at the start, every so often, and after the steps of each moment.

    Raises:
        Misuse: there is nothing to try, or it would be tried too often.
        NotReady: the first call fails.
    """
    steps = sorted(script.steps, key=lambda step: step.after)
    probe = script.probe or (calling(call, bench) if call else None)
    if probe is None:
        raise Misuse("a drill needs a call: something that makes your system call Redox", ("call",))
    moments = _moments(script, steps, every)
    with bench.held():
        start, timeline = bench.now(), list[Entry]()
        for moment in moments:
            _go(bench, start + moment)
            timeline += [_made(step, bench) for step in steps if step.after == moment]
            at, outcome = bench.now(), probe()
            if not (outcome.ok or any(each.kind == "call" for each in timeline)):
                raise NotReady(outcome)
            timeline.append(_tried(at, outcome))
            _ = watch and watch(moment / script.length if script.length else 1.0)
    return DrillResult(
        script=script.name, says=script.says, lost=script.lost, every=every, notes=script.notes,
        timeline=tuple(timeline), outages=outages(timeline, every),
    )  # fmt: skip


def calling(call: Call, bench: Bench) -> Callable[[], Outcome]:
    """A probe of a call: what the mock sees of it counts for more than what it says."""

    def probe() -> Outcome:
        bench.seen()  # what came between two calls is neither's
        error, silent = "", False
        try:
            if call() is False:
                error = "the call returned False"
        except Exception as wrong:
            error, silent = _told(wrong), isinstance(wrong, NoAnswer)
        return judged(bench.seen(), error, silent)

    return probe


def _told(wrong: Exception) -> str:
    """An exception in one line of readable length."""
    text = " ".join(redaction.text(str(wrong)).split())[:200]
    if isinstance(wrong, (Misuse, CallFailed)):  # their texts are for people
        return text
    return f"{type(wrong).__name__}: {text}" if text else type(wrong).__name__


def _moments(script: Script, steps: list[Step], every: timedelta) -> list[timedelta]:
    if every < timedelta(milliseconds=100):
        raise Misuse(f"every is {brief(every)}; use 100 ms or more", ("every",))
    if any(step.after < timedelta(0) for step in steps) or script.length < timedelta(0):
        raise Misuse("a step lies before the drill's start; use moments from 0 on")
    count = math.floor(script.length / every) + 1
    if count > MOST_CALLS:
        raise Misuse(
            f"{brief(script.length)} with a call every {brief(every)} make {count} calls, more "
            f"than {MOST_CALLS}; give a longer every, or a shorter settle",
            ("every",),
        )
    return sorted({*(every * number for number in range(count)), *(step.after for step in steps)})


def _go(bench: Bench, to: datetime) -> None:
    """Move on; a call may have moved the clock further itself."""
    left = to - bench.now()
    if left > timedelta(0):
        bench.advance(left)


def _made(step: Step, bench: Bench) -> Entry:
    at, said = bench.now(), step.do()
    what = f"{step.what} ({said})" if isinstance(said, str) and said else step.what
    return Entry(at=at, kind="step", what=what, step=step)


def _tried(at: datetime, outcome: Outcome) -> Entry:
    return Entry(
        at=at, kind="call", ok=outcome.ok, because=outcome.because,
        reason=redaction.text(outcome.reason), advice=redaction.text(outcome.advice),
    )  # fmt: skip
