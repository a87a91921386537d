"""Verdicts: of a test's phases, of a rule's variants, of a run."""

from __future__ import annotations

import json
from itertools import permutations

import pytest
from made_reports import judged, reported

from mock_redox.adapters.contracting.reports.summary import gist
from mock_redox.adapters.contracting.results import Judged, merged
from mock_redox.contract.evidence import Evidence


@pytest.mark.parametrize(
    ("verdicts", "worst"),
    [
        (["passed", "failed", "weak", "skipped"], "failed"),
        (["passed", "weak", "skipped"], "weak"),
        (["passed", "skipped"], "passed"),
        (["skipped"], "skipped"),
    ],
)
def test_a_rule_is_as_bad_as_its_worst_variant(verdicts, worst):
    for order in permutations(verdicts):
        variants = [judged(each, variant=f"v{n}") for n, each in enumerate(order)]

        assert reported(*variants).rules[0].verdict == worst


@pytest.mark.parametrize(
    ("level", "known", "fails"),
    [("must", False, True), ("should", False, True), ("advice", False, False),
     ("must", True, False)],
)  # fmt: skip
def test_what_is_advice_or_known_does_not_fail_a_run(level, known, fails):
    assert reported(judged("failed", level=level, known=known)).fails is fails


def test_a_run_that_went_wrong_itself_fails():
    assert reported(judged(), problems=("pytest broke",)).fails


def test_a_result_survives_its_way_through_json():
    made = judged("failed", variant="a", saw=("x",), weak=("y",), exchanges=({"id": 1},), took=0.1)

    assert Judged.from_json(json.loads(json.dumps(made.as_json()))) == made


def test_the_phases_of_a_test_are_one_result():
    phases = [judged("passed", took=0.25), judged("failed", said="in tear-down", took=0.5)]

    assert merged(phases).said == "in tear-down"
    assert merged(phases).took == 0.75


def test_rules_stand_in_the_order_of_the_run():
    run = reported(judged(id="receiver.b.x"), judged(id="receiver.a.x", variant="1"),
                   judged(id="receiver.b.y"), judged(id="receiver.a.x", variant="2"))  # fmt: skip

    assert [each.rule.id for each in run.rules] == ["receiver.b.x", "receiver.a.x", "receiver.b.y"]
    assert [each.variant for each in run.rules[1].variants] == ["1", "2"]


def test_a_side_of_which_nothing_was_judged_was_not_asked_for():
    skipped = judged("skipped", "client.token.reuse")

    assert [r.rule.side for r in reported(judged(), skipped).rules] == ["receiver"]
    assert len(reported(skipped).rules) == 1
    assert not reported(skipped).judged


def test_the_counts_are_of_rules(full):
    assert full.counts == {"failed": 4, "weak": 1, "passed": 1, "skipped": 1}
    assert full.targets == {"receiver": "http://127.0.0.1:8000/redox", "client": "make call"}


def test_a_rule_is_told_in_a_line():
    one, two = judged("failed", variant="a", said="no\nmore"), judged("passed", variant="b")
    skipped = [judged("skipped", variant=name, said="give --log") for name in "ab"]

    assert gist(reported(one, two).rules[0]) == "1 of 2 failed (a): no"
    assert gist(reported(*skipped).rules[0]) == "give --log"
    assert gist(reported(two, skipped[0]).rules[0]) == (
        "1 variant, all as it should be; not judged: a"
    )
    assert gist(reported(judged(saw=("one", "two"))).rules[0]) == "one; two"
    assert gist(reported(judged(saw=("x" * 200, "two"))).rules[0]) == f"{'x' * 90} …"
    assert gist(reported(judged()).rules[0]) == "as it should be"


def test_the_exchange_that_decided_is_the_last_of_the_evidence():
    evidence, first, second = Evidence(), object(), object()
    evidence.note("one", first)
    evidence.note("two", second)
    evidence.decide(first)

    assert evidence.exchanges == [second, first]
