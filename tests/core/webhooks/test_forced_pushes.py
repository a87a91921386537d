"""``verification.*``: a push that goes with another token than the right one, so many times."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.setup import AuthSpec
from mock_redox.core.webhooks.variants import VARIANTS

EVENT, TOKEN = "PatientAdmin.Arrival", "my-made-up-Token-0123456789"
NAMES = [name for name in FAILURES if name.startswith("verification.")]


def test_there_is_one_for_each_variant_but_the_right_one():
    assert [f"verification.{name}" for name in VARIANTS if name != "right"] == NAMES


@pytest.fixture
def sent(receiver):
    """What of each request the receiver could go by: both headers, and the rest."""

    def sent():
        return [
            (head.get("verification-token"), head.get("authorization"), target, len(body))
            for _, target, head, body in receiver.got
        ]

    return sent


@pytest.fixture
def push(redox, receiver):
    return lambda **more: redox.push(EVENT, receiver.url, TOKEN, unverified=True, **more)


RIGHT = (TOKEN, f"Bearer {TOKEN}", "/redox")


@pytest.mark.parametrize("name", NAMES)
def test_one_push_goes_so_and_those_before_and_after_are_right(redox, push, sent, name):
    push()
    failing = redox.fail(name)
    forced = push()
    again = push()
    right, wrong, after = sent()

    assert (right[:3], after[:3]) == (RIGHT, RIGHT)
    assert failing.fired == 1
    assert again.as_expected
    by_variant = push(as_=name.removeprefix("verification."))
    assert sent()[3][:3] == wrong[:3]
    assert forced.attempts[0].reason == by_variant.attempts[0].reason


def test_a_sound_receiver_s_answer_to_it_is_as_expected(redox, receiver, push):
    redox.fail("verification.wrong", times=2)
    receiver.answer = lambda environ, body: (401, {}, b"")
    refused = push()
    receiver.answer = lambda environ, body: (200, {}, b"")
    taken = push()

    assert (refused.as_expected, taken.as_expected) == (True, False)
    assert [each.variant for each in (refused, refused.last)] == ["right", "wrong"]


@pytest.mark.parametrize("name", NAMES)
def test_the_diagnosis_says_what_a_sound_receiver_does(redox, push, name):
    redox.fail(name)
    push()
    push()
    exchange, sound = redox.journal.find()
    diagnosis = exchange.diagnosis()

    assert (exchange.direction, exchange.forced) == ("out", name)
    assert (diagnosis.forced, diagnosis.failure) == (FAILURES[name],) * 2
    assert diagnosis.why is None
    assert diagnosis.failure.sound == VARIANTS[name.partition(".")[2]].sound_does
    assert (sound.forced, sound.diagnosis()) == (None, None)


@pytest.mark.parametrize("by", ["id", "slug", "name", "object"])
def test_it_may_be_for_one_destination(redox, receiver, push, sent, by):
    push()
    destination = redox.core.destinations.require(receiver.url)
    other = redox.core.destinations.at(f"{receiver.url}/other", "another-token")
    client = destination if by == "object" else getattr(destination, by)
    failing = redox.fail("verification.missing", client=client)

    redox.push(EVENT, other.id, unverified=True)
    assert failing.fired == 0
    push()
    assert failing.fired == 1
    assert sent()[-1][:2] == (None, None)


def test_it_may_be_for_one_path(redox, receiver, push):
    failing = redox.fail("verification.missing", path="/other*")
    push()
    assert failing.fired == 0
    redox.push(EVENT, f"{receiver.url[:-6]}/others/1", TOKEN, unverified=True)

    assert failing.fired == 1


def test_after_times_and_order_hold_for_pushes_too(redox, push, sent):
    redox.fail("verification.missing", after=1, times=2)
    for _ in range(4):
        push()

    assert [token for token, *_ in sent()] == [TOKEN, None, None, TOKEN]


def test_of_32_parallel_pushes_exactly_one_goes_so(redox, push, sent):
    failing = redox.fail("verification.missing")
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: push(), range(32)))

    assert [token for token, *_ in sent()].count(None) == 1
    assert failing.fired == 1
    assert [each.forced for each in redox.journal.find() if each.forced] == ["verification.missing"]


def test_of_what_waits_in_a_feed_the_try_that_is_made_wrong_is_made_again_rightly(
    redox, receiver, sent
):
    def strict(environ, body):
        return (200 if environ.get("HTTP_VERIFICATION_TOKEN") == TOKEN else 401), {}, b""

    receiver.answer = strict
    redox.fail("verification.wrong")
    delivery = redox.enqueue(EVENT, receiver.url, TOKEN, unverified=True)
    assert [attempt.status for attempt in delivery.attempts] == [401]
    assert "as it should be" in delivery.attempts[0].reason
    redox.clock.advance("5s")

    assert [attempt.status for attempt in delivery.attempts] == [401, 200]
    assert delivery.good
    assert delivery.state == "delivered"
    wrong, right = receiver.got
    assert wrong[3] != right[3]  # another attempt id
    assert sent()[1][:3] == RIGHT


def test_a_try_that_is_not_made_for_want_of_a_token_uses_nothing_up(redox, receiver, push):
    receiver.answer = lambda environ, body: (500, {}, b"")
    auth = {"url": f"{receiver.url}/token", "client_id": "a", "client_secret": "b"}
    push()
    destination = redox.core.destinations.require(receiver.url)
    redox.core.destinations.change(destination.id, auth=AuthSpec(**auth))
    failing = redox.fail("verification.missing", must_fire=False)
    push()

    assert receiver.got[-1][1] == "/redox/token"
    assert failing.fired == 0
    redox.core.destinations.change(destination.id, auth=None)
    push()
    assert failing.fired == 1


def test_a_push_that_breaks_off_counts_as_made(redox, raw_endpoint):
    failing = redox.fail("verification.wrong")
    delivery = redox.push(EVENT, raw_endpoint(lambda connection: None), TOKEN, unverified=True)

    assert delivery.status is None
    assert failing.fired == 1


def test_failures_of_calls_do_not_befall_pushes(redox, push, sent):
    failing = redox.fail("service.error", times=None, must_fire=False)
    push()

    assert failing.fired == 0
    assert sent()[0][:3] == RIGHT
