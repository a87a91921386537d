"""Receivers with one bug each: exactly the rule about it fails."""

import pytest
from contract.receivers.bugs import BROAD, BUGS
from contract.receivers.judging import CASES, failed, in_turn, judge_broad, judge_bug, of, smaller
from thoroughness import some

ELSEWHERE = {
    "receiver.transport.certificate", "receiver.transport.tls", "receiver.transport.old-tls",
}  # fmt: skip
"""Rules whose bugs are no matter of the app: test_receiver_transport.py."""


@pytest.fixture(autouse=True)
def _smaller():
    with smaller():
        yield


@pytest.mark.parametrize("name", some([*BUGS], every=2))
def test_a_bug_breaks_its_rule_and_no_other(name, tmp_path):
    """Judged by every variant of its own rule and by one of others, each time of other ones;
    ``benchmarks/contract_score.py`` judges each by all."""
    some = in_turn([*BUGS].index(name), {BUGS[name].rule})
    found = failed(judge_bug(BUGS[name], tmp_path / "receiver.log", some))

    assert set(found) == {BUGS[name].rule}, found


@pytest.mark.parametrize("name", BROAD)
def test_a_broad_bug_breaks_its_rules(name):
    found = failed(judge_broad(BROAD[name], of(BROAD[name].rules)))

    assert set(found) == BROAD[name].rules


def test_there_is_a_bug_for_every_rule():
    rules = {rule.id for rule, _, _ in CASES}

    assert {bug.rule for bug in BUGS.values()} | ELSEWHERE == rules
    assert len(BUGS) >= 40
