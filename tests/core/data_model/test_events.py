"""Data models and events by their exact names (data-models.md 6), and their empty answers."""

from __future__ import annotations

import pytest

from mock_redox.core.data_model.events import EVENTS, MODELS, event_types, named

TABLE = """
Claim: Submission, SubmissionBatch, Payment, PaymentBatch
Clinical Decisions: *Request -> Response
Clinical Summary: *PatientQuery, *VisitQuery, *DocumentQuery, *DocumentGet, PatientPush, VisitPush
Device: New
Enrichment: *NaturalLanguageProcessingQuery, *NormalizationQuery, \
*ProvidersDetailsGet -> ProvidersDetailsResponse
Financial: Transaction, AccountUpdate
Flowsheet: New
Insurance: New, Update
Inventory: Update, Deplete
Media: New, Replace, Delete, *Query
Medications: New, Update, Cancel, Administration
Notes: New, Replace, Delete, *Query
Order: New, Update, Cancel, GroupedOrders, *Query
Organization: New, Update, *Query
PatientAdmin: NewPatient, PreAdmit, Registration, Arrival, PatientUpdate, VisitUpdate, Transfer, \
Discharge, Cancel, PatientMerge, VisitMerge, *CensusQuery, *VisitQuery
PatientEducation: New, Update, Delete
PatientSearch: *Query -> Response, *LocationQuery
Provider: New, Update, Activate, Deactivate, *ProviderQuery
Referral: New, Modify, Cancel, AuthReview, AuthResponse, *Query
Research: Study, SubjectUpdate
Results: New, NewUnsolicited, *Query
Scheduling: New, Reschedule, Modification, Cancel, NoShow, PushSlots, \
*AvailableSlots -> AvailableSlotsResponse, *Booked -> BookedResponse
SurgicalScheduling: New, Reschedule, Modification, Cancel, NoShow
Vaccination: New, Administration, *PatientQuery
"""
"""The table of the reference; a star marks a query, answered by its name + Response unless told."""


def rows() -> dict[tuple[str, str], str | None]:
    """The answer of each event in the table, None for what is sent."""
    found: dict[tuple[str, str], str | None] = {}
    for line in TABLE.strip().splitlines():
        model, _, names = line.partition(": ")
        for name in names.split(", "):
            event, _, answer = name.strip("*").partition(" -> ")
            found[model, event] = (answer or f"{event}Response") if name[0] == "*" else None
    return found


def test_all_events_are_there_by_their_exact_names_with_their_answers():
    assert {key: event.answer for key, event in EVENTS.items()} == rows()


def test_with_the_answers_and_sign_on_they_are_the_115_of_the_field_list():
    answers = {(event.data_model, event.answer) for event in EVENTS.values() if event.answer}

    assert len(EVENTS.keys() | answers | {("SSO", "Sign-on")}) == 115
    assert len({*MODELS, "SSO"}) == 25


@pytest.mark.parametrize(
    ("event", "empty"),
    [
        ("PatientSearch.Query", {"Patient": {}}),
        ("PatientSearch.LocationQuery", {"Patients": []}),
        ("Scheduling.Booked", {"Visits": []}),
        ("Scheduling.AvailableSlots", {"AvailableSlots": []}),
        ("Clinical Summary.DocumentQuery", {"Patient": {}, "Documents": []}),
        ("Vaccination.PatientQuery", {"Patient": {}, "PotentialMatches": []}),
        ("Organization.Query", {"Directory": "Carequality", "Organizations": []}),
    ],
)
def test_nothing_found_is_an_answer_with_the_keys_of_the_event(event, empty):
    assert named(event).empty_answer({"Directory": "Carequality"}) == empty


def test_all_queries_have_one_but_those_whose_answer_has_required_parts():
    without = {event.name for event in EVENTS.values() if event.answer and not event.empty}

    assert without == {
        "Clinical Summary.DocumentGet",
        "Enrichment.NaturalLanguageProcessingQuery",
    }
    assert not any(event.empty for event in EVENTS.values() if event.answer is None)


@pytest.mark.parametrize(
    "text",
    [
        "Clinical Summary.PatientPush", "ClinicalSummary.PatientPush",
        "clinicalsummary.patientpush",
    ],
)  # fmt: skip
def test_an_event_is_found_without_the_space_and_in_any_case(text):
    assert named(text) is EVENTS["Clinical Summary", "PatientPush"]
    assert named(text).name == "Clinical Summary.PatientPush"


@pytest.mark.parametrize("text", ["", "PatientAdmin", "Arrival", "PatientAdmin.Arival", "a.b.c"])
def test_what_is_no_event_is_not_found(text):
    assert named(text) is None


def test_the_events_of_a_model_can_be_listed():
    assert event_types("Inventory") == ["Update", "Deplete"]
    assert event_types("inventory") == []
