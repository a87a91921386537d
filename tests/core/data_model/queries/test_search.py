"""A patient search: one, several, none, or too little to search by."""

from __future__ import annotations

import pytest

from mock_redox.core.data_model.queries import Unanswerable
from mock_redox.core.data_model.queries.search import search


def patient(number: str, first: str = "Ada", **other) -> dict:
    demographics = {"FirstName": first, "LastName": "Mock", "DOB": "1970-02-03"} | other
    return {
        "Identifiers": [{"ID": number, "IDType": "MR"}, {"ID": f"e{number}", "IDType": "EHRID"}],
        "Demographics": {**demographics, "Address": {"ZIP": "02139"}},
    }


PATIENTS = [patient("1"), patient("2"), patient("3", "Bob"), patient("4", "Cy", DOB="1971-01-01")]
ADA = {"FirstName": "Ada", "LastName": "Mock", "DOB": "1970-02-03", "Address": {"ZIP": "02139"}}


def numbers(wanted) -> list[str]:
    return [each["Identifiers"][0]["ID"] for each in search(wanted, PATIENTS)]


@pytest.mark.parametrize(
    ("identifiers", "found"),
    [
        ([{"ID": "3", "IDType": "MR"}], ["3"]),
        ([{"ID": "3", "IDType": "MR"}, {"ID": "e3", "IDType": "EHRID"}], ["3"]),
        ([{"ID": "3", "IDType": "MR"}, {"ID": "e4", "IDType": "EHRID"}], []),
        ([{"ID": "3", "IDType": "EHRID"}], []),
        ([{"ID": "9", "IDType": "MR"}], []),
    ],
)
def test_identifiers_have_to_match_all_with_their_types(identifiers, found):
    assert numbers({"Identifiers": identifiers}) == found


def test_identifiers_come_before_demographics():
    assert numbers({"Identifiers": [{"ID": "3", "IDType": "MR"}], "Demographics": ADA}) == ["3"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({}, ["1", "2"]),
        ({"FirstName": "Bob"}, ["3"]),
        ({"FirstName": "ada"}, []),
        ({"FirstName": "Zoe"}, []),
        ({"FirstName": None}, ["1", "2", "3"]),
        ({"LastName": "Mocks"}, []),
        ({"DOB": "1971-01-01", "FirstName": "Cy"}, ["4"]),
        ({"Address": {"ZIP": "99999"}}, []),
        ({"MiddleName": "ignored", "Sex": "Other"}, ["1", "2"]),
    ],
)
def test_a_set_of_demographics_matches_exactly(change, found):
    assert numbers({"Demographics": ADA | change}) == found


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        {},
        "Ada Mock",
        [],
        {"Demographics": None},
        {"Demographics": {"LastName": "Mock", "Address": {"ZIP": "02139"}}},
        {"Demographics": {**ADA, "Address": "02139"}},
        {"Demographics": {**ADA, "DOB": ""}},
        {"Identifiers": []},
        {"Identifiers": [{"IDType": "MR"}]},
        {"Identifiers": "1"},
    ],
    ids=str,
)
def test_too_little_is_told_from_nothing_found(wanted):
    with pytest.raises(Unanswerable) as caught:
        search(wanted, PATIENTS)

    assert caught.value.explanation.check == "query.too_little"


def test_what_was_given_is_named_without_its_values():
    with pytest.raises(Unanswerable) as caught:
        search({"Demographics": {**ADA, "Address": None}}, PATIENTS)

    assert caught.value.explanation.got == "Patient with ['DOB', 'FirstName', 'LastName']"
