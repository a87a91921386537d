"""Receivers with one bug each: exactly the rule about it fails."""

import pytest
from contract.receivers.bugs import BROAD, BUGS
from contract.receivers.judging import CASES, failed, judge_broad, judge_bug, smaller

ELSEWHERE = {
    "receiver.transport.certificate", "receiver.transport.tls", "receiver.transport.old-tls",
}  # fmt: skip
"""Rules whose bugs are no matter of the app: test_receiver_transport.py."""


@pytest.fixture(autouse=True)
def _smaller():
    with smaller():
        yield


@pytest.mark.parametrize("name", BUGS)
def test_a_bug_breaks_its_rule_and_no_other(name, tmp_path):
    found = failed(judge_bug(BUGS[name], tmp_path / "receiver.log"))

    assert set(found) == {BUGS[name].rule}, found


@pytest.mark.parametrize("name", BROAD)
def test_a_broad_bug_breaks_its_rules(name):
    assert set(failed(judge_broad(BROAD[name]))) >= BROAD[name].rules


def test_there_is_a_bug_for_every_rule():
    rules = {rule.id for rule, _, _ in CASES}

    assert {bug.rule for bug in BUGS.values()} | ELSEWHERE == rules
    assert len(BUGS) >= 40
