"""Messages of one's own: completed, never overruled, and refused before anything is sent."""

from __future__ import annotations

import json
import uuid

import pytest

from mock_redox.core.errors import Misuse

EVENT = "PatientAdmin.Arrival"
LOG = {"ID": "log", "AttemptID": "attempt"}


@pytest.fixture
def redox(build):
    hook = {"id": "d1", "url": "http://hook.test", "verification_token": "t"}
    return build({"destinations": [hook]}).redox


@pytest.fixture
def push(redox):
    def push(event=EVENT, **more):
        return redox.webhooks.push(event, "d1", unverified=True, **more)

    return push


def test_a_message_of_ones_own_gets_its_meta_completed(push, sender):
    message = push(data={"Patient": {"a": "\u00fc"}, "Meta": {"Test": False}}).message

    assert message["Patient"] == {"a": "\u00fc"}
    assert (message["Meta"]["Test"], message["Meta"]["EventType"]) == (False, "Arrival")
    assert json.loads(sender.sent[0].body) == message
    assert "\u00fc".encode() in sender.sent[0].body


def test_any_event_can_be_pushed_with_data_and_found_without_the_space(push):
    message = push("clinicalsummary.patientpush", data={"Header": {}}).message

    assert message["Meta"]["DataModel"] == "Clinical Summary"
    assert "Visit" not in message


def test_the_data_that_were_given_stay_as_they_were(push):
    data = {"Meta": {"Test": False}, "Patient": {}}
    push(data=data)

    assert data == {"Meta": {"Test": False}, "Patient": {}}


def test_ids_of_ones_own_are_those_of_the_delivery(push):
    delivery = push(data={"Meta": {"Logs": [LOG]}})

    assert (delivery.log_id, delivery.last.id) == ("log", "attempt")


@pytest.mark.parametrize("logs", [[], None, {}, ["log"], [{"ID": "log"}], [{"AttemptID": "a"}]])
def test_logs_without_ids_are_refused(redox, push, sender, logs):
    with pytest.raises(Misuse, match="Logs must begin with an entry"):
        push(data={"Meta": {"Logs": logs}})

    assert (sender.sent, redox.webhooks.outbox.all()) == ([], [])


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"event": "PatientAdmin.Arival"}, "did you mean 'PatientAdmin.Arrival'"),
        ({"patient": "Keva Grean"}, "did you mean 'Keva Green'"),
        ({"patient": "Keva Green", "data": {}}, "the data say whom it is about"),
        ({"overlay": {"Patient.FirstNam": "Ada"}}, "did you mean 'Patient.PCP.FirstName'"),
        ({"overlay": {"Meta.EventType": "New"}}, "the data say EventType 'New'"),
        ({"overlay": {"Meta.Logs": []}}, "Logs must begin with an entry"),
        ({"as_": "mising"}, "did you mean 'missing'"),
        ({"data": {"Meta": []}}, "Meta must be a mapping"),
        ({"data": {"Meta": {"DataModel": "Order"}}}, "the data say DataModel 'Order'"),
        ({"data": {"Meta": {"EventType": "New"}}}, "the data say EventType 'New'"),
    ],
)
def test_a_push_that_makes_no_sense_is_refused_before_anything_is_sent(
    redox, push, sender, wrong, problem
):
    with pytest.raises(Misuse, match=problem):
        push(**wrong)

    assert (sender.sent, redox.webhooks.outbox.all()) == ([], [])


def test_the_retired_ids_come_with_it_if_the_setting_says_so(redox, push):
    redox.settings.change(legacy_ids=True)
    meta = push().message["Meta"]

    assert isinstance(meta["Message"]["ID"], int)
    assert isinstance(meta["Transmission"]["ID"], int)


def test_a_message_of_odd_letters_is_still_sent(push, sender):
    push(data={"Patient": {"Notes": ["\ud800", "\u0000", "\U0001f600"]}})

    assert json.loads(sender.sent[0].body)["Patient"]["Notes"] == ["?", "\u0000", "\U0001f600"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), {1, 2}, uuid.UUID(int=7), b"raw"])
@pytest.mark.parametrize("what", [{"data"}, {"overlay"}])
def test_what_json_can_not_hold_is_refused_and_never_sent_as_something_else(
    push, sender, value, what
):
    own = {"data": {"Patient": {"Extensions": {"mine": value}}}, "overlay": {
        "Patient.Extensions": {"mine": value}}}  # fmt: skip
    with pytest.raises(Misuse, match="can't be written as JSON"):
        push(**{name: own[name] for name in what})

    assert sender.sent == []


@pytest.mark.parametrize("value", [2**70, 1.5e300, {"deep": [[[[{}]]]]}, 10**16, -0.0, "\u2028"])
def test_what_is_large_or_odd_arrives_as_it_was(push, sender, value):
    push(data={"Patient": {"mine": value}})

    assert json.loads(sender.sent[-1].body)["Patient"]["mine"] == value


def test_a_deeply_nested_message_arrives(push, sender):
    deep: list[object] = []
    for _ in range(300):
        deep = [deep]
    push(data={"Patient": {"mine": deep}})

    assert json.loads(sender.sent[-1].body)["Patient"]["mine"] == deep
