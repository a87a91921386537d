"""``mock-redox enqueue``, ``feeds`` and ``deliveries`` on a running mock."""

from __future__ import annotations

import pytest

EVENT = "PatientAdmin.Arrival"


@pytest.fixture
def enqueue(call, at, receiver):
    """Puts an event into the feed of the receiver."""

    def enqueue(*more):
        options = ["--to", receiver.url, "--verification-token", "t", "--unverified"]
        return call("enqueue", EVENT, *options, *more, *at)

    return enqueue


def down(receiver):
    receiver.answer = lambda environ, body: (503, {}, b"")


def test_what_is_refused_waits_and_says_so(call, at, enqueue, receiver):
    down(receiver)
    said = enqueue()
    listed = call("feeds", "list", *at)

    assert said.code == 0
    assert f"{EVENT} to {receiver.url}  waiting  1 try  refused with 503" in said.out
    assert "paused  1 waiting, 0 delivered, 1 failed  next try 2026-01-01T12:00:05.000Z" in (
        listed.out
    )


def test_a_feed_is_worked_by_hand(call, at, enqueue, receiver, redox):
    down(receiver)
    made = [enqueue("--json").json["id"] for _ in range(4)]
    feed = redox.queue.all()[0].id

    assert "  held  4 waiting" in call("feeds", "pause", feed, *at).out
    assert "  held  3 waiting" in call("feeds", "skip", feed, *at).out
    assert "  waiting  " in call("deliveries", "first", made[3], *at).out
    assert "  dropped  " in call("deliveries", "drop", made[1], *at).out
    assert call("feeds", "show", feed, "--json", *at).json["waiting"] == [made[3], made[2]]
    assert call("feeds", "merge-first", feed, *at).out.strip() == "nothing"
    receiver.answer = None
    assert "  idle  0 waiting, 2 delivered" in call("feeds", "resume", feed, *at).out
    assert "acknowledged with 200" in call("deliveries", "redeliver", made[2], *at).out


def test_a_retry_does_not_wait(call, at, enqueue, receiver, redox):
    down(receiver)
    enqueue()
    receiver.answer = None

    assert "  idle  " in call("feeds", "retry", redox.queue.all()[0].id, *at).out


def test_duplicates_are_listed(call, at, enqueue):
    enqueue("--times", "3")
    listed = call("deliveries", "list", *at).out.splitlines()

    assert ["  delivered  1 try  " in line for line in listed] == [True, True, True]
    assert "delivered" in call("deliveries", "show", listed[0].split()[0], *at).out


def test_nothing_is_told_as_nothing(call, at):
    assert call("feeds", "list", *at).out == "no feeds yet\n"
    assert call("deliveries", "list", "--json", *at).json == {"deliveries": []}


@pytest.mark.parametrize("command", [["feeds", "pause", "x"], ["deliveries", "drop", "x"]])
def test_what_is_not_there_ends_with_2(call, at, command):
    assert call(*command, *at).code == 2


def test_a_queue_needs_a_running_mock(call, receiver):
    said = call("enqueue", EVENT, "--to", receiver.url, "--verification-token", "t")

    assert said.code == 2
    assert "--url" in said.problem
