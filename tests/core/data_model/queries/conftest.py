"""A hospital to ask: its people, and what messages write."""

from __future__ import annotations

import json

import pytest
from ada import SPAN

from mock_redox.core.data_model.answers import problems
from mock_redox.core.data_model.events import named
from mock_redox.core.data_model.schemas import schema_of
from mock_redox.core.data_model.schemas.validation import problems as faults


@pytest.fixture
def patients(redox):
    return redox.core.samples.patients()


@pytest.fixture
def mr():
    """The record number of a patient, as identifiers."""

    def mr(patient) -> list[dict]:
        return patient["Identifiers"][:1]

    return mr


@pytest.fixture
def reply(send):
    """Sends a message by the name of its event and returns the whole reply."""

    def reply(event, **body):
        kind = named(event)
        return send({"DataModel": kind.data_model, "EventType": kind.event_type}, **body)

    return reply


@pytest.fixture
def tell(reply):
    """Sends a message that is taken."""

    def tell(event, **body):
        assert reply(event, **body).status == 200

    return tell


@pytest.fixture
def ask(reply):
    """Asks a query, and sees that the answer is as its schema has it; returns the answer."""

    def ask(event, **body):
        answer, kind = reply(event, **body).body, named(event)
        json.dumps(answer)
        assert "Errors" not in answer["Meta"], answer["Meta"]
        assert problems(kind, answer) == []
        schema = schema_of(kind.data_model, str(kind.answer))
        assert faults(schema, answer, strict=True) == []
        return answer

    return ask


@pytest.fixture
def booked(ask):
    """The appointments of Ada."""
    return lambda: ask("Scheduling.Booked", **SPAN)["Visits"]
