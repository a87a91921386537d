"""The JSON Schemas that other tools use, judged by two validators that know nothing of us."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import jsonschema_rs
import pytest
from minimal import full, minimal
from thoroughness import some

from mock_redox.core.data_model.schemas import all_schemas, schema_of
from mock_redox.core.data_model.schemas.json_schema import json_schema

DRAFTS = (
    (jsonschema.Draft202012Validator, jsonschema_rs.Draft202012Validator),
    (jsonschema.Draft7Validator, jsonschema_rs.Draft7Validator),
)
"""A validator in Python, and one in Rust, which takes the long ones."""
ALL = {schema.name: schema for schema in all_schemas()}
GOLDEN = sorted((Path(__file__).parents[4] / "fixtures").glob("*.json"))


@pytest.mark.parametrize("name", some([*ALL]))
def test_each_is_itself_valid_and_so_are_a_small_and_a_full_message(name):
    for strict in (False, True):
        judge(json_schema(ALL[name], strict=strict), ALL[name])


def judge(made, schema):
    small = minimal(schema.data_model, schema.event_type)
    large = full(schema.data_model, schema.event_type)
    for slow, quick in DRAFTS:
        validator = quick({**made, "$schema": slow.META_SCHEMA["$schema"]})
        assert validator.is_valid(small), slow
        assert validator.is_valid(large), slow
        assert not list(slow(made).iter_errors(small)), slow
    assert not list(jsonschema.Draft202012Validator(made).iter_errors(large))

    jsonschema_rs.meta.validate(made)
    jsonschema_rs.meta.validate({**made, "$schema": jsonschema.Draft7Validator.META_SCHEMA["$id"]})


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_message_is_valid(path):
    model, _, event = path.stem.partition(".")
    message = json.loads(path.read_text(encoding="utf-8"))
    message = {"Meta": {"DataModel": model, "EventType": event}, **message}

    jsonschema.Draft202012Validator(json_schema(schema_of(model, event))).validate(message)


def test_it_says_what_is_known_and_asks_for_little():
    made = json_schema(schema_of("PatientAdmin", "Arrival"))
    sex = made["$defs"]["Demographics"]["properties"]["Sex"]

    assert made["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert made["title"] == "PatientAdmin.Arrival"
    assert made["required"] == ["Meta", "Patient"]
    assert sex == {"type": ["string", "null"], "examples": ["Female", "Male", "Unknown", "Other"]}
    assert "Visit.VisitNumber" in made["x-redox-reliable"]
    assert "additionalProperties" not in json.dumps(made)


def test_strictly_it_asks_for_values_formats_and_known_fields():
    made = json_schema(schema_of("PatientAdmin", "Arrival"), strict=True)
    demographics = made["$defs"]["Demographics"]

    assert demographics["additionalProperties"] is False
    assert demographics["properties"]["Sex"]["enum"][-2:] == ["Other", None]
    assert demographics["properties"]["DOB"]["format"] == "date"
    assert demographics["properties"]["Language"]["pattern"] == "^[a-z]{2}$"
