"""Receivers with one bug each: exactly the rule about it fails."""

import logging
from dataclasses import replace

import pytest
from contract.receivers.bugs import BROAD, BUGS
from contract.receivers.judging import CASES, QUICK, failed, judge, live, mounted

from mock_redox.core.webhooks import breaking

ELSEWHERE = {
    "receiver.transport.certificate", "receiver.transport.tls", "receiver.transport.old-tls",
}  # fmt: skip
"""Rules whose bugs are no matter of the app: test_receiver_transport.py."""


@pytest.fixture(autouse=True)
def _smaller(monkeypatch):
    """4 MB stand for 40; and crashes of receivers are not news here."""
    monkeypatch.setattr(breaking, "_HUGE", 4_000_000)
    logging.getLogger("mock_redox").setLevel(logging.CRITICAL)
    yield
    logging.getLogger("mock_redox").setLevel(logging.NOTSET)


@pytest.mark.parametrize("name", BUGS)
def test_a_bug_breaks_its_rule_and_no_other(name, tmp_path):
    bug = BUGS[name]
    log = tmp_path / "receiver.log"
    make = type(name, (bug.make,), {"log": log})
    target = {**bug.target, "logs": (log,)} if ".log-" in bug.rule else bug.target

    verdicts = judge(
        (live if bug.live else mounted)(make), probe=bug.probe, fresh=bug.fresh,
        scale=replace(QUICK, **bug.scale), **target,
    )  # fmt: skip

    assert set(failed(verdicts)) == {bug.rule}, failed(verdicts)


@pytest.mark.parametrize("name", BROAD)
def test_a_broad_bug_breaks_its_rules(name):
    broad = BROAD[name]
    scale = replace(QUICK, quiet=broad.quiet)
    verdicts = judge(mounted(broad.make), probe=broad.probe, scale=scale)

    assert set(failed(verdicts)) >= broad.rules


def test_there_is_a_bug_for_every_rule():
    rules = {rule.id for rule, _, _ in CASES}

    assert {bug.rule for bug in BUGS.values()} | ELSEWHERE == rules
    assert len(BUGS) >= 40
