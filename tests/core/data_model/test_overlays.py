"""Values laid over a message, by path."""

from __future__ import annotations

import copy

import pytest

from mock_redox.core.data_model.overlays import lay, read_texts
from mock_redox.core.data_model.schemas import schema_of
from mock_redox.core.errors import Misuse

ARRIVAL = schema_of("PatientAdmin", "Arrival")
MESSAGE = {
    "Meta": {"DataModel": "PatientAdmin", "EventType": "Arrival"},
    "Patient": {
        "Identifiers": [{"ID": "1", "IDType": "MR"}, {"ID": "2", "IDType": "EHRID"}],
        "Demographics": {"FirstName": "Grace", "LastName": "Hopper", "EmailAddresses": []},
    },
    "Visit": None,
}


def laid(overlay: dict) -> dict:
    return lay(ARRIVAL, MESSAGE, overlay)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("Patient.Demographics.FirstName", "Ada"),
        ("Patient.Identifiers[0].ID", "9"),
        ("Patient.Identifiers[1]", {"ID": "9"}),
        ("Patient.Demographics.EmailAddresses[0]", "ada@example.com"),
        ("Visit.Duration", 30),
        ("Visit.AttendingProvider.Address.City", "Boston"),
        ("Patient.Demographics.DOB", None),
        ("Meta.Test", False),
        ("Patient.Extensions", {"x": 1}),
    ],
)
def test_a_value_comes_to_stand_where_its_path_says_and_nothing_else_changes(path, value):
    before = copy.deepcopy(MESSAGE)
    made = laid({path: value})
    holder = made
    for step in path.replace("[", ".").replace("]", "").split("."):
        holder = holder[int(step) if step.isdigit() else step]

    assert value in (holder, {"ID": "9"})
    assert before == MESSAGE
    assert made["Patient"]["Demographics"]["LastName"] == "Hopper"
    assert [each["IDType"] for each in made["Patient"]["Identifiers"]] == ["MR", "EHRID"]


def test_a_mapping_changes_what_it_names_and_a_list_takes_the_place_of_the_old():
    made = laid({"Patient": {"Demographics": {"FirstName": "Ada"}, "Identifiers": [{"ID": "7"}]}})[
        "Patient"
    ]

    assert made["Demographics"]["FirstName"] == "Ada"
    assert made["Demographics"]["LastName"] == "Hopper"
    assert made["Identifiers"] == [{"ID": "7"}]


def test_an_index_just_behind_the_end_adds_an_entry():
    made = laid({"Patient.Identifiers[2].ID": "3"})

    assert made["Patient"]["Identifiers"][2:] == [{"ID": "3"}]


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("Patient.Demografics.FirstName", "Patient.Demographics.FirstName"),
        ("Patient.demographics.firstname", "Patient.Demographics.FirstName"),
        ("Demographics.MaritalStatus", "Patient.Demographics.MaritalStatus"),
        ("Patient.Identifiers[0].IDTyp", "Patient.Identifiers[0].IDType"),
        ("Visit.Reasn", "Visit.Reason"),
        ("Vist", "Visit"),
    ],
)
def test_a_path_that_matches_nothing_names_the_nearest_that_does(path, near):
    with pytest.raises(Misuse, match="has no field") as wrong:
        laid({path: "x"})

    assert f"did you mean {near!r}?" in str(wrong.value)


def test_where_nothing_is_near_it_says_where_all_fields_stand():
    with pytest.raises(Misuse, match=r"schema PatientAdmin\.Arrival --fields"):
        laid({"Zzyzx": 1})


def test_a_wrong_name_inside_a_mapping_is_told_with_its_whole_path():
    with pytest.raises(Misuse, match=r"did you mean 'Patient\.Demographics\.FirstName'"):
        laid({"Patient": {"Demographics": {"FirstNme": "Ada"}}})


@pytest.mark.parametrize(
    ("path", "value", "why"),
    [
        ("Visit.Duration", "30", "it is text, not a number"),
        ("Visit.Duration", True, "it is true or false, not a number"),
        ("Patient.Identifiers[0].ID", None, "it is null, not text"),
        ("Patient.Demographics", "Ada", "it is text, not an object"),
        ("Patient.Demographics", None, "it is null, not an object"),
        ("Patient.Identifiers", {"ID": "1"}, "it is an object, not a list"),
        ("Patient.Identifiers.ID", "1", r"a list; write Identifiers\[0\] for its first"),
        ("Patient.Identifiers[9].ID", "1", r"has 2 entries; \[2\] adds one"),
        ("Patient[0].Notes", [], "Patient is no list"),
        ("Patient.Notes", ["x", None], "it is null, not text"),
        ("Patient.Notes[0]", 5, "it is a number, not text"),
        ("Patient.Demographics.DOB.Year", 1, "DOB is text, which holds no fields"),
    ],
)
def test_a_value_that_does_not_fit_is_told(path, value, why):
    with pytest.raises(Misuse, match=why):
        laid({path: value})


def test_texts_are_read_as_the_kind_of_their_field():
    texts = [
        "Patient.Demographics.FirstName=Ada=Eve", "Visit.Duration=45", "Meta.Test=false",
        "Visit.Balance=1.5", 'Visit.Instructions=["Fast"]', "Patient.Identifiers[0].ID=0012",
        'Patient.Identifiers[1]={"ID": "5"}', "Visit.Reason=",
    ]  # fmt: skip

    assert read_texts(ARRIVAL, texts) == {
        "Patient.Demographics.FirstName": "Ada=Eve", "Visit.Duration": 45, "Meta.Test": False,
        "Visit.Balance": 1.5, "Visit.Instructions": ["Fast"], "Patient.Identifiers[0].ID": "0012",
        "Patient.Identifiers[1]": {"ID": "5"}, "Visit.Reason": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Visit.Reason", "has no value; write Path=value"),
        ("Visit.Duration=soon", "expected a number, written as JSON"),
        ("Visit.Instructions=Fast", "expected a list, written as JSON"),
        ("Visit.Reasn=x", "did you mean 'Visit.Reason'"),
        ("", "has no value"),
        ("=", "has no field"),
        ("..=1", "has no field"),
    ],
)
def test_a_text_that_can_not_be_read_is_told(text, why):
    with pytest.raises(Misuse, match=why):
        read_texts(ARRIVAL, [text])
