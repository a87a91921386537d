"""Every event of the data models has a schema (data-models.md 6 and 8)."""

from __future__ import annotations

import subprocess
import sys

import pytest
from minimal import full, minimal

from mock_redox.core.data_model.events import EVENTS
from mock_redox.core.data_model.schemas import all_schemas, models, schema_of
from mock_redox.core.data_model.schemas.model import walk
from mock_redox.core.errors import Unknown

ALL = {schema.name: schema for schema in all_schemas()}


def test_there_are_25_models_and_115_events():
    assert (len(models()), len(ALL)) == (25, 115)


def test_every_event_that_is_sent_asked_or_answered_has_one():
    known = {event.name for event in EVENTS.values()}
    answers = {f"{e.data_model}.{e.answer}" for e in EVENTS.values() if e.answer}

    assert set(ALL) == known | answers | {"SSO.Sign-on"}


@pytest.mark.parametrize("name", ALL)
def test_each_begins_with_meta_and_its_paths_are_fields(name):
    schema = ALL[name]
    paths = {path for path, _ in walk(schema.fields)}

    assert next(iter(schema.fields)) == "Meta"
    assert {"Meta", "Meta.DataModel", "Meta.EventType"} <= set(schema.required) <= paths
    assert schema.reliable | schema.expected <= paths


def test_what_redox_marks_as_required():
    def required(model, event):
        return [path for path in schema_of(model, event).required if not path.startswith("Meta")]

    patient = ["Patient", "Patient.Identifiers[]", "Patient.Identifiers[].ID",
               "Patient.Identifiers[].IDType"]  # fmt: skip
    assert required("PatientAdmin", "Arrival") == patient
    assert required("PatientSearch", "Query") == []
    assert required("Scheduling", "New") == [
        "Visit", "Visit.VisitNumber", "Visit.VisitDateTime", "Visit.Duration", "Visit.Location",
        "Visit.Location.Department",
    ]  # fmt: skip
    assert "Visit.Duration" not in required("Scheduling", "Cancel")
    assert "Media.FileContents" not in required("Media", "Delete")
    assert "Orders[].ApplicationOrderID" in required("Results", "NewUnsolicited")
    assert required("Clinical Summary", "VisitPush") == []


def test_what_is_reliable_follows_from_the_event_it_rests_on():
    arrival = schema_of("PatientAdmin", "Arrival").reliable

    assert "Patient.Demographics.DOB" in arrival
    assert schema_of("PatientAdmin", "Discharge").reliable == arrival | {"Visit.DischargeDateTime"}
    assert "Media.FileContents" in schema_of("Media", "New").reliable
    assert "Media.FileContents" not in schema_of("Media", "Delete").reliable


def test_the_four_documents_have_the_sections_that_are_theirs():
    def sections(event):
        return set(schema_of("Clinical Summary", event).fields)

    push, query = sections("VisitPush"), sections("PatientQueryResponse")
    assert query < sections("VisitQueryResponse") < push
    assert push - sections("VisitQueryResponse") == {"MedicalHistoryText", "NoteSections"}
    assert "ChiefComplaintText" not in sections("PatientPush")
    document = schema_of("Clinical Summary", "PatientQueryResponse").fields["Header"].fields
    assert "Visit" not in document["Document"].fields
    assert "Header.Patient.Demographics.DOB" in schema_of("Clinical Summary", "VisitPush").expected


def test_meta_has_what_only_one_event_has():
    assert "CanceledEvent" in schema_of("PatientAdmin", "Cancel").fields["Meta"].fields
    assert "CanceledEvent" not in schema_of("PatientAdmin", "Arrival").fields["Meta"].fields
    assert "SessionID" in schema_of("SSO", "Sign-on").fields["Meta"].fields
    assert "Logs" not in schema_of("SSO", "Sign-on").fields["Meta"].fields


@pytest.mark.parametrize(
    ("model", "event", "told"),
    [
        ("PatientAdmn", "Arrival", "did you mean 'PatientAdmin'?"),
        ("PatientAdmin", "Arival", "did you mean 'Arrival'?"),
    ],
)
def test_an_unknown_event_names_the_nearest(model, event, told):
    with pytest.raises(Unknown, match=told.replace("?", r"\?")):
        schema_of(model, event)


@pytest.mark.parametrize("name", ALL)
def test_the_smallest_and_the_fullest_message_can_be_made(name):
    schema = ALL[name]
    small = minimal(schema.data_model, schema.event_type)
    large = full(schema.data_model, schema.event_type)

    assert set(small) <= set(large) == set(schema.fields)


def test_nothing_is_read_before_it_is_asked_for():
    code = (
        "import sys; import mock_redox.core.data_model.service as _; "
        "from mock_redox.core.data_model.schemas import library; "
        "assert library._shared.cache_info().currsize == 0; "
        "assert 'jsonschema_rs' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
