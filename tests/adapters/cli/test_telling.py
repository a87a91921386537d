"""``mock-redox stories``, ``push --story`` and ``enqueue --story``."""

from __future__ import annotations

import json

import pytest

TOKEN = "my-made-up-token-0123456789"


@pytest.fixture(params=["alone", "with a running mock"])
def where(request):
    """Arguments that say who sends."""
    if request.param == "alone":
        return []
    return ["--url", request.getfixturevalue("redox_server").url]


def to(url):
    return ["--to", url, "--verification-token", TOKEN]


def test_the_stories_are_listed_with_their_steps(call):
    said = call("stories")

    assert "newborn: A birth: the mother's stay" in said.out
    assert "\n  visit + 8h    PatientAdmin.NewPatient, of the child\n" in said.out
    assert {each["name"] for each in call("stories", "--json").json} > {"inpatient", "clinic-day"}


def test_a_timetable_is_printed_for_a_seed(call):
    rows = call("stories", "clinic-day", "--patients", "4", "--seed", "3", "--json").json
    lines = call("stories", "clinic-day", "--patients", "4", "--seed", "3").out.splitlines()

    assert len(lines) == len(rows) > 20
    assert len({each["patient"] for each in rows}) == 4
    assert rows[0]["patient"] in lines[0]


def test_a_story_is_pushed_line_by_line_after_the_verification(call, where, sound):
    said = call("push", "--story", "inpatient", "--patients", "2", *to(sound.url), *where)
    lines = said.out.splitlines()

    assert said.code == 0, said.err
    assert lines[0].startswith("verified      POST ")
    assert len(lines) == 19
    assert len(sound.got) == 19
    assert "  Scheduling.New  " in lines[1]
    assert "acknowledged with 200" in lines[1]


def test_a_story_as_json_has_all_deliveries(call, where, sound):
    said = call("push", "--story", "merge", *to(sound.url), *where, "--json").json

    assert said["verification"]["ok"] is True
    assert [each["event"] for each in said["deliveries"]][2] == "PatientAdmin.PatientMerge"


def test_a_refused_message_ends_with_1_after_all_are_sent(call, where, receiver):
    receiver.answer = lambda environ, body: (500, {}, b"")
    said = call("push", "--story", "merge", *to(receiver.url), "--unverified", *where)

    assert (said.code, len(receiver.got)) == (1, 5)


def test_nobody_there_ends_with_3_at_once(call, where, dead_url):
    said = call("push", "--story", "merge", *to(dead_url), "--unverified", *where)

    assert (said.code, len(said.out.splitlines())) == (3, 1)


def test_a_named_patient_has_the_story(call, sound):
    call("push", "--story", "cancellation", "--patient", "Keva Green", *to(sound.url))
    sent = json.loads(sound.got[-1][-1])

    assert sent["Patient"]["Demographics"]["LastName"] == "Green"


def test_a_story_goes_into_the_feeds_of_a_running_mock(call, redox_server, sound):
    at = ["--url", redox_server.url]
    call("verify", sound.url, "--verification-token", TOKEN, *at)
    said = call("enqueue", "--story", "outpatient", *to(sound.url), *at)
    listed = call("enqueue", "--story", "merge", *to(sound.url), *at, "--json").json

    assert said.code == 0, said.err
    assert len(said.out.splitlines()) == 7
    assert {each["state"] for each in listed["deliveries"]} == {"delivered"}


@pytest.mark.parametrize("command", ["push", "enqueue"])
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "give EVENT, or --story NAME"),
        (["Order.New", "--story", "merge"], "give EVENT, or --story NAME"),
        (["Order.New", "--patients", "2"], "--patients and --step go with --story"),
        (["--story", "merge", "--set", "Visit.Reason=x"], "are for one EVENT, not for --story"),
        (["--story", "merg"], "did you mean 'merge'?"),
        (["--story", "merge", "--patients", "0"], "a story can be of 1 to 50"),
    ],
)
def test_options_that_do_not_fit_end_with_2_before_anything_is_sent(
    call, redox_server, receiver, command, arguments, told
):
    said = call(command, *arguments, *to(receiver.url), "--url", redox_server.url)

    assert (said.code, receiver.got) == (2, [])
    assert told in said.err
