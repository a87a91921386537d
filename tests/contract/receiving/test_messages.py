"""Messages that the system under test has never seen."""

import json

import pytest

from mock_redox.contract.receiving.messages import Messages, canaries, event_of
from mock_redox.contract.receiving.scale import Known


@pytest.fixture
def messages(redox):
    return Messages(redox, Known())


def test_no_two_are_about_the_same_person_or_of_the_same_moment(messages):
    made = [messages.fresh() for _ in range(300)]
    seen = [canaries(each) for each in made]

    for part in ("person", "numbers"):
        words = [word for each in seen for word in getattr(each, part)]
        phones = [word for word in words if word.startswith("+1")]
        rest = [word for word in words if not word.startswith("+1")]
        assert len(set(rest)) == len(rest), part
        assert len(phones) in (0, 300)
    assert len({each["Meta"]["EventDateTime"] for each in made}) == 300
    assert len({each["Meta"]["Logs"][0]["ID"] for each in made}) == 300


def test_what_is_not_about_the_patient_is_the_same_in_all(messages):
    one, other = messages.fresh(), messages.fresh()

    assert one["Visit"]["AttendingProvider"] == other["Visit"]["AttendingProvider"]
    assert one["Visit"]["Location"] == other["Visit"]["Location"]


def test_tried_again_it_has_the_same_log_and_another_attempt(messages):
    one = messages.fresh()
    again = messages.again(one)
    log, other = one["Meta"]["Logs"][0], again["Meta"]["Logs"][0]

    assert log["ID"] == other["ID"]
    assert log["AttemptID"] != other["AttemptID"]
    assert {**again, "Meta": 0} == {**one, "Meta": 0}


def test_nobody_real_is_in_them(messages):
    person = messages.fresh()["Patient"]["Demographics"]

    assert person["SSN"].startswith("9")
    assert person["PhoneNumber"]["Home"][5:10] == "55501"
    assert person["EmailAddresses"][0].endswith("@example.com")


def test_it_is_live_traffic_unless_the_users_own_message_says_test(redox):
    own = {"Meta": {"DataModel": "Notes", "EventType": "New", "Test": True}, "Note": {}}

    assert Messages(redox, Known()).fresh()["Meta"]["Test"] is False
    assert Messages(redox, Known(event=own)).fresh()["Meta"]["Test"] is True


def test_a_message_of_the_users_own_gets_ids_and_a_person_where_it_has_one(redox):
    own = {
        "Meta": {"DataModel": "Results", "EventType": "New", "FacilityCode": "7"},
        "Patient": {"Identifiers": [{"ID": "1", "IDType": "MR"}]}, "Orders": [{"ID": "9"}],
    }  # fmt: skip
    made = Messages(redox, Known(event=own)).fresh()

    assert event_of(made) == "Results.New"
    assert made["Meta"]["FacilityCode"] == "7"
    assert made["Patient"]["Identifiers"][0]["ID"] != "1"
    assert made["Orders"] == [{"ID": "9"}]
    assert own["Patient"]["Identifiers"][0]["ID"] == "1"


def test_a_maker_of_messages_is_asked_each_time(redox):
    numbers = iter(range(10))

    def make():
        return {"Meta": {"DataModel": "Notes", "EventType": "New"}, "Note": next(numbers)}

    messages = Messages(redox, Known(event=make))

    assert messages.fresh()["Note"] < messages.fresh()["Note"]


@pytest.mark.parametrize(
    "own", [{}, {"Patient": None, "Visit": 3}, {"Patient": {"Identifiers": 1}}]
)
def test_canaries_are_those_that_are_there(own):
    assert canaries({**own}).person == ()


def test_a_message_is_json(messages):
    assert json.loads(json.dumps(messages.fresh()))
