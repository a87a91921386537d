"""Messages in Python: made without sending, pushed to a receiver, sent to the mock itself."""

from __future__ import annotations

import json

import pytest
from thoroughness import some

from mock_redox import MockRedox, Settings
from mock_redox.core.data_model.events import EVENTS
from mock_redox.core.data_model.schemas import all_schemas, named
from mock_redox.core.data_model.schemas.validation import problems
from mock_redox.core.errors import Misuse

SENT = [each.name for each in EVENTS.values() if each.answer is None]


@pytest.mark.parametrize("event", some([each.name for each in all_schemas()]))
def test_a_message_of_every_event_is_whole_with_meta(redox, event):
    made = redox.message(event)

    assert problems(named(event), made, strict=True) == []
    assert made["Meta"]["Destinations"][0]["ID"] == redox.destination.id


def test_keywords_and_paths_change_it(redox):
    made = redox.message(
        "Order.New",
        {"Order.Procedure.Code": "1-8"},
        Order={"Priority": "Stat"},
        Meta={"Test": False},
    )

    assert made["Order"]["Procedure"]["Code"] == "1-8"
    assert made["Order"]["Priority"] == "Stat"
    assert made["Order"]["ID"]
    assert made["Meta"]["Test"] is False


def test_it_is_yours_to_change(redox):
    redox.message("Order.New", patient="Keva Green")["Patient"]["Demographics"].clear()

    assert redox.message("Order.New", patient="Keva Green")["Patient"]["Demographics"]["FirstName"]


def test_data_of_ones_own_stay_as_they_are_under_an_overlay(redox):
    data = {"Patient": {"Identifiers": [{"ID": "1", "IDType": "MR"}]}, "Strange": [1]}
    before = json.dumps(data)
    made = redox.message("Order.New", {"Patient.Identifiers[0].ID": "2"}, data=data)

    assert made["Patient"] == {"Identifiers": [{"ID": "2", "IDType": "MR"}]}
    assert made["Strange"] == [1]
    assert json.dumps(data) == before


def test_a_keyword_that_is_no_field_names_the_nearest(redox):
    with pytest.raises(Misuse, match="did you mean 'Visit'"):
        redox.message("PatientAdmin.Arrival", Vist={"Reason": "Cough"})


@pytest.mark.parametrize("locale", ["en_CA", "en_GB"])
def test_the_locale_is_a_setting(locale):
    mock = MockRedox(Settings(locale=locale))
    country = mock.message("PatientAdmin.Arrival")["Patient"]["Demographics"]["Address"]["Country"]

    assert country == locale[3:]
    assert mock.message("PatientAdmin.Arrival", patient="Keva Green")


def test_every_event_is_pushed_to_a_real_receiver_and_taken_by_the_mock_as_it_came(redox, receiver):
    """The round trip: made, sent, received, and sent back to ``/endpoint``."""
    client = redox.app.test_client()
    token = {"Authorization": f"Bearer {redox.token()}"}
    redox.core.settings.change(push_unverified=True, validation="strict")
    for event in SENT:
        redox.push(event, receiver.url, "t" * 20)
        came = json.loads(receiver.got[-1][-1])
        back = client.post("/endpoint", json=came, headers=token)

        assert back.status_code == 200, (event, back.json)
    assert len(receiver.got) == len(SENT)


def test_what_is_pushed_about_a_patient_belongs_together(redox, receiver):
    redox.core.settings.change(push_unverified=True)
    placed = redox.push("Order.New", receiver.url, "t" * 20, patient="Keva Green").message
    redox.clock.advance("2h")
    done = redox.push("Results.New", receiver.url, "t" * 20, patient="Keva Green").message

    assert done["Orders"][0]["ID"] == placed["Order"]["ID"]
    assert done["Visit"]["VisitNumber"] == placed["Visit"]["VisitNumber"]
