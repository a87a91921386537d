"""Sending by hand: what is seen goes, as often and as broken as was chosen."""

from __future__ import annotations

import html
import json
import re

import pytest

FORM = {"data_model": "PatientAdmin", "event": "Arrival", "variant": "right"}


@pytest.fixture
def form(redox, pushed):
    return {**FORM, "to": redox.destination.id}


def seen(text):
    return json.loads(html.unescape(re.search(r"<textarea[^>]*>(.*)</textarea>", text, re.S)[1]))


def test_the_choices_are_those_of_the_mock(page, redox, pushed):
    text = page.whole("page/send")

    for name in ("one-short", "bad-json", "clinic-day", "Keva Green", "Clinical Summary"):
        assert name in text
    events = page.part("send/events?data_model=Scheduling")
    assert ">Reschedule<" in events
    assert ">Arrival<" not in events


def test_a_url_that_stands_in_the_name_is_not_said_twice(page, redox):
    redox.core.destinations.at("http://e.test/x", "t" * 20)

    assert ">Endpoint at http://e.test/x</option>" in page.whole("page/send")


def test_a_message_is_sent_as_it_was_seen_and_changed(page, form, receiver):
    message = seen(page.send("send/preview", **form, patient="Keva Green"))
    assert message["Patient"]["Demographics"]["FirstName"] == "Keva"
    message["Patient"]["Demographics"]["FirstName"] = "<script>"

    told = page.send("send", **form, message=json.dumps(message), times="1")

    assert json.loads(receiver.got[-1][3]) == message
    assert "acknowledged with 200" in told
    assert "That is what a sound receiver answers" in told


def test_a_wrong_token_and_a_broken_push_are_judged(page, form, receiver):
    told = page.send("send", **{**form, "variant": "wrong"}, times="1")
    assert "A sound receiver answers otherwise" in told

    told = page.send("send", **form, broken="bad-json", times="1")
    assert "A sound receiver answers otherwise" in told
    with pytest.raises(json.JSONDecodeError):
        json.loads(receiver.got[-1][3])


def test_three_times_is_the_same_message_thrice_from_its_feed(page, form, redox, receiver):
    told = page.send("send", **form, times="3")

    assert "in its feed 3 times" in told
    logs = [json.loads(each[3])["Meta"]["Logs"][0]["ID"] for each in receiver.got]
    assert len(logs) == 3
    assert len(set(logs)) == 1


def test_a_day_is_told_to_its_end(page, form, redox):
    told = page.send("send/story", to=form["to"], story="clinic-day", patients="2")

    assert "messages of clinic-day" in re.sub(r"<[^>]+>", "", told)
    assert redox.clock.as_json()["now"] > "2026-01-02"
    assert redox.queue.all()[0].delivered >= 2


def test_how_far_a_story_takes_the_clock_is_said_beforehand_and_comes_true(page, redox):
    text = html.unescape(page.whole("page/send"))
    says = dict(
        re.findall(r'<option value="([\w-]+)" data-says="([^"]*takes the clock[^"]*)"', text)
    )

    assert says["clinic-day"] == "With its 12 patients it takes the clock 9 days on, or more."
    assert says["inpatient"] == "It takes the clock 18 days on, or more."
    assert says["merge"] == "It takes the clock some minutes on, or more."
    assert "same destination, verification token and fault" in text
    now = redox.clock.now()
    for name, said in says.items():
        days = re.search(r"(\d+) day", said)
        lasts = redox.core.samples.story(name, now)[-1].at - now
        assert not days or 0 <= lasts.days - int(days[1]) <= 5, name


def test_a_story_whose_messages_arrive_is_told_with_their_number(page, form, redox):
    told = html.unescape(page.send("send/story", to=form["to"], story="merge"))

    assert "5 of 5 messages of merge were delivered. The clock went on by 1 hour; it is" in told
    assert "notice done" in told
    assert "wait" not in told


def test_a_story_that_nobody_should_take_is_sent_once_each_and_not_tried_for_days(
    page, form, redox, receiver
):
    receiver.answer = lambda environ, body: (401, {}, b"")
    told = page.send("send/story", to=form["to"], story="clinic-day", patients="2", variant="wrong")

    pushes = [each for each in redox.journal.find() if each.direction == "out"]
    assert f"{len(pushes)} of {len(pushes)} messages of clinic-day were answered as they" in told
    assert redox.queue.all() == []


def test_a_story_that_nobody_takes_is_no_success(page, form, redox, receiver):
    redox.core.settings.change(retry_waits=("1h",))
    receiver.answer = lambda environ, body: (503, {}, b"")

    told = page.send("send/story", to=form["to"], story="merge")

    assert "0 of 5 messages of merge were delivered, 5 wait in feeds that are paused" in told
    assert "notice refused" in told


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"message": "{"}, "message: it is not JSON"),
        ({"message": "[]"}, "message: it must be a JSON object"),
        ({"event": "Nothing"}, "unknown event"),
        ({"to": "nobody"}, "no destination"),
        ({"variant": "nothing"}, "nothing"),
        ({"broken": "nothing"}, "nothing"),
    ],
)
def test_what_can_t_be_sent_is_told(page, form, receiver, change, problem):
    given = {**form, **change}
    status = 404 if "to" in change else 422

    assert problem in html.unescape(page.send("send", status, **given, times="1"))
    assert receiver.got == []


def test_an_endpoint_that_is_not_verified_gets_nothing_unless_that_is_said(page, form, redox):
    redox.core.destinations.change(form["to"], verified=False)

    assert "is not verified" in page.send("send", 422, **form, times="1")
    assert "acknowledged" in page.send("send", **form, times="1", unverified="yes")
    assert "patients" in page.send("send/story", 422, **form, patients="many")
