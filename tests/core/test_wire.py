"""What the mock sends is judged, and stands in the journal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mock_redox.core.clock import Clock
from mock_redox.core.journal import Journal
from mock_redox.core.ports import Answer, Outgoing
from mock_redox.core.settings import LiveSettings, Settings
from mock_redox.core.wire import Verdict, Wire

QUESTION = Outgoing(
    method="POST", url="http://hook.test/redox?a=1", headers=(("x-one", "1"),), body=b"sent",
    timeout=timedelta(seconds=3),
)  # fmt: skip


@pytest.fixture
def journal():
    return Journal(LiveSettings(Settings()))


@pytest.fixture
def wire(sender, journal):
    return Wire(sender, Clock(lambda: 0.0), journal)


def judge(answer: Answer) -> Verdict:
    return Verdict(answer.good, f"status {answer.status}")


def test_the_request_goes_out_as_it_was_built(wire, sender):
    wire.send(QUESTION, judge)

    assert sender.sent == [QUESTION]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(status=204), "ok"),
        (Answer(status=503), "refused"),
        (Answer(failure="timeout", problem="nothing came"), "failed"),
    ],
)
def test_the_outcome_is_the_judges_or_failed_without_an_answer(wire, sender, answer, outcome):
    sender.answer = answer
    sent = wire.send(QUESTION, judge)

    assert sent.answer is answer
    assert sent.verdict == Verdict(answer.good, f"status {answer.status}")
    assert sent.exchange.outcome == outcome


def test_the_journal_holds_both_sides(wire, sender, journal):
    sender.answer = Answer(status=200, headers=(("x-two", "2"),), body=b"got", took=0.5)
    exchange = wire.send(QUESTION, judge).exchange

    assert journal.find() == [exchange]
    assert (exchange.direction, exchange.method, exchange.url, exchange.path) == (
        "out", "POST", "http://hook.test/redox?a=1", "/redox",
    )  # fmt: skip
    assert (exchange.request_headers, exchange.request_body) == ((("x-one", "1"),), b"sent")
    assert (exchange.response_headers, exchange.response_body) == ((("x-two", "2"),), b"got")
    assert (exchange.status, exchange.took, exchange.reason) == (200, 0.5, "status 200")


@pytest.mark.parametrize(("url", "path"), [("http://hook.test", "/"), ("http://[", "http://[")])
def test_a_path_is_found_in_any_url(wire, journal, url, path):
    wire.send(Outgoing(method="GET", url=url, timeout=timedelta(seconds=1)), judge)

    assert journal.find()[0].path == path


def test_no_lock_is_held_while_it_waits(wire, sender, journal):
    def call_back(_):
        if len(sender.sent) == 1:
            wire.send(QUESTION, judge)
        return Answer(status=200)

    sender.answer = call_back
    wire.send(QUESTION, judge)

    assert len(journal.find()) == 2
