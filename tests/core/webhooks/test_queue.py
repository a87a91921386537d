"""Feeds as Redox has them: order, pauses, growing waits, and what is done by hand."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta

import pytest

from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.ports import Answer
from mock_redox.core.setup import DestinationSpec

ARRIVAL = "PatientAdmin.Arrival"
OK, DOWN = Answer(status=200), Answer(status=503)


@pytest.fixture
def world(build):
    """A mock with one verified destination; messages are told apart by ``data["n"]``."""
    return build({"destinations": [{"id": "d", "url": "http://hook.test"}]}, push_unverified=True)


def enqueue(world, number=0, to="d", **more):
    data = {"n": number, **more.pop("data", {})}
    return world.redox.webhooks.enqueue(ARRIVAL, to, data=data, **more)


def numbers(world):
    return [json.loads(each.body)["n"] for each in world.sender.sent]


def feed(world):
    return world.redox.webhooks.queue.all()[0]


def test_a_message_goes_at_once_when_nothing_is_before_it(world):
    delivery = enqueue(world)

    assert (delivery.state, delivery.status) == ("delivered", 200)
    assert feed(world).state == "idle"


def test_the_next_goes_only_after_a_good_answer(world):
    """webhooks.md 4.1: first in, first out, a feed is paused at once by a bad answer."""
    world.sender.answer = DOWN
    for number in range(3):
        enqueue(world, number)

    assert numbers(world) == [0]
    assert (feed(world).state, len(feed(world).waiting)) == ("paused", 3)


@pytest.mark.parametrize(
    "bad", [Answer(status=400), DOWN, Answer(status=302), Answer(failure="timeout"),
            Answer(failure="unreachable")], ids=lambda each: str(each.status or each.failure),
)  # fmt: skip
def test_every_bad_answer_pauses_alike(world, bad):
    """webhooks.md 4.2: 400 blocks as hard as 503, and so does no answer."""
    world.sender.answer = bad
    enqueue(world)

    assert feed(world).state == "paused"


def test_the_waits_grow_and_stay_at_the_last(world):
    """webhooks.md 4.2: a few seconds, then ever longer, up to one to two minutes, without end."""
    world.sender.answer, times = DOWN, []
    delivery = enqueue(world)
    world.redox.clock.advance("10m")

    times = [attempt.at for attempt in delivery.attempts]
    waits = [int((b - a).total_seconds()) for a, b in itertools.pairwise(times)]
    assert waits == [5, 10, 20, 40, 60, 90, 90, 90, 90, 90]


def test_three_days_down_then_the_backlog_drains_in_order(world):
    world.sender.answer = DOWN
    for number in range(5):
        enqueue(world, number)
    world.redox.clock.advance("3d")
    world.sender.sent.clear()
    world.sender.answer = OK
    world.redox.clock.advance("90s")

    assert numbers(world) == [0, 1, 2, 3, 4]
    assert (feed(world).state, feed(world).delivered) == ("idle", 5)


def test_each_try_has_the_same_log_id_and_a_new_attempt_id(world):
    """webhooks.md 4.2."""
    world.sender.answer = DOWN
    delivery = enqueue(world)
    world.redox.clock.advance("20s")

    logs = [json.loads(each.body)["Meta"]["Logs"][0] for each in world.sender.sent]
    assert {log["ID"] for log in logs} == {delivery.log_id}
    assert len({log["AttemptID"] for log in logs}) == len(logs) == 3


def test_what_was_asked_for_twice_comes_twice_as_the_same_message(world):
    """webhooks.md 4.1: at least once."""
    enqueue(world, times=2)

    logs = [json.loads(each.body)["Meta"]["Logs"][0] for each in world.sender.sent]
    assert logs[0]["ID"] == logs[1]["ID"]
    assert logs[0]["AttemptID"] != logs[1]["AttemptID"]


@pytest.mark.parametrize("times", [0, -1, 101])
def test_how_often_is_bounded(world, times):
    with pytest.raises(Misuse, match="times is"):
        enqueue(world, times=times)


@pytest.mark.parametrize(("strict", "state"), [(False, "delivered"), (True, "waiting")])
def test_any_2xx_is_good_unless_only_200_is(world, strict, state):
    world.redox.settings.change(strict_ack=strict)
    world.sender.answer = Answer(status=202)

    assert enqueue(world).state == state


def test_a_test_message_to_production_is_tried_once_and_holds_nothing_up(build):
    """webhooks.md 4.2."""
    setup = {"destinations": [{"id": "d", "url": "https://hook.test", "environment": "Production"}]}
    world = build(setup, push_unverified=True)
    world.sender.answer = DOWN
    test = enqueue(world, 1, data={"Meta": {"Test": True}})
    world.redox.clock.advance("1h")

    assert (test.state, len(test.attempts)) == ("failed", 1)
    assert feed(world).state == "idle"


def test_live_traffic_says_that_it_is_no_test(world):
    assert enqueue(world).message["Meta"]["Test"] is False


def test_a_feed_is_a_source_a_data_model_and_a_destination(world):
    world.redox.destinations.add(DestinationSpec(id="e", url="http://other.test"))
    enqueue(world)
    enqueue(world, data={"Meta": {"Source": {"ID": "s2"}}})
    enqueue(world, to="e")
    world.redox.webhooks.enqueue("Notes.New", "d", data={})

    assert len(world.redox.webhooks.queue.all()) == 4


def test_with_child_queues_one_patient_holds_up_no_other(build):
    """webhooks.md 4.3."""
    setup = {"destinations": [{"id": "d", "url": "https://hook.test", "environment": "Staging"}]}
    world = build(setup, push_unverified=True, child_queues=True)
    world.sender.answer = lambda sent: DOWN if b'"sick"' in sent.body else OK
    patients = ["sick", "well", "sick", "well"]
    made = [enqueue(world, data={"Patient": {"Identifiers": [{"ID": name}]}}) for name in patients]

    assert [each.state for each in made] == ["waiting", "delivered", "waiting", "delivered"]


def test_a_feed_tells_how_it_stands(world):
    world.sender.answer = Answer(status=200, took=0.5)
    enqueue(world, 0)
    world.sender.answer = DOWN
    enqueue(world, 1)
    enqueue(world, 2)

    shown = feed(world).as_json()
    assert (shown["queued"], shown["delivered"], shown["failed"]) == (2, 1, 1)
    assert shown["oldest_waiting"] == "2026-01-01T12:00:00.000Z"
    assert shown["next_try"] == "2026-01-01T12:00:05.000Z"
    assert shown["drain_seconds"] == 1.0


def test_a_reset_forgets_what_waits(world):
    world.sender.answer = DOWN
    enqueue(world)
    world.redox.reset()
    world.sender.sent.clear()
    world.redox.clock.advance("1h")

    assert world.sender.sent == []


def test_what_waits_for_a_destination_goes_with_it(world):
    world.sender.answer = DOWN
    delivery = enqueue(world)
    world.redox.webhooks.remove("d")
    world.sender.sent.clear()
    world.redox.clock.advance("1h")

    assert (world.sender.sent, delivery.state) == ([], "dropped")
    assert world.redox.webhooks.queue.all() == []
    with pytest.raises(Unknown, match="no destination 'd'"):
        world.redox.webhooks.remove("d")


def test_waits_must_be_waits(world):
    for waits in ([], [0], ["50ms"]):
        with pytest.raises(Misuse, match="retry_waits"):
            world.redox.settings.change(retry_waits=waits)
    world.redox.settings.change(retry_waits=["1s"])
    world.sender.answer = DOWN
    delivery = enqueue(world)
    world.redox.clock.advance("5s")

    assert len(delivery.attempts) == 6


def test_what_waits_is_never_forgotten(world, monkeypatch):
    monkeypatch.setattr("mock_redox.core.webhooks.outbox.KEPT", 2)
    world.sender.answer = DOWN
    made = [enqueue(world, number) for number in range(4)]
    assert len(world.redox.webhooks.outbox.all()) == 4

    world.sender.answer = OK
    world.redox.clock.advance("5s")
    assert world.redox.webhooks.outbox.all() == made[2:]


def test_a_bug_in_the_mock_holds_the_feed_and_is_not_swallowed(world):
    def broken(sent):
        raise RuntimeError("bug")

    world.sender.answer = broken
    with pytest.raises(RuntimeError, match="bug"):
        enqueue(world)

    assert (feed(world).held, feed(world).busy) == (True, False)


def test_moving_the_clock_takes_each_message_at_its_time(world):
    world.sender.answer = DOWN
    start = world.redox.clock.now()
    delivery = enqueue(world)
    world.redox.clock.set(start + timedelta(seconds=20))

    offsets = [(attempt.at - start).total_seconds() for attempt in delivery.attempts]
    assert offsets == [0, 5, 15]
    assert world.redox.clock.now() == start + timedelta(seconds=20)


def test_an_endpoint_may_move_the_clock_while_it_is_sent_to(world):
    start = world.redox.clock.now()

    def answer(sent):
        world.redox.clock.advance("1h")
        return OK

    world.sender.answer = DOWN
    enqueue(world)
    world.sender.answer = answer
    world.redox.clock.advance("10s")

    assert world.redox.clock.now() == start + timedelta(hours=1, seconds=5)


def test_an_endpoint_may_enqueue_while_it_is_sent_to(world):
    again = iter(range(1, 4))

    def answer(sent):
        if (number := next(again, None)) is not None:
            enqueue(world, number)
        return OK

    world.sender.answer = answer
    enqueue(world, 0)

    assert numbers(world) == [0, 1, 2, 3]
    assert feed(world).state == "idle"


def test_a_feed_tells_since_when_it_is_paused(world):
    def since():
        return feed(world).as_json()["paused_since"]

    clock, queue = world.redox.clock, world.redox.webhooks.queue
    world.sender.answer = DOWN
    enqueue(world)
    clock.advance("20s")
    assert since() == "2026-01-01T12:00:00.000Z"  # of the first bad answer, not of the last
    queue.pause(feed(world).id)
    assert since() == "2026-01-01T12:00:00.000Z"

    world.sender.answer = OK
    queue.resume(feed(world).id)
    assert (feed(world).state, since()) == ("idle", None)
    queue.pause(feed(world).id)
    assert since() == "2026-01-01T12:00:20.000Z"
    queue.resume(feed(world).id)
    assert since() is None
