"""Stories in Python: told as a whole or step by step, pushed, queued, or only made."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from thoroughness import thorough

from mock_redox import MockRedox, Settings
from mock_redox.core.errors import Misuse
from mock_redox.core.times import iso

TOKEN = "a-token-of-mine"


@pytest.fixture
def begin(redox, receiver):
    """Begins a story for the receiver."""

    def begin(name, patients=None, **more):
        more = {"to": receiver.url, "verification_token": TOKEN, "unverified": True, **more}
        return redox.story(name, patients, **more)

    return begin


def got(receiver) -> list[dict]:
    return [json.loads(body) for *_, body in receiver.got]


def events(messages) -> list[str]:
    return [f"{each['Meta']['DataModel']}.{each['Meta']['EventType']}" for each in messages]


def test_a_whole_story_reaches_the_endpoint_in_order_and_at_its_times(begin, receiver):
    story = begin("inpatient", 3)
    deliveries = story.push()
    messages = got(receiver)

    assert events(messages) == [each.event for each in story.scenes]
    assert [each["Meta"]["EventDateTime"] for each in messages] == [
        iso(each.at) for each in story.scenes
    ]
    assert all(each.good for each in deliveries)
    assert deliveries == story.deliveries


def test_nothing_is_sent_and_no_time_passes_before_the_first_step(begin, receiver, redox):
    before = redox.clock.now()
    story = begin("inpatient")

    assert (receiver.got, redox.clock.now(), len(story.left)) == ([], before, 9)


def test_a_step_takes_the_clock_to_its_moment_and_never_back(begin, redox):
    story = begin("inpatient")
    story.step()
    arrival = story.left[1]
    redox.clock.set(arrival.at + timedelta(hours=1))
    early, late = story.step(), story.step()

    assert early.at == late.at == arrival.at + timedelta(hours=1)
    assert story.left[0].event == "Order.New"


def test_a_step_after_the_end_says_that_it_is_over(begin):
    story = begin("cancellation")
    story.push()

    assert story.push() == []
    with pytest.raises(Misuse, match="the story is over: all 3 steps were told"):
        story.step()


def test_a_step_that_can_t_be_sent_is_still_to_come(begin, redox, receiver):
    story = begin("cancellation", unverified=False)
    with pytest.raises(Misuse, match="is not verified"):
        story.step()
    redox.verify(receiver.url)

    assert len(story.left) == 3
    assert len(story.push()) == 3


def test_a_refused_message_does_not_end_a_story(begin, receiver):
    receiver.answer = lambda environ, body: (500, {}, b"")
    deliveries = begin("merge").push()

    assert [each.status for each in deliveries] == [500] * 5


def test_an_endpoint_that_asks_for_the_next_step_meanwhile_is_told_to_wait(begin, receiver):
    story, told = begin("merge"), []

    def answer(environ, body):
        with pytest.raises(Misuse) as wrong:
            story.step()
        told.append(str(wrong.value))
        return 200, {}, b""

    receiver.answer = answer
    story.step()

    assert told == ["a step of this story is on its way; wait for its answer"]
    assert len(story.left) == 4


@thorough
def test_queued_messages_wait_for_an_endpoint_that_is_down_and_keep_their_order(
    begin, receiver, redox
):
    redox.core.settings.change(retry_waits=["10m"])  # for hours it is in vain
    receiver.answer = lambda environ, body: (503, {}, b"")
    story = begin("outpatient")
    story.enqueue()
    receiver.got.clear()
    receiver.answer = lambda environ, body: (200, {}, b"")
    redox.clock.advance("1h")

    admissions = [each for each in events(got(receiver)) if each.startswith("PatientAdmin")]
    assert admissions == ["PatientAdmin.Arrival", "PatientAdmin.Discharge"]
    assert all(each.good for each in story.deliveries)


def test_messages_are_made_without_being_sent(redox):
    story = redox.story("newborn")
    messages = story.messages()

    assert events(messages) == [each.event for each in story.scenes]
    assert redox.core.webhooks.outbox.all() == []
    assert messages[0]["Meta"]["Destinations"][0]["ID"] == redox.destination.id


def test_a_story_carries_its_token_as_it_is_told_to(begin):
    deliveries = begin("cancellation", as_="one-short").push()

    assert {each.variant for each in deliveries} == {"one-short"}


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"as_": "one-shrt"}, "did you mean 'one-short'"),
        ({"broken": "bad-jsn"}, "did you mean 'bad-json'"),
        ({"patient": "Keva Grean"}, "did you mean 'Keva Green'"),
    ],
)
def test_a_wrong_name_is_told_before_anything_is_sent(begin, more, problem):
    with pytest.raises(Misuse, match=problem):
        begin("merge", **more)


def test_the_same_seed_gives_the_same_bytes():
    def made(seed):
        story = MockRedox(Settings(seed=seed, clock="virtual")).story("no-show", 2)
        return json.dumps(story.messages())

    assert made(9) == made(9) != made(10)


def test_a_reset_forgets_stories_and_begins_with_the_first_patient_again(redox):
    first = redox.story("inpatient").scenes
    redox.reset()

    assert redox.story("inpatient").scenes == first
