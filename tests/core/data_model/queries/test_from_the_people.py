"""What the made up people answer to each synchronous event: nothing, one, several, too many."""

from __future__ import annotations

import json

import pytest

from mock_redox.core.data_model.answers import problems
from mock_redox.core.data_model.events import EVENTS, named
from mock_redox.core.data_model.messages import Message
from mock_redox.core.data_model.queries.table import TABLE

SPAN = {"StartDateTime": "2025-12-01T00:00:00Z"}
NOBODY = [{"ID": "nobody", "IDType": "MR"}]
BY_PATIENT = {
    "PatientSearch.LocationQuery": "Patient",
    "Clinical Summary.PatientQuery": "Patient",
    "Clinical Summary.DocumentQuery": "Patient",
    "Scheduling.Booked": "Visit",
    "PatientAdmin.VisitQuery": "Patients",
    "Order.Query": "Patients",
    "Results.Query": "Patients",
    "Notes.Query": "Patients",
    "Media.Query": "Patients",
    "Referral.Query": "Patient",
    "PatientSearch.Query": "Patient",
    "Vaccination.PatientQuery": "Patient",
}


def about(event: str, *identifiers: list[dict]) -> dict:
    """A query about patients."""
    people = [{"Identifiers": each} for each in identifiers]
    span = SPAN if event == "Scheduling.Booked" else {}
    shapes = {"Patient": {"Patient": people[0]}, "Patients": {"Patients": people},
              "Visit": {"Visit": {"Patients": people}}}  # fmt: skip
    return {**span, **shapes[BY_PATIENT[event]]}


def size(answer: dict, event: str) -> int:
    """How many entries there are."""
    held = answer[TABLE[event].into or "Header"]
    return len(held) if isinstance(held, list) else int(bool(held))


def test_each_synchronous_event_has_its_row():
    assert set(TABLE) == {each.name for each in EVENTS.values() if each.answer}


@pytest.mark.parametrize("event", BY_PATIENT)
def test_a_patient_of_the_cohort_is_known_to_every_query_about_patients(ask, patients, mr, event):
    for patient in (patients[0], patients[30], patients[-1]):
        answer = ask(event, **about(event, mr(patient)))

        assert size(answer, event) >= 1


@pytest.mark.parametrize("event", BY_PATIENT)
def test_of_a_patient_who_does_not_exist_nothing_is_known(ask, event):
    assert size(ask(event, **about(event, NOBODY)), event) == 0


@pytest.mark.parametrize("event", [e for e, where in BY_PATIENT.items() if where != "Patient"])
def test_several_patients_are_alternatives(ask, patients, mr, event):
    one, other = (size(ask(event, **about(event, mr(each))), event) for each in patients[3:5])
    both = ask(event, **about(event, mr(patients[3]), mr(patients[4])))

    assert size(both, event) == one + other > 0


def test_all_identifiers_of_one_patient_have_to_match(ask, patients):
    mixed = [patients[0]["Identifiers"][0], patients[3]["Identifiers"][1]]

    assert ask("Order.Query", Patients=[{"Identifiers": mixed}])["Orders"] == []


def test_without_any_filter_all_patients_visits_answer(ask, patients):
    assert len(ask("PatientAdmin.VisitQuery")["Patients"]) == len(patients)
    assert len(ask("Order.Query")["Orders"]) > len(patients)


def test_answers_do_not_depend_on_what_was_asked_before_or_on_the_day(redox, ask):
    def booked():
        found = ask("Scheduling.Booked", **SPAN, EndDateTime="2025-12-20T00:00:00Z")["Visits"]
        return [each for each in found if each["Status"] == "Arrived"]

    before = booked()
    redox.clock.advance("30h")
    for event in ("Order.Query", "Results.Query", "Provider.ProviderQuery"):
        ask(event)

    assert booked() == before != []


def test_everything_about_a_visit_has_its_number(ask, patients, mr):
    who = [{"Identifiers": mr(patients[2])}]
    order = ask("Order.Query", Patients=who)["Orders"][0]
    number = order["Visit"]["VisitNumber"]
    asked = {"VisitNumbers": [number]}

    assert [each["ID"] for each in ask("Order.Query", **asked)["Orders"]] == [order["ID"]]
    assert ask("Results.Query", OrderIDs=[order["ID"]])["Orders"][0]["Visit"] == order["Visit"]
    assert ask("Notes.Query", **asked)["Notes"][0]["Patient"] == order["Patient"]
    (person,) = ask("PatientAdmin.VisitQuery", **asked)["Patients"]
    assert [each["Status"] for each in person["Visits"]] == ["Finished"]
    (visit,) = ask("Scheduling.Booked", **SPAN, Visit={"VisitNumber": number})["Visits"]
    assert visit["Patient"]["Identifiers"] == person["Identifiers"]


def test_what_lies_ahead_has_appointments_and_no_orders_yet(redox, ask):
    now = redox.clock.now().isoformat()
    ahead = {each["VisitNumber"] for each in ask("Scheduling.Booked", StartDateTime=now)["Visits"]}
    ordered = {each["Visit"]["VisitNumber"] for each in ask("Order.Query")["Orders"]}

    assert ahead
    assert ordered
    assert not ahead & ordered


def test_an_appointment_is_scheduled_until_its_time_comes(redox, ask):
    now = redox.clock.now().isoformat()
    visits = ask("Scheduling.Booked", **SPAN)["Visits"]

    assert {each["Status"] for each in visits if each["VisitDateTime"] <= now} == {"Arrived"}
    assert {each["Status"] for each in visits if each["VisitDateTime"] > now} == {"Scheduled"}


def test_a_span_narrows_what_is_booked(ask):
    whole = ask("Scheduling.Booked", **SPAN)["Visits"]
    days = ask("Scheduling.Booked", **SPAN, EndDateTime="2025-12-20T00:00:00Z")["Visits"]

    assert 0 < len(days) < len(whole)
    assert all("2025-12-01" <= each["VisitDateTime"] < "2025-12-20" for each in days)


def test_a_year_that_is_far_away_has_its_visits_too(ask, patients, mr):
    there = {"Visit": {"Patients": [{"Identifiers": mr(patients[0])}]}}
    for year in (1990, 2019, 2040):
        end = f"{year}-06-30T00:00:00Z"
        asked = {"StartDateTime": f"{year}-05-01T00:00:00Z", "EndDateTime": end, **there}

        assert len(ask("Scheduling.Booked", **asked)["Visits"]) in (1, 2, 3)


def test_an_answer_beyond_the_limit_is_cut_and_says_so(redox, ask, patients):
    twice = {"Demographics": patients[1]["Demographics"]}
    redox.core.settings.change(query_limit=1)
    booked = ask("Scheduling.Booked", **SPAN)
    free = ask("Scheduling.AvailableSlots", **SPAN)
    found = ask("PatientSearch.Query", Patient=twice)

    assert [len(booked["Visits"]), len(free["AvailableSlots"])] == [1, 1]
    assert len(found["PotentialMatches"]) == 1
    assert all(each["Meta"]["IsIncomplete"] is True for each in (booked, free, found))
    redox.core.settings.change(query_limit=1_000)
    assert "IsIncomplete" not in ask("Scheduling.Booked", **SPAN)["Meta"]


def test_free_hours_are_those_of_the_doctors_that_are_asked_for_in_order(ask):
    slots = ask("Scheduling.AvailableSlots", **SPAN)["AvailableSlots"]
    who = slots[0]["Provider"]["ID"]
    theirs = ask("Scheduling.AvailableSlots", **SPAN, Visit={"AttendingProviders": [{"ID": who}]})

    assert [each["DateTime"] for each in slots] == sorted(each["DateTime"] for each in slots)
    assert {each["Provider"]["ID"] for each in theirs["AvailableSlots"]} == {who}


def test_a_document_that_is_listed_can_be_got(ask, patients, mr):
    listed = ask("Clinical Summary.DocumentQuery", Patient={"Identifiers": mr(patients[0])})
    document = listed["Documents"][0]
    got = ask("Clinical Summary.DocumentGet", Document={"ID": document["ID"]})

    assert listed["Patient"]["Identifiers"] == mr(patients[0])
    assert got["Document"] == {"ID": document["ID"]}
    assert got["FileType"] == document["FileType"] == "application/pdf"
    assert got["Data"]


def test_a_last_day_counts_whole(ask, patients, mr):
    who = {"Patient": {"Identifiers": mr(patients[0])}}
    document = ask("Clinical Summary.DocumentQuery", **who)["Documents"][0]
    day = document["DateTime"][:10]
    found = ask("Clinical Summary.DocumentQuery", **who,
                Document={"StartDate": day, "EndDate": day})  # fmt: skip

    assert [each["ID"] for each in found["Documents"]] == [document["ID"]]


def test_a_summary_is_of_the_last_visit_else_of_the_one_that_is_asked_for(ask, patients, mr):
    who = {"Patient": {"Identifiers": mr(patients[0])}}
    numbers = [each["Visit"]["VisitNumber"]
               for each in ask("Order.Query", Patients=[who["Patient"]])["Orders"]]  # fmt: skip
    asked = [ask("Clinical Summary.VisitQuery", **who, Visit={"VisitNumber": each})["Header"]
             for each in numbers]  # fmt: skip
    last = ask("Clinical Summary.PatientQuery", **who)["Header"]["Document"]["DateTime"]

    assert [each["Document"]["Visit"]["VisitNumber"] for each in asked] == numbers
    assert last == max(each["Document"]["DateTime"] for each in asked)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("locale", ["en_US", "en_GB"])
def test_the_same_seed_gives_the_same_answers_and_all_fit_their_schemas(build, seed, locale):
    worlds = [build(seed=seed, locale=locale).redox for _ in range(2)]
    who = worlds[0].samples.patients()[seed]["Identifiers"][:1]
    for event in BY_PATIENT:
        kind, body = named(event), about(event, who)
        meta = {"DataModel": kind.data_model, "EventType": kind.event_type}
        message = Message(kind, meta, (), {"Meta": meta, **body})
        first, second = (each.data_model.queries.answer(message) for each in worlds)
        answered = {"DataModel": kind.data_model, "EventType": kind.answer}

        assert json.dumps(first) == json.dumps(second)
        assert problems(kind, {**first, "Meta": answered}) == []


def test_a_visit_that_a_push_told_of_is_there_from_then_on(redox, ask, patients):
    who = patients[4]["Identifiers"][0]
    told = redox.core.samples.message("Scheduling.New", redox.clock.now(), who["ID"])["Visit"]
    asked = {
        "StartDateTime": told["VisitDateTime"],
        "Visit": {"Patients": [{"Identifiers": [who]}]},
    }
    (found,) = ask("Scheduling.Booked", **asked, EndDateTime=told["VisitDateTime"])["Visits"]

    assert found["VisitNumber"] == told["VisitNumber"]
