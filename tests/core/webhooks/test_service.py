"""Endpoints are verified, and events pushed to them, through a sender that does as it is told."""

from __future__ import annotations

import json
import re

import pytest

from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.ports import Answer
from mock_redox.core.webhooks import outbox

URL = "http://hook.test/redox"
HOOK = {"id": "d1", "name": "Hook", "url": URL, "verification_token": "Tok1"}
EVENT = "PatientAdmin.Arrival"


@pytest.fixture
def redox(build):
    return build({"destinations": [HOOK, {"id": "d2", "name": "No URL"}]}).redox


@pytest.fixture
def push(redox):
    """Pushes to the hook as if it were verified."""

    def push(event=EVENT, to="d1", **more):
        return redox.webhooks.push(event, to, **{"unverified": True} | more)

    return push


def echo(outgoing) -> Answer:
    """A correct receiver."""
    sent = json.loads(outgoing.body) if outgoing.body else dict(outgoing.headers)
    return Answer(status=200, body=sent.get("challenge", "").encode(), took=0.25)


def test_an_endpoint_that_echoes_the_challenge_is_verified(redox, sender):
    sender.answer = echo
    result = redox.webhooks.verify("d1")

    assert redox.destinations.require("d1").verified
    challenge = json.loads(sender.sent[0].body)["challenge"]
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", challenge)
    assert result.as_json() == {
        "ok": True, "at": "2026-01-01T12:00:00.000Z", "url": URL, "method": "POST", "status": 200,
        "reason": "answered 200 with the challenge", "took_ms": 250.0, "destination": "d1",
        "exchange": redox.journal.find()[0].id, "failure": None,
    }  # fmt: skip


def test_one_that_does_not_is_unverified_even_if_it_was_verified_before(redox, sender):
    sender.answer = echo
    assert redox.webhooks.verify("d1").ok
    sender.answer = Answer(status=200, body=b"hello")

    assert not redox.webhooks.verify("d1").ok
    assert not redox.destinations.require("d1").verified


def test_each_challenge_is_new(redox, sender):
    for _ in range(3):
        redox.webhooks.verify("d1")

    assert len({json.loads(each.body)["challenge"] for each in sender.sent}) == 3


def test_the_method_is_the_destinations_own_or_the_one_that_is_asked_for(redox, sender):
    redox.webhooks.verify("d1", "GET")
    redox.destinations.change("d1", method="GET")
    redox.webhooks.verify("d1")
    redox.webhooks.verify("d1", "POST")

    assert [each.method for each in sender.sent] == ["GET", "GET", "POST"]


def test_what_the_settings_say_of_verification_holds(redox, sender):
    redox.settings.change(strict_challenge=True, verification_timeout="2s")
    sender.answer = lambda outgoing: Answer(status=200, body=b"x" + echo(outgoing).body)

    assert "strict_challenge" in redox.webhooks.verify("d1").reason
    assert sender.sent[0].timeout.total_seconds() == 2
    sender.answer = Answer(failure="timeout", problem="nothing came")
    assert redox.webhooks.verify("d1").reason == "no answer within 2 s"


@pytest.mark.parametrize("act", ["verify", "push"])
def test_a_destination_without_a_url_or_an_unknown_one_is_a_misuse(redox, act):
    arguments = () if act == "verify" else (EVENT,)
    with pytest.raises(Misuse, match="'No URL' has no URL"):
        getattr(redox.webhooks, act)(*arguments, "d2")
    with pytest.raises(Unknown):
        getattr(redox.webhooks, act)(*arguments, "d3")


def test_a_push_carries_the_token_in_both_headers_and_a_whole_message(redox, push, sender):
    delivery = push()
    (sent,) = sender.sent

    assert (sent.method, sent.url, sent.timeout.total_seconds()) == ("POST", URL, 30)
    assert sent.headers == (
        ("verification-token", "Tok1"),
        ("authorization", "Bearer Tok1"),
        ("application-name", "RedoxEngine"),
        ("content-type", "application/json"),
    )
    assert json.loads(sent.body) == delivery.message
    assert next(iter(delivery.message)) == "Meta"
    assert {"Patient", "Visit"} <= set(delivery.message)


def test_its_meta_is_that_of_redoxs_test_traffic(push):
    delivery = push()
    meta = delivery.message["Meta"]

    assert list(meta) == [
        "DataModel", "EventType", "EventDateTime", "Test", "Source", "Destinations", "Logs",
        "FacilityCode",
    ]  # fmt: skip
    assert (meta["DataModel"], meta["EventType"], meta["Test"]) == ("PatientAdmin", "Arrival", True)
    assert meta["EventDateTime"] == "2026-01-01T12:00:00.000Z"
    assert meta["Source"]["Name"] == "Redox Dev Tools"
    assert meta["Destinations"] == [{"ID": "d1", "Name": "Hook"}]
    assert meta["Logs"] == [{"ID": delivery.log_id, "AttemptID": delivery.last.id}]


def test_the_outcome_of_a_push_is_the_endpoints_answer(redox, push, sender):
    sender.answer = Answer(status=503)
    delivery = push()

    assert (delivery.good, delivery.status, len(delivery.attempts)) == (False, 503, 1)
    assert redox.journal.get(delivery.last.exchange).outcome == "refused"
    assert redox.webhooks.outbox.require(delivery.id) is delivery
    assert redox.webhooks.outbox.all() == [delivery]


def test_two_pushes_share_no_id(push):
    logs = [push().message["Meta"]["Logs"][0] for _ in range(2)]

    assert len({value for log in logs for value in log.values()}) == 4


def test_only_a_verified_endpoint_is_pushed_to(redox, sender):
    with pytest.raises(Misuse, match="is not verified, and Redox pushes only to verified ones"):
        redox.webhooks.push(EVENT, "d1")
    assert sender.sent == []
    sender.answer = echo
    redox.webhooks.verify("d1")

    assert redox.webhooks.push(EVENT, "d1").good


def test_unless_the_setting_or_the_call_says_otherwise(redox):
    assert redox.webhooks.push(EVENT, "d1", unverified=True)
    redox.settings.change(push_unverified=True)
    assert redox.webhooks.push(EVENT, "d1")
    with pytest.raises(Misuse, match="is not verified"):
        redox.webhooks.push(EVENT, "d1", unverified=False)


@pytest.mark.parametrize(
    ("how", "status", "good", "reason"),
    [
        ("right", 200, True, "acknowledged with 200"),
        ("right", 401, False, "refused with 401; a feed pauses on that and tries again"),
        ("wrong", 401, False, "refused with 401, as it should be"),
        ("missing", 403, False, "refused with 403, as it should be"),
        ("empty", 200, True, "make sure that nothing was processed"),
        ("wrong-header", 200, True, "acknowledged with 200 (wrong-header:"),
        ("wrong-bearer", 401, False, "(wrong-bearer:"),
    ],
)
def test_the_reason_says_what_the_answer_to_a_wrong_token_means(
    push, sender, how, status, good, reason
):
    sender.answer = Answer(status=status)
    delivery = push(as_=how)

    assert (delivery.variant, delivery.good) == (how, good)
    assert reason in delivery.last.reason


def test_only_the_newest_deliveries_are_remembered(redox, push, monkeypatch):
    monkeypatch.setattr(outbox, "KEPT", 2)
    made = [push() for _ in range(3)]

    assert redox.webhooks.outbox.all() == made[1:]
    with pytest.raises(Unknown):
        redox.webhooks.outbox.require(made[0].id)


def test_a_push_is_sent_again_by_its_number_in_the_journal(build):
    world = build({"destinations": [{"id": "d", "url": "http://hook.test"}]}, push_unverified=True)
    world.redox.webhooks.push("PatientAdmin.Arrival", "d")

    again = world.redox.webhooks.resend(1)

    assert [each.exchange for each in again.attempts] == [1, 2]
    assert world.sender.sent[0].body == world.sender.sent[1].body
    with pytest.raises(Unknown, match="exchange 9 was no push"):
        world.redox.webhooks.resend(9)
