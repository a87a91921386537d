"""Messages that tell nothing of anybody, and are validated as those they were made of."""

from __future__ import annotations

import pytest
from minimal import full, minimal
from thoroughness import some

from mock_redox.core.data_model.schemas import all_schemas, schema_of
from mock_redox.core.data_model.schemas.outline import outline
from mock_redox.core.data_model.schemas.validation import problems

ALL = {schema.name: schema for schema in all_schemas()}


@pytest.mark.parametrize("name", some([*ALL]))
def test_the_outline_of_a_right_message_is_right(name):
    schema = ALL[name]
    for made in (minimal, full):
        told = outline(schema.fields, made(schema.data_model, schema.event_type))

        assert problems(schema, told | {"Meta": made(*name.split("."))["Meta"]}, strict=True) == []


@pytest.mark.parametrize(
    "patient",
    [
        {}, [], None, "Ada", 7, {"Identifiers": "Ada"}, {"Identifiers": [{"ID": "Ada"}, 7]},
        {"Identifiers": [{"ID": 7, "IDType": None}], "Notes": {"Ada": 1}},
        {"Identifiers": [], "Demographics": [{"FirstName": "Ada"}], "Notes": [["Ada"]]},
    ],
)  # fmt: skip
def test_what_is_wrong_stays_wrong_in_the_same_place_and_says_nothing(patient):
    schema = schema_of("PatientAdmin", "Arrival")
    message = {**minimal("PatientAdmin", "Arrival"), "Patient": patient, "Ada": "Lovelace"}
    told = outline(schema.fields, message)

    def places(body):
        body = body | {"Meta": message["Meta"]}
        return [(each.fault, each.path) for each in problems(schema, body)]

    assert places(told) == places(message)
    assert "Ada" not in str(told)


def test_values_of_a_set_and_formats_become_others_of_theirs():
    said = {"Sex": "Male", "DOB": "1815-12-10", "FirstName": "Ada", "LastName": "", "SSN": None}
    fields = schema_of("PatientAdmin", "Arrival").fields["Patient"].fields["Demographics"].fields

    assert outline(fields, said) == {
        "Sex": "Female", "DOB": "1970-02-03", "FirstName": "x", "LastName": "", "SSN": None,
    }  # fmt: skip
