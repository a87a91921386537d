"""Runs every rule about receivers on an endpoint, without a pytest run of its own for each."""

import itertools
import json
import logging
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

import pytest
from thoroughness import THOROUGH

from mock_redox import MockRedox, Settings, serve
from mock_redox.adapters.contracting.endpoints import Latest, demand, endpoint
from mock_redox.contract import receiver as rules
from mock_redox.contract.evidence import Evidence
from mock_redox.contract.receiving.scale import Scale
from mock_redox.contract.rules import MARKER
from mock_redox.core.webhooks import breaking

from .base import PATH, TOKEN

LOG = logging.getLogger("mock_redox")

QUICK = Scale(
    quiet=0.001, patience=0.3, later=0.05, broken_limit=0.5, rests=3.0, burst=40,
    large=2_000_000, samples=40,
)  # fmt: skip
"""Enough for endpoints that answer at once."""

_seeds = itertools.count(1)


def cases():
    """Every rule, and the variants of each: rule, function, arguments."""
    for name in rules.__all__:
        function = getattr(rules, name)
        marks = {mark.name: mark for mark in function.pytestmark}
        variants = [{}]
        if "parametrize" in marks:
            names, values = marks["parametrize"].args
            variants = [{names: value} for value in values]
        for variant in variants:
            yield marks[MARKER].args[0], function, variant


CASES = tuple(cases())


def of(ids):
    """All variants of some rules."""
    return [case for case in CASES if case[0].id in ids]


def in_turn(turn, wholly=()):
    """All variants of some rules, and of each other one variant, another one at each turn; of a
    sixth of the others, another sixth at each turn, unless it is to be thorough."""
    grouped = itertools.groupby(CASES, lambda case: case[0])
    for number, (rule, variants) in enumerate(grouped):
        each = tuple(variants)
        if rule.id in wholly:
            yield from each
        elif THOROUGH or (number + turn) % 6 == 0:
            yield each[turn % len(each)]


def mounted(make):
    """A WSGI app with a list ``processed``, in this process."""

    @contextmanager
    def start():
        app = make()
        yield (app, PATH), lambda: len(app.processed)

    return start


def live(make):
    """The same over a socket."""

    @contextmanager
    def start():
        app = make()
        with serve(app) as server:
            yield f"{server.url}{PATH}", lambda: len(app.processed)

    return start


def judge(start, *, probe=True, fresh=False, cases=CASES, scale=QUICK, **target):
    """The verdicts of all rules on an endpoint.

    Args:
        start: a context manager in which there is a receiver, and what counts for it.
        probe: let what was processed be counted.
        fresh: a new endpoint for each rule, where one rule would spoil it for the others.
        cases: those that are judged by, ``in_turn`` where it has to be quick.
        target: what else the user says of the endpoint.

    Returns:
        the rules' ids with a verdict and a text for each of their variants.
    """
    verdicts, mock = {}, MockRedox()
    with ExitStack() as stack:
        latest = _new()
        receiver, count = stack.enter_context(start())
        for rule, function, variant in cases:
            if fresh:
                stack.close()
                latest = _new()
                receiver, count = stack.enter_context(start())
            found = _judged(mock, rule, partial(function, **variant), _Parts(
                receiver, count if probe else None, latest, scale, target
            ))  # fmt: skip
            verdicts.setdefault(rule.id, {})[str(*variant.values())] = found
    return verdicts


def judge_bug(bug, log, cases=CASES):
    """The verdicts on a receiver with a bug, which writes to a log if its rule is about logs."""
    make = type(bug.name, (bug.make,), {"log": log})
    target = {**bug.target, "logs": (log,)} if ".log-" in bug.rule else bug.target
    patient = {"broken_limit": 5.0} if bug.live else {}  # sockets wait for a busy machine
    return judge(
        (live if bug.live else mounted)(make), probe=bug.probe, fresh=bug.fresh, cases=cases,
        scale=replace(QUICK, **{**patient, **bug.scale}), **target,
    )  # fmt: skip


def judge_broad(broad, cases=CASES):
    """The verdicts on one whose bug is broad."""
    scale = replace(QUICK, quiet=broad.quiet)
    return judge(mounted(broad.make), probe=broad.probe, scale=scale, cases=cases)


@contextmanager
def smaller():
    """4 MB stand for 40, and crashes of receivers are no news."""
    large, level = breaking._HUGE, LOG.level
    breaking._HUGE = 4_000_000
    LOG.setLevel(logging.CRITICAL)
    yield
    breaking._HUGE = large
    LOG.setLevel(level)


def failed(verdicts):
    """The rules that failed, each with its first complaint."""
    return {
        id_: next(text for verdict, text in variants.values() if verdict == "failed")
        for id_, variants in verdicts.items()
        if any(verdict == "failed" for verdict, _ in variants.values())
    }


class _Parts(NamedTuple):
    """What an endpoint is made of."""

    receiver: Any
    count: Any
    latest: Latest
    scale: Scale
    target: dict[str, Any]


def _judged(mock, rule, function, parts):
    now = datetime.now(UTC).replace(microsecond=0)
    mock.renew(Settings(clock="virtual", clock_start=now, seed=next(_seeds)))
    evidence = Evidence()
    made = endpoint(
        mock, parts.receiver, TOKEN, parts.count, evidence, parts.latest, scale=parts.scale,
        **parts.target,
    )  # fmt: skip
    try:
        demand(made, _Item(rule))
        function(made)
    except pytest.skip.Exception as skipped:
        return "skipped", str(skipped)
    except (AssertionError, pytest.fail.Exception) as wrong:
        return "failed", str(wrong)
    return ("weak", "; ".join(evidence.weak)) if evidence.weak else ("passed", "")


_SMALL = {
    "Patient": {
        "Identifiers": [{"ID": "1", "IDType": "MR"}], "Notes": [],
        "Demographics": {"FirstName": "A", "LastName": "B", "Sex": "Female", "Address": {}},
    },
    "Visit": {
        "VisitNumber": "1", "AccountNumber": "1", "Duration": 15, "Reason": "Knee pain",
        "Location": {"Type": "Clinic", "Facility": "Mock General Hospital", "Room": "136"},
        "Insurances": [{"Plan": {"ID": "1"}}],
    },
}  # fmt: skip
"""A message with as much as the bugs look at; the mock's own has ten times as many parts."""


def _new():
    return Latest(template=json.dumps(_SMALL))


class _Item:
    """As much of a test as is asked for."""

    def __init__(self, rule):
        self._rule = rule

    def get_closest_marker(self, name):
        return getattr(pytest.mark, name)(self._rule) if name == MARKER else None
