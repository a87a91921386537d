"""What people do to feeds: hold, resume, retry, skip, drop, reorder, redeliver."""

from __future__ import annotations

import json

import pytest

from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.ports import Answer

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


def test_a_feed_that_is_held_waits_until_it_is_resumed(world):
    enqueue(world, 0)
    queue = world.redox.webhooks.queue
    queue.pause("d")
    enqueue(world, 1)
    world.redox.clock.advance("1d")
    assert numbers(world) == [0]

    queue.resume("d")
    assert numbers(world) == [0, 1]


def test_a_retry_by_hand_does_not_wait(world):
    world.sender.answer = DOWN
    delivery = enqueue(world)
    world.sender.answer = OK
    world.redox.webhooks.queue.retry("d")

    assert delivery.state == "delivered"


def test_a_poison_message_can_be_skipped(world):
    """webhooks.md 8, 7: one bad message blocks a feed for good."""
    world.sender.answer = lambda sent: DOWN if b'"n":0' in sent.body else OK
    poison, good = enqueue(world, 0), enqueue(world, 1)
    world.redox.webhooks.queue.skip("d")

    assert (poison.state, good.state) == ("skipped", "delivered")
    assert feed(world).skipped == 1


def test_nothing_can_be_skipped_where_nothing_waits(world):
    enqueue(world)
    with pytest.raises(Misuse, match="nothing waits"):
        world.redox.webhooks.queue.skip("d")


def test_a_message_can_be_dropped_wherever_it_stands(world):
    world.sender.answer = DOWN
    first, second, third = (enqueue(world, number) for number in range(3))
    queue = world.redox.webhooks.queue
    queue.drop(second)
    queue.drop(first)
    world.sender.answer = OK
    queue.retry("d")

    assert [each.state for each in (first, second, third)] == ["dropped", "dropped", "delivered"]
    with pytest.raises(Misuse, match="is delivered"):
        queue.drop(third)


def test_order_can_be_changed_by_hand(world):
    queue = world.redox.webhooks.queue
    enqueue(world, 0)
    queue.pause("d")
    made = [enqueue(world, number) for number in (1, 2, 3)]
    world.redox.webhooks.move_first(made[2])
    queue.resume("d")

    assert numbers(world) == [0, 3, 1, 2]


def test_a_merge_can_come_before_the_visits_that_it_merges(world):
    """webhooks.md 4.3."""
    enqueue(world, 0)
    world.redox.webhooks.queue.pause("d")
    enqueue(world, 1)
    world.redox.webhooks.enqueue("PatientAdmin.PatientMerge", "d", data={"n": "merge"})
    world.redox.webhooks.merge_first("d")
    world.redox.webhooks.queue.resume("d")

    assert numbers(world) == [0, "merge", 1]


def test_a_redelivery_is_the_same_byte_for_byte(world):
    delivery = enqueue(world)
    world.redox.webhooks.redeliver(delivery.id)

    assert world.sender.sent[0].body == world.sender.sent[1].body
    assert len(delivery.attempts) == 2


def test_a_new_token_counts_from_the_next_try_on(world):
    world.sender.answer = DOWN
    enqueue(world)
    world.redox.destinations.change("d", verification_token="rotated", url="http://new.test")
    world.redox.clock.advance("5s")

    first, second = world.sender.sent
    assert dict(second.headers)["verification-token"] == "rotated"
    assert (first.url, second.url) == ("http://hook.test", "http://new.test")


def test_a_feed_that_is_not_there_is_told(world):
    enqueue(world)
    with pytest.raises(Unknown, match="no feed 'x'"):
        world.redox.webhooks.queue.require("x")
    world.redox.webhooks.enqueue("Notes.New", "d", data={})
    with pytest.raises(Unknown, match="2 feeds lead to 'd'"):
        world.redox.webhooks.queue.require("d")


def test_a_redelivery_of_what_still_waits_is_the_same_too(world):
    world.sender.answer = DOWN
    delivery = enqueue(world)
    world.redox.webhooks.redeliver(delivery.id)

    assert world.sender.sent[0].body == world.sender.sent[1].body
    assert delivery.state == "waiting"


@pytest.mark.parametrize("verb", ["skip", "pause"])
def test_a_claim_that_comes_too_late_sends_nothing_and_lets_the_feed_go_on(world, verb):
    """A driver's thread claims a feed, and has to wait its turn before it can serve it."""
    queue = world.redox.webhooks.queue
    queue.wake = lambda: True  # a driver takes care
    enqueue(world, 0)
    claimed = queue.claim()
    getattr(queue, verb)("d")
    queue.serve(claimed)
    assert world.sender.sent == []

    enqueue(world, 1)
    queue.resume("d")
    queue.work()
    assert feed(world).state == "idle"
