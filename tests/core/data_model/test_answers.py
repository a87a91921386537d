"""What an endpoint's answer to a query must hold (webhooks.md 5.3, data-models.md 8)."""

from __future__ import annotations

import pytest

from mock_redox.core.data_model.answers import EITHER, problems
from mock_redox.core.data_model.events import EVENTS, named
from mock_redox.core.data_model.schemas import schema_of
from mock_redox.core.data_model.schemas.validation import MOST

QUERIES = {event.name: event for event in EVENTS.values() if event.answer}
ID = {"ID": "1", "IDType": "MR"}
VISIT = {
    "VisitNumber": "v", "VisitDateTime": "2026-01-01T12:00:00Z", "Duration": 15,
    "Location": {"Department": "d"}, "Patient": {"Identifiers": [ID]},
}  # fmt: skip
GOOD = {
    "PatientSearch.Query": {"Patient": {}},
    "PatientSearch.LocationQuery": {"Patients": [{"Identifiers": [ID]}]},
    "Clinical Summary.PatientQuery": {"Header": {}},
    "Clinical Summary.VisitQuery": {"Header": {}},
    "Clinical Summary.DocumentQuery": {"Documents": [{"ID": "1"}]},
    "Clinical Summary.DocumentGet": {"Document": {"ID": "1"}, "FileType": "x", "Data": "y"},
    "Scheduling.AvailableSlots": {"AvailableSlots": [{"DateTime": "x", "Duration": 1.5}]},
    "Scheduling.Booked": {"Visits": [VISIT]},
    "PatientAdmin.CensusQuery": {"Patients": [{"Visits": [{}]}]},
    "PatientAdmin.VisitQuery": {"Patients": [{}]},
    "Order.Query": {"Orders": [{}]},
    "Results.Query": {"Orders": [{"Results": [{}]}]},
    "Notes.Query": {"Notes": [{}]},
    "Media.Query": {"Media": [{}]},
    "Referral.Query": {"Referrals": [{}]},
    "Provider.ProviderQuery": {"Providers": [{"Identifiers": [{"ID": "1"}], "IsActive": True}]},
    "Organization.Query": {
        "Directory": "d", "Organizations": [{"Active": True, "Name": "n"}], "Paging": {},
    },
    "Vaccination.PatientQuery": {"Patient": {"Vaccinations": [{}]}, "PotentialMatches": []},
    "Clinical Decisions.Request": {"Advisories": [{"Session": "s"}]},
    "Enrichment.NaturalLanguageProcessingQuery": {
        "Transaction": {"VendorID": "1", "ID": "2", "Task": {"ID": "3", "Status": "Success"}},
        "Entries": [{
            "Text": {"Contents": "c", "Position": {"BeginOffset": 0, "EndOffset": 1}},
            "Category": {"Name": "n", "CertaintyScore": 1},
            "Concept": {"CertaintyScore": 0.5},
        }],
    },
    "Enrichment.NormalizationQuery": {
        "Entries": [{
            "Category": "c", "Status": "s", "Transaction": {"VendorID": "1", "ID": "2"},
            "Submitted": {"Category": "c"},
        }],
    },
    "Enrichment.ProvidersDetailsGet": {
        "Providers": [{"Identifiers": [{"ID": "1"}], "IsActive": False}],
    },
}  # fmt: skip


def found(name: str, **body: object) -> list[str]:
    event = named(name)
    return problems(event, {"Meta": _meta(event), **body})


def _meta(event, **more):
    return {"DataModel": event.data_model, "EventType": event.answer, **more}


def test_every_query_is_tried():
    assert set(QUERIES) == set(GOOD)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_whole_answer_has_no_problem_under_either_event_type(name):
    event = QUERIES[name]

    assert found(name, **GOOD[name]) == []
    assert problems(event, {"Meta": _meta(event, EventType=event.event_type), **GOOD[name]}) == []


@pytest.mark.parametrize("name", sorted(name for name, event in QUERIES.items() if event.empty))
def test_nothing_found_has_no_problem(name):
    assert found(name, **QUERIES[name].empty_answer({"Directory": "d"})) == []


@pytest.mark.parametrize(
    ("name", "body", "problem"),
    [
        ("PatientSearch.Query", {}, "Patient or PotentialMatches is missing"),
        ("Vaccination.PatientQuery", {}, "Patient or PotentialMatches is missing"),
        ("PatientSearch.Query", {"Patient": []}, "Patient is a list, not an object"),
        (
            "PatientSearch.Query", {"PotentialMatches": ["x"]},
            "PotentialMatches[0] is text, not an object",
        ),
        ("PatientSearch.LocationQuery", {}, "Patients is missing"),
        ("PatientSearch.LocationQuery", {"Patients": None}, "Patients is null"),
        ("PatientSearch.LocationQuery", {"Patients": [{}]}, "Patients[0].Identifiers is missing"),
        (
            "PatientSearch.LocationQuery", {"Patients": [{"Identifiers": [{"ID": "1"}]}]},
            "Patients[0].Identifiers[0].IDType is missing",
        ),
        ("Clinical Summary.DocumentQuery", {"Documents": [{}]}, "Documents[0].ID is missing"),
        (
            "Clinical Summary.DocumentGet", {"Document": {"ID": "1"}, "Data": "x"},
            "FileType is missing",
        ),
        (
            "Clinical Summary.DocumentGet", {"Document": "1", "FileType": "x", "Data": "y"},
            "Document is text, not an object",
        ),
        ("Scheduling.AvailableSlots", {"AvailableSlots": {}},
         "AvailableSlots is an object, not a list"),
        (
            "Scheduling.Booked", {"Visits": [VISIT, VISIT | {"Duration": None}]},
            "Visits[1].Duration is null",
        ),
        ("Scheduling.Booked", {"Visits": [VISIT | {"Duration": "15"}]},
         "Visits[0].Duration is text, not a number"),
        ("Scheduling.Booked", {"Visits": [VISIT | {"Duration": True}]},
         "Visits[0].Duration is true or false, not a number"),
        ("Scheduling.Booked", {"Visits": [VISIT | {"Location": {}}]},
         "Visits[0].Location.Department is missing"),
        ("PatientAdmin.CensusQuery", {"Patients": [{"Visits": {}}]},
         "Patients[0].Visits is an object, not a list"),
        ("Provider.ProviderQuery", {"Providers": [{"Identifiers": [{"ID": "1"}], "IsActive": 1}]},
         "Providers[0].IsActive is a number, not true or false"),
        ("Organization.Query", {"Organizations": []}, "Directory is missing"),
        ("Clinical Decisions.Request", {"Advisories": [{}]}, "Advisories[0].Session is missing"),
        (
            "Enrichment.NormalizationQuery",
            {"Entries": [GOOD["Enrichment.NormalizationQuery"]["Entries"][0] | {"Submitted": {}}]},
            "Entries[0].Submitted.Category is missing",
        ),
    ],
)  # fmt: skip
def test_the_field_that_is_missing_or_wrong_is_named(name, body, problem):
    assert found(name, **body) == [problem]


@pytest.mark.parametrize(
    ("meta", "problem"),
    [
        (None, "Meta is missing"),
        ("x", "Meta is text, not an object"),
        ({"DataModel": "Media"}, "Meta.EventType is missing"),
        ({"EventType": "Query"}, "Meta.DataModel is missing"),
        (
            {"DataModel": "Media", "EventType": "New"},
            "Meta.EventType is 'New', not 'QueryResponse' or 'Query'",
        ),
        ({"DataModel": "Note", "EventType": "Query"}, "Meta.DataModel is 'Note', not 'Media'"),
    ],
)
def test_meta_says_what_is_answered(meta, problem):
    assert problems(named("Media.Query"), {"Meta": meta, "Media": []}) == [problem]


def test_with_errors_no_data_are_needed_but_each_error_has_a_text():
    event = named("Scheduling.Booked")
    told = {"Meta": _meta(event, Errors=[{"Text": "The EHR is down"}])}
    untold = {"Meta": _meta(event, Errors=[{"Text": "x"}, {"ID": 3}])}

    assert problems(event, told) == []
    assert problems(event, untold) == ["Meta.Errors[1].Text is missing"]
    assert problems(event, {"Meta": _meta(event, Errors={})}) == ["Visits is missing"]
    assert problems(event, {"Meta": _meta(event, Errors="x")}) == [
        "Meta.Errors is text, not a list"
    ]


def test_only_the_first_few_are_named():
    assert len(found("Scheduling.AvailableSlots", AvailableSlots=[{}] * 100)) == MOST


def test_where_either_key_will_do_both_are_in_the_schema():
    for query, names in EITHER.items():
        fields = schema_of(QUERIES[query].data_model, QUERIES[query].answer).fields

        assert not [name for name in names if name not in fields or fields[name].required]


def test_optional_lists_and_objects_may_be_null():
    assert found("Results.Query", Orders=None) == []
    assert found("Results.Query", Orders=[{"Results": None, "Procedure": None}]) == []


def test_an_optional_value_of_another_type_is_told():
    assert found("Results.Query", Orders=[{"ID": 7}]) == ["Orders[0].ID is a number, not text"]
