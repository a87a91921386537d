"""``mock-redox message``, and what ``push`` and ``enqueue`` say of messages."""

from __future__ import annotations

import json

import pytest

from mock_redox import MockRedox, Settings
from mock_redox.core.data_model.schemas import named
from mock_redox.core.data_model.schemas.validation import problems


def test_it_prints_a_valid_message(call):
    made = call("message", "clinicalsummary.patientpush").json

    assert problems(named("Clinical Summary.PatientPush"), made, strict=True) == []


def test_its_people_follow_the_seed_as_everywhere(call):
    made = call("message", "PatientAdmin.Arrival", "--seed", "5", "--patient", "Keva Green").json
    same = MockRedox(Settings(seed=5)).message("PatientAdmin.Arrival", patient="Keva Green")

    assert made["Patient"]["Identifiers"] == same["Patient"]["Identifiers"]
    assert made["Meta"]["Logs"] == same["Meta"]["Logs"]


def test_values_are_set_by_path(call):
    made = call("message", "PatientAdmin.Arrival", "--set", "Patient.Demographics.FirstName=Ada",
                "--set", "Visit.Duration=45").json  # fmt: skip

    assert made["Patient"]["Demographics"]["FirstName"] == "Ada"
    assert made["Visit"]["Duration"] == 45


def test_a_running_mock_makes_it(call, redox_server):
    made = call("message", "Order.New", "--url", redox_server.url, "--set", "Order.ID=7").json

    assert made["Order"]["ID"] == "7"
    assert made["Meta"]["Destinations"][0]["ID"] == redox_server.destination.id


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["PatientAdmin.Arival"], "did you mean 'PatientAdmin.Arrival'?"),
        (["Order.New", "--set", "Order.Prority=Stat"], "did you mean 'Order.Priority'?"),
        (["Order.New", "--set", "Order.Priority"], "write Path=value"),
        (["Order.New", "--patient", "Keva Grean"], "did you mean 'Keva Green'?"),
    ],
)
def test_what_does_not_fit_ends_with_2_and_the_nearest_right_name(call, arguments, told):
    said = call("message", *arguments)

    assert said.code == 2
    assert told in said.err


@pytest.mark.parametrize("event", ["Scheduling.New", "Results.New", "Media.New"])
def test_push_sends_a_message_of_any_event_with_values_of_ones_own(call, receiver, event):
    call("push", event, "--to", receiver.url, "--verification-token", "t" * 20,
         "--patient", "Timothy Bixby", "--set", "Visit.VisitNumber=77")  # fmt: skip
    sent = json.loads(receiver.got[-1][-1])

    assert f"{sent['Meta']['DataModel']}.{sent['Meta']['EventType']}" == event
    assert sent["Visit"]["VisitNumber"] == "77"
    assert sent["Patient"]["Demographics"]["LastName"] == "Bixby"
    assert problems(named(event), sent, strict=True) == []


@pytest.mark.parametrize("where", ["alone", "with a running mock"])
def test_the_patients_are_listed(call, request, where):
    url = request.getfixturevalue("redox_server").url if where != "alone" else None
    more = ["--url", url] if url else ["--seed", "5"]
    lines = call("patients", *more).out.splitlines()

    assert len(lines) == 57
    assert lines[0].startswith("MR 0000001001 ")
    assert any("Keva Green" in line and "Hillsboro, OR 97123" in line for line in lines)
    assert len(call("patients", "--json", *more).json) == 57


def test_those_who_are_listed_are_those_of_messages(call):
    listed = call("patients", "--json", "--seed", "5").json[3]
    made = call("message", "PatientAdmin.Arrival", "--seed", "5", "--patient",
                listed["Identifiers"][0]["ID"]).json  # fmt: skip

    assert made["Patient"]["Identifiers"] == listed["Identifiers"]
    assert made["Patient"]["Demographics"]["DOB"] == listed["Demographics"]["DOB"]
