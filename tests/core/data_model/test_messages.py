"""A message as it arrives: JSON, Meta, event and destinations, each refused by its own words."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_redox.core.data_model.messages import parse
from mock_redox.core.errors import MessageRefused

META = {"DataModel": "PatientAdmin", "EventType": "Arrival", "Destinations": [{"ID": "d1"}]}


def body(**meta) -> bytes:
    given = {name: value for name, value in {**META, **meta}.items() if value is not None}
    return json.dumps({"Meta": given, "Patient": {"a": 1}}).encode()


def refusal(raw: bytes) -> MessageRefused:
    with pytest.raises(MessageRefused) as caught:
        parse(raw)
    return caught.value


def test_a_message_has_its_event_and_the_ids_of_its_destinations():
    message = parse(body(Destinations=[{"ID": "d1"}, {"ID": "d2", "Name": "Two"}]))

    assert message.event.name == "PatientAdmin.Arrival"
    assert message.destinations == ("d1", "d2")
    assert message.body["Patient"] == {"a": 1}


@pytest.mark.parametrize(
    ("meta", "got"),
    [
        ({"DataModel": None}, "Meta.DataModel is missing"),
        ({"EventType": ""}, "Meta.EventType is empty"),
        ({"EventType": True}, "Meta.EventType is true or false"),
        ({"Destinations": {"ID": "d1"}}, "Meta.Destinations is an object"),
        ({"Destinations": ["d1"]}, "Meta.Destinations[0] is text, not an object"),
        ({"Destinations": [None]}, "Meta.Destinations[0] is null, not an object"),
        ({"Destinations": [{}]}, "Meta.Destinations[0].ID is missing"),
        ({"Destinations": [{"ID": None}]}, "Meta.Destinations[0].ID is null"),
        ({"Destinations": [{"ID": ["d1"]}]}, "Meta.Destinations[0].ID is a list"),
    ],
)
def test_what_came_is_told_in_words_of_json(meta, got):
    assert refusal(body(**meta)).explanation.got == got


def test_unknown_fields_are_ignored():
    assert parse(body(Extensions={"x": 1}, Anything=[None], Test="yes")).event


@pytest.mark.parametrize("none", [None, []])
def test_a_message_may_come_without_destinations_as_far_as_its_form_goes(none):
    assert parse(body(Destinations=none)).destinations == ()


@pytest.mark.parametrize(
    ("meta", "text"),
    [
        ({"DataModel": None}, "Required field missing - Meta.DataModel in undefined:Arrival"),
        ({"DataModel": ""}, "Required field missing - Meta.DataModel in :Arrival"),
        ({"EventType": None}, "Required field missing - Meta.EventType in PatientAdmin:undefined"),
        ({"DataModel": 5}, "Invalid type - Meta.DataModel in undefined:Arrival"),
        ({"EventType": ["Arrival"]}, "Invalid type - Meta.EventType in PatientAdmin:undefined"),
        ({"DataModel": "Patientadmin"}, "Unsupported data model - Patientadmin"),
        ({"DataModel": "ClinicalSummary"}, "Unsupported data model - ClinicalSummary"),
        ({"EventType": "arrival"}, "Unsupported event type - arrival in PatientAdmin"),
        ({"EventType": "CensusQueryResponse"},
         "Unsupported event type - CensusQueryResponse in PatientAdmin"),
        ({"Destinations": "d1"}, "Invalid type - Meta.Destinations in PatientAdmin:Arrival"),
        ({"Destinations": [{}]},
         "Required field missing - Meta.Destinations[0].ID in PatientAdmin:Arrival"),
        ({"Destinations": [{"ID": "d1"}, {"ID": 5}]},
         "Invalid type - Meta.Destinations[1].ID in PatientAdmin:Arrival"),
        ({"Destinations": ["d1"]},
         "Required field missing - Meta.Destinations[0].ID in PatientAdmin:Arrival"),
    ],
)  # fmt: skip
def test_a_fault_in_meta_is_named_by_its_path(meta, text):
    found = refusal(body(**meta))

    assert (found.status, found.text) == (400, text)
    assert (found.kind, found.module) == ("message", "DataModels")
    assert found.explanation.fix


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", "Request body is not valid JSON"),
        (b"{", "Request body is not valid JSON"),
        (b"\xff\xfe", "Request body is not valid JSON"),
        (b"[" * 100_000, "Request body is not valid JSON"),
        (b"grant_type=a", "Request body is not valid JSON"),
        (b'{"Meta": NaN}', "Request body is not valid JSON"),
        (b'{"Meta": -Infinity}', "Request body is not valid JSON"),
        (b'{"Meta": 1e999}', "Request body is not valid JSON"),
        (b"[]", "Request body is not a JSON object"),
        (b"null", "Request body is not a JSON object"),
        (b'"text"', "Request body is not a JSON object"),
        (b"{}", "Required field missing - Meta in undefined:undefined"),
        (b'{"Meta": null}', "Required field missing - Meta in undefined:undefined"),
        (b'{"Meta": []}', "Invalid type - Meta in undefined:undefined"),
        (b'{"meta": {}}', "Required field missing - Meta in undefined:undefined"),
    ],
    ids=lambda value: repr(value[:20]) if isinstance(value, bytes) else None,
)
def test_what_is_no_message_is_refused(raw, text):
    found = refusal(raw)

    assert (found.status, found.text, found.meta) == (400, text, {})
    assert (found.kind, found.module) == ("message", "DataModels")


def test_the_nearest_event_and_model_are_suggested():
    assert refusal(body(EventType="Arival")).explanation.fix == "did you mean 'Arrival'?"
    assert refusal(body(DataModel="PatientAdmn")).explanation.fix == "did you mean 'PatientAdmin'?"


def test_the_first_fault_is_the_one_that_is_told():
    wrong = {"DataModel": None, "EventType": None, "Destinations": 5}

    assert "Meta.DataModel" in refusal(body(**wrong)).text
    assert "Meta.EventType" in refusal(body(**wrong | {"DataModel": "x"})).text
    assert "Unsupported" in refusal(body(**wrong | {"DataModel": "x", "EventType": "y"})).text


def test_what_is_known_of_meta_goes_with_the_refusal():
    assert refusal(body(EventType="x", Test=True)).meta == {**META, "EventType": "x", "Test": True}


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text() | st.sampled_from(["Meta", "ID"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["Meta", "DataModel", "Destinations", "ID"]), inner)
        ),
        max_leaves=8,
    )
)
def test_whatever_json_comes_it_is_read_or_refused(value):
    for meta in (value, {**META, "Destinations": value}):
        with contextlib.suppress(MessageRefused):
            message = parse(json.dumps({"Meta": meta}).encode())

            assert message.event.name == "PatientAdmin.Arrival"
