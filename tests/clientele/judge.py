"""Judges a client by all rules at once, without a pytest of its own for each."""

from __future__ import annotations

import inspect
import itertools
import time
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from thoroughness import THOROUGH

from mock_redox import MockRedox, Settings
from mock_redox.adapters.contracting.calling import way
from mock_redox.adapters.contracting.here import Here
from mock_redox.adapters.contracting.logs import recorded
from mock_redox.contract import client as contract
from mock_redox.contract.calling.runs import Run
from mock_redox.contract.clients import Client
from mock_redox.contract.evidence import Evidence
from mock_redox.contract.rules import MARKER, Rule


@dataclass(frozen=True)
class Verdict:
    rule: str
    variant: str
    verdict: str
    said: str = ""


Test = tuple[Rule, Callable[..., None], dict[str, Any]]


def tests() -> Iterator[Test]:
    """Every rule with each of its variants."""
    for name in contract.__all__:
        function = getattr(contract, name)
        marks = {mark.name: mark for mark in function.pytestmark if mark.name == MARKER}
        spread = [mark.args for mark in function.pytestmark if mark.name == "parametrize"]
        for values in itertools.product(*(values for _, values in spread)):
            given = dict(zip((names for names, _ in spread), values, strict=True))
            yield marks[MARKER].args[0], function, given


ALL = list(tests())
PEOPLE = MockRedox().core.samples.patients()[-8:]
"""A few are enough for the rules; a search reads all that there are."""
RULES = frozenset(rule.id for rule, _, _ in ALL)


def in_turn(turn: int, wholly: Set[str] = frozenset()) -> list[Test]:
    """All variants of some rules, and of each other one variant, another one at each turn; of a
    sixth of the others, another sixth at each turn, unless it is to be thorough."""
    chosen: list[Test] = []
    grouped = itertools.groupby(ALL, lambda each: each[0])
    for number, (rule, variants) in enumerate(grouped):
        each = list(variants)
        if rule.id in wholly:
            chosen += each
        elif THOROUGH or (number + turn) % 6 == 0:
            chosen.append(each[turn % len(each)])
    return chosen


def about(begin: str) -> list[Test]:
    """All variants of the rules whose ids begin so."""
    return [each for each in ALL if each[0].id.startswith(begin)]


class Time:
    """The clock of a client, beside that of the mock."""

    def __init__(self, redox: MockRedox) -> None:
        self._redox = redox
        self._at = redox.clock.now().timestamp()
        self._begun = time.monotonic()

    def now(self) -> float:
        return self._at + time.monotonic() - self._begun

    def pause(self, seconds: float) -> None:
        self._at += seconds
        self._redox.clock.advance(seconds)


@dataclass
class Made:
    """A client as a test makes it."""

    call: Any
    reload: Any = None
    close: Callable[[], None] = lambda: None


def judged(
    redox: MockRedox, make: Callable[[MockRedox, Time], Made], by: Sequence[Test] = ALL
) -> list[Verdict]:
    """The verdicts on a client that is made anew for each rule."""
    found = []
    for rule, function, given in by:
        redox.renew(Settings(clock="virtual", clock_start=datetime.now(UTC)))
        redox.clock.real()
        redox.core.samples.patients = lambda: PEOPLE
        clock = Time(redox)
        made = make(redox, clock)
        run, evidence = Run(pause=clock.pause, patience=0.5), Evidence()
        mock = Here(redox)
        with recorded() as logs:
            client = Client(
                mock, way(made.call, mock.environ), evidence, run, rule=rule.id, others=RULES,
                reload=made.reload, logs=logs,
            )  # fmt: skip
            found.append(_verdict(rule, function, given, client))
        made.close()
    return found


def _verdict(
    rule: Rule, function: Callable[..., None], given: dict[str, Any], client: Client
) -> Verdict:
    assert inspect.signature(function).parameters.keys() == {"redox_caller", *given}
    variant = "-".join(str(value) for value in given.values())
    try:
        function(client, **given)
    except pytest.skip.Exception as skipped:
        return Verdict(rule.id, variant, "skipped", str(skipped))
    except (AssertionError, pytest.fail.Exception) as failed:
        return Verdict(rule.id, variant, "failed", str(failed).partition("\nassert ")[0])
    weak = "; ".join(client.evidence.weak)
    return Verdict(rule.id, variant, "weak" if weak else "passed", weak)


def failed(found: list[Verdict]) -> set[str]:
    return {each.rule for each in found if each.verdict == "failed"}
