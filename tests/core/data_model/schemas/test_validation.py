"""What is refused, where, and what is let pass (data-models.md 5.3)."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path

import pytest
from minimal import full, minimal
from thoroughness import some

from mock_redox.core.data_model.schemas import all_schemas, schema_of
from mock_redox.core.data_model.schemas.model import walk
from mock_redox.core.data_model.schemas.problems import Problem
from mock_redox.core.data_model.schemas.validation import MOST, _sound, problems

ALL = {schema.name: schema for schema in all_schemas()}
GONE = object()
GOLDEN = sorted((Path(__file__).parents[4] / "fixtures").glob("*.json"))


def found(schema, message, **how) -> list[tuple[str, str]]:
    return [(each.fault, each.path) for each in problems(schema, message, **how)]


@contextmanager
def changed(message, path: str, value):
    """With another value at a path of the schema, in the first of each list; GONE is none."""
    *above, last = path.replace("[]", "").split(".")
    holder = message
    for step in above:
        holder = holder[step]
        holder = holder[0] if isinstance(holder, list) else holder
    before = holder.get(last, GONE)
    holder[last] = value
    if value is GONE:
        del holder[last]
    yield message
    holder[last] = before
    if before is GONE:
        del holder[last]


def written(path: str) -> str:
    """How a message names the place: the first of each list."""
    return path.removesuffix("[]").replace("[]", "[0]")


def fields(schema):
    """All of them; of the documents with over a thousand, made of the same blocks, every fourth."""
    every = [*walk(schema.fields)]
    return every[:: 4 if len(every) > 1_000 else 1]


@pytest.mark.parametrize("name", some([*ALL]))
def test_each_required_field_is_missed_by_its_path(name):
    schema = ALL[name]
    message = minimal(schema.data_model, schema.event_type)
    for path in schema.required:
        for value, fault in ((GONE, "missing"), (None, "null")):
            with changed(message, path, value) as bad:
                assert found(schema, bad) == [(fault, written(path))]


@pytest.mark.parametrize("name", some([*ALL]))
def test_each_optional_value_may_be_left_out_null_or_empty(name):
    schema = ALL[name]
    message = full(schema.data_model, schema.event_type)
    for path, field in fields(schema):
        empty = [] if field.many else {} if field.fields is not None else None
        for value in () if field.required else (GONE, empty):
            with changed(message, path, value) as less:
                assert found(schema, less) == [], path


@pytest.mark.parametrize("name", some([*ALL]))
def test_each_value_of_a_wrong_type_is_told_by_its_path_a_null_container_too(name):
    schema = ALL[name]
    message = full(schema.data_model, schema.event_type)
    for path, field in fields(schema):
        wrong = "x" if field.many or "string" not in field.kinds else True
        with changed(message, path, wrong) as bad:
            assert found(schema, bad) == [("type", written(path))]
        if not field.required and (field.many or field.fields is not None):
            with changed(message, path, None) as bad:
                assert found(schema, bad) == [("type", written(path))]
                assert found(schema, bad, null_containers=True) == []


@pytest.mark.parametrize("name", some([*ALL]))
def test_an_unknown_field_is_ignored_anywhere_and_told_in_strict_validation(name):
    schema = ALL[name]
    message = full(schema.data_model, schema.event_type)
    for path, field in fields(schema):
        if field.fields is not None:
            with changed(message, f"{path}.Zyx", [{"a": None}]) as more:
                assert found(schema, more) == []
                assert found(schema, more, strict=True) == [("unknown", written(f"{path}.Zyx"))]


@pytest.mark.parametrize("name", some([*ALL]))
def test_a_full_message_is_strictly_right(name):
    assert found(ALL[name], full(ALL[name].data_model, ALL[name].event_type), strict=True) == []


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_golden_message_is_strictly_right(path):
    model, _, event = path.stem.partition(".")
    message = json.loads(path.read_text(encoding="utf-8"))
    message = {"Meta": {"DataModel": model, "EventType": event}, **message}

    assert found(schema_of(model, event), message, strict=True) == []


ARRIVAL = schema_of("PatientAdmin", "Arrival")


def arrival(**demographics):
    message = minimal("PatientAdmin", "Arrival")
    message["Patient"]["Demographics"] = demographics
    return message


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("Sex", "F", ("value", "'F'", "Female, Male, Unknown or Other", None)),
        ("Sex", "male", ("value", "'male'", "Female, Male, Unknown or Other", "Male")),
        ("DOB", "2/3/1970", ("format", "'2/3/1970'", "a date such as 1970-02-03", None)),
        ("DOB", "1970-02-30", ("format", "'1970-02-30'", "a date such as 1970-02-03", None)),
        ("FirstNme", "Ada", ("unknown", "there", "a field of the model", "FirstName")),
    ],
)
def test_strict_validation_says_what_came_and_what_was_meant(field, value, problem):
    message = arrival(**{field: value})
    fault, got, expected, near = problem

    assert found(ARRIVAL, message) == []
    assert problems(ARRIVAL, message, strict=True) == [
        Problem(fault, f"Patient.Demographics.{field}", got, expected, near)
    ]


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("DeathDateTime", "2026-11-21T15:04:05.000Z", "2026-11-21"),
        ("DeathDateTime", "2026-11-21T15:04:05-04:00", "2026-11-21T25:04:05Z"),
        ("DeathDateTime", "2026-11-21T15:04Z", "2026-11-21T15:04:05"),
        ("Language", "en", "English"),
        ("Language", None, "EN"),
        ("DOB", "", "19700203"),
        ("EmailAddresses", ["ada@example.com"], ["ada"]),
        ("Citizenship", ["US"], ["USA"]),
        ("Citizenship", [], [7]),
        ("PhoneNumber", {"Home": "+16175550123"}, {"Home": "617-555-0123"}),
    ],
)
def test_formats_count_only_in_strict_validation(field, good, bad):
    assert found(ARRIVAL, arrival(**{field: bad})) == []
    assert len(found(ARRIVAL, arrival(**{field: bad}), strict=True)) == 1
    assert found(ARRIVAL, arrival(**{field: good}), strict=True) == []


def test_an_empty_required_value_passes_unless_strict():
    message = minimal("PatientAdmin", "Arrival")
    message["Patient"]["Identifiers"][0]["ID"] = ""

    assert found(ARRIVAL, message) == []
    assert found(ARRIVAL, message, strict=True) == [("empty", "Patient.Identifiers[0].ID")]


def test_a_list_of_required_things_may_be_empty():
    message = minimal("PatientAdmin", "Arrival")
    message["Patient"]["Identifiers"] = []

    assert found(ARRIVAL, message) == []


def test_extensions_may_stand_anywhere_and_examples_are_no_rule():
    message = arrival(Extensions={"x": {"string": "y"}})
    message["Visit"] = {"PatientClass": "Observation", "Extensions": {}}

    assert found(ARRIVAL, message, strict=True) == []


def test_a_missing_field_names_the_one_that_stands_in_its_place():
    message = minimal("PatientAdmin", "Arrival")
    message["Patient"]["identifiers"] = message["Patient"].pop("Identifiers")

    assert problems(ARRIVAL, message)[0].near == "identifiers"


def test_only_the_first_few_are_told():
    slots = schema_of("Scheduling", "PushSlots")
    message = minimal("Scheduling", "PushSlots") | {"Slots": [{}] * 1000}

    assert len(found(slots, message)) == MOST
    assert len(found(slots, message, most=1)) == 1


@pytest.mark.parametrize(
    "odd",
    ["\ud800", 10**400, 1e308, {"a": {"b": [None, True]}}],
    ids=["half a character", "a huge number", "a large one", "anything"],
)
def test_what_the_library_can_not_hold_is_judged_all_the_same(odd):
    message = arrival() | {"Odd": odd}
    wrong = arrival() | {"Odd": odd, "Visit": []}

    assert found(ARRIVAL, message) == []
    assert found(ARRIVAL, wrong) == [("type", "Visit")]


def test_so_is_what_is_nested_very_deep():
    deep: object = "x"
    for _ in range(5000):
        deep = {"a": deep}

    assert found(ARRIVAL, arrival() | {"Deep": deep}) == []


def test_a_usual_message_never_needs_the_slow_way():
    for path in GOLDEN:
        model, _, event = path.stem.partition(".")
        message = json.loads(path.read_text(encoding="utf-8"))
        whole = {"Meta": {"DataModel": model, "EventType": event}, **message}

        assert _sound(schema_of(model, event), whole, strict=False), path
