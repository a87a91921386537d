"""What the contract finds in receivers: those with bugs, and sound ones of many styles.

Not a benchmark itself; ``contract_score.py`` prints it.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from harness import ROOT

sys.path.extend([str(ROOT / "tests"), str(ROOT / "tests" / "examples")])

from contract.receivers.bugs import BROAD, BUGS
from contract.receivers.correct import IN_ONE_FILE, SEEN_WITH_A_PROBE_ONLY
from contract.receivers.judging import (
    CASES,
    QUICK,
    failed,
    judge,
    judge_broad,
    judge_bug,
    live,
    smaller,
)
from contract.receivers.running import COMMANDS, PROCESS, missing, running
from contract_score import Judged, Side


def side() -> Side:
    """Every receiver with a bug and every sound one, each judged by all rules."""
    with smaller():
        found = [*_bugs(), *_broad(), *_sound()]
    found += _processes()
    return Side("receiver", found, len({rule.id for rule, _, _ in CASES}))


def _bugs() -> Iterator[Judged]:
    with tempfile.TemporaryDirectory() as folder:
        for name, bug in BUGS.items():
            verdicts = judge_bug(bug, Path(folder) / f"{name}.log")
            yield _judged(name, {bug.rule}, set(failed(verdicts)))


def _broad() -> Iterator[Judged]:
    """Of these only what has to fail at least is known."""
    for name, broad in BROAD.items():
        found = set(failed(judge_broad(broad)))
        yield _judged(name, broad.rules, found & broad.rules)


def _sound() -> Iterator[Judged]:
    calm = replace(QUICK, quiet=0.03, patience=5.0, samples=120)
    for make in IN_ONE_FILE:
        yield _judged(
            f"{make.__name__}, with a probe", set(), set(failed(judge(live(make), scale=calm)))
        )
        found = set(failed(judge(live(make), probe=False, scale=calm)))
        if make in SEEN_WITH_A_PROBE_ONLY:
            found.discard("receiver.token.told-apart")  # it says that it can't see
        yield _judged(f"{make.__name__}, from outside", set(), found)


def _processes() -> Iterator[Judged]:
    for name in COMMANDS:
        if why_not := missing(name):
            print(f"receiver: {name} is left out: {why_not}", file=sys.stderr)
        else:
            found = set(failed(judge(running(name), scale=PROCESS)))
            yield _judged(f"{name}, a process", set(), found)


def _judged(name: str, wanted: set[str], found: set[str]) -> Judged:
    print(f"receiver: {name}", file=sys.stderr)
    return Judged(name, frozenset(wanted), frozenset(found))
