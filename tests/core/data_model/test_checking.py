"""What /endpoint says of a message that is not as its schema asks (data-models.md 5.2)."""

from __future__ import annotations

import pytest

ARRIVAL = {"DataModel": "PatientAdmin", "EventType": "Arrival"}
DOCUMENT = {"DataModel": "Clinical Summary", "EventType": "PatientQuery"}


def test_a_missing_field_is_refused_as_documented(refused):
    error, meta = refused(ARRIVAL, Patient={"Demographics": {}})
    (told,) = meta["Errors"]

    assert error.status == 400
    assert told.pop("ID")
    assert told == {
        "Text": "Required field missing - Patient.Identifiers in PatientAdmin:Arrival",
        "Type": "message",
        "Module": "DataModels",
    }
    assert error.explanation.check == "message.field_missing"
    assert error.explanation.got == "Patient.Identifiers is missing"
    assert error.explanation.expected == "Patient.Identifiers as a list"
    assert "mock-redox schema PatientAdmin.Arrival" in error.explanation.fix


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"Patient": None}, "Required field missing - Patient in PatientAdmin:Arrival"),
        (
            {"Patient": {"Identifiers": [{"ID": "1", "IDType": "MR"}, {"ID": "2"}]}},
            "Required field missing - Patient.Identifiers[1].IDType in PatientAdmin:Arrival",
        ),
        ({"Visit": {"Duration": "15"}}, "Invalid type - Visit.Duration in PatientAdmin:Arrival"),
        ({"Visit": {"VisitNumber": 7}}, "Invalid type - Visit.VisitNumber in PatientAdmin:Arrival"),
        ({"Visit": []}, "Invalid type - Visit in PatientAdmin:Arrival"),
    ],
)
def test_the_client_is_told_the_path(refused, body, text):
    assert refused(ARRIVAL, **body)[1]["Errors"][0]["Text"] == text


def test_queries_are_looked_at_too(refused):
    text = refused(DOCUMENT, Patient={})[0].text

    assert text == "Required field missing - Patient.Identifiers in Clinical Summary:PatientQuery"


def test_destinations_are_looked_at_first(refused):
    assert refused(ARRIVAL, "unknown", Patient=None)[0].text.startswith("No subscriptions.")


def test_the_explanation_names_what_stands_in_the_field_s_place_and_what_else_is_wrong(refused):
    wrong = {"identifiers": [], "Notes": "x"}
    why = refused(ARRIVAL, Patient=wrong)[0].explanation

    assert why.fix.startswith("call identifiers Identifiers; the names are case-sensitive")
    assert why.got == "Patient.Identifiers is missing; Patient.Notes is text, not a list"


def test_a_null_object_is_told_to_be_left_out(refused):
    assert refused(ARRIVAL, Visit=None)[0].explanation.fix.startswith("leave Visit out")


def test_unknown_fields_and_nulls_pass(send):
    more = {"VisitNumber": None, "Nickname": "x", "Instructions": []}

    assert send(ARRIVAL, Visit=more, Whatever=1).status == 200


@pytest.mark.redox(validation="strict")
@pytest.mark.parametrize(
    ("visit", "text", "fix"),
    [
        ({"VisitNumbr": "1"}, "Unknown field - Visit.VisitNumbr", "did you mean 'VisitNumber'?"),
        ({"Zyx": "1"}, "Unknown field - Visit.Zyx", "leave it out"),
        ({"VisitDateTime": "today"}, "Invalid format - Visit.VisitDateTime", "give VisitDateTime"),
        (
            {"Guarantor": {"Sex": "femal"}}, "Invalid value - Visit.Guarantor.Sex",
            "did you mean 'Female'?",
        ),
    ],
)  # fmt: skip
def test_strict_validation_also_looks_at_values_formats_and_unknown_fields(
    refused, visit, text, fix
):
    error, _ = refused(ARRIVAL, Visit=visit)

    assert error.text == f"{text} in PatientAdmin:Arrival"
    assert error.explanation.fix.startswith(fix)


@pytest.mark.redox(validation="none")
def test_without_validation_only_meta_is_looked_at(send):
    assert send(ARRIVAL, Patient=None, Visit=7).status == 200
