"""What is kept of messages, how long, and that no message breaks an answer."""

from __future__ import annotations

import json

import pytest
from ada import ADA, MINE, SPAN, appointment
from thoroughness import some

from mock_redox.core.data_model.events import EVENTS
from mock_redox.core.data_model.queries import records
from mock_redox.core.data_model.queries.shelves import SHELVES, WRITES


def test_what_was_refused_writes_nothing(redox, refused):
    refused({"DataModel": "Scheduling", "EventType": "New"}, Visit={})

    assert len(redox.core.data_model.queries.records) == 0


def test_a_reset_forgets_what_was_written(redox, tell, booked):
    tell("Scheduling.New", **appointment())
    redox.core.reset(["records"])

    assert booked() == []


def test_a_reset_forgets_patients_that_were_asked_for_in_between(redox, tell, ask):
    def known():
        return bool(ask("PatientSearch.Query", Patient={"Identifiers": MINE})["Patient"])

    before = known()
    tell("PatientAdmin.NewPatient", Patient=ADA)
    between = known()
    redox.core.reset(["records"])

    assert (before, between, known()) == (False, True, False)


def test_the_oldest_is_forgotten_beyond_the_bounds(redox, tell, ask, monkeypatch):
    monkeypatch.setattr(records, "MOST", 3)
    for number in range(5):
        tell("Order.New", Patient=ADA, Order={"ID": f"o{number}"})
    mine = {"Patients": [{"Identifiers": MINE}]}
    assert [each["ID"] for each in ask("Order.Query", **mine)["Orders"]] == ["o2", "o3", "o4"]

    monkeypatch.setattr(records, "MOST_BYTES", 1)
    tell("Order.New", Patient=ADA, Order={"ID": "last"})
    assert [each["ID"] for each in ask("Order.Query", **mine)["Orders"]] == ["last"]


def test_what_is_written_names_events_and_shelves_that_there_are():
    events = {each.name for each in EVENTS.values()}

    assert set(WRITES) <= events
    assert {each.shelf for writes in WRITES.values() for each in writes} == set(SHELVES)


def test_an_entry_that_lacks_what_an_answer_requires_is_not_shown(tell, booked, ask):
    visit = {name: each for name, each in appointment()["Visit"].items() if name != "Duration"}
    tell("Scheduling.Cancel", Patient=ADA, Visit=visit)
    assert booked() == []

    tell("Scheduling.New", Visit=appointment(number="nobody's")["Visit"])
    asked = {**SPAN, "Visit": {"VisitNumber": "nobody's"}}
    (found,) = ask("Scheduling.Booked", **asked)["Visits"]
    assert found["Patient"] == {"Identifiers": []}


ODD = [3, [], [[["x"]]], {"ID": {"ID": []}}, [{"ID": {}}]]


@pytest.mark.redox(validation="none")
@pytest.mark.parametrize("odd", some(ODD), ids=str)
def test_whatever_stands_in_a_message_every_query_answers(reply, odd):
    fields = ("Patient", "Patients", "Visit", "Order", "Orders", "Note", "Media", "Referral",
              "Providers", "Provider", "Organizations", "Header", "Slots", "Vaccinations",
              "Document", "Text", "Task", "Entries", "UnsignedMedicationOrders", "VisitNumbers",
              "StartDateTime", "Active", "Index", "NameSearch", "Location")  # fmt: skip
    inner = ("Identifiers", "ID", "VisitNumber", "Demographics", "DocumentID", "Contents",
             "Product", "Patient", "Location", "Medication")  # fmt: skip
    bodies = [dict.fromkeys(fields, odd), {key: [dict.fromkeys(inner, odd)] for key in fields}]
    for body in bodies:
        for event in (*WRITES, *(each.name for each in EVENTS.values() if each.answer)):
            answer = reply(event, **body)

            assert answer.status == 200, event
            json.dumps(answer.body)


@pytest.mark.redox(validation="none")
def test_what_is_nested_very_deep_can_be_written_and_asked_for(reply):
    deep: object = "x"
    for _ in range(400):
        deep = {"Identifiers": [deep]}
    lists: object = "x"
    for _ in range(400):
        lists = [lists]
    for _ in range(2):
        reply("Order.New", Patient=deep, Order={"ID": "o1", "Deep": deep, "Notes": lists})
        reply("PatientAdmin.NewPatient", Patient={"Identifiers": [deep], "Demographics": deep})

    for asked in ({"OrderIDs": ["o1"]}, {"OrderIDs": lists}, {"Patients": [deep]}):
        assert reply("Order.Query", **asked).status == 200
