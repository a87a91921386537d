"""Queries that reach the user's endpoint (webhooks.md 5.1, 5.2)."""

from __future__ import annotations

import contextlib
import json

import pytest

from mock_redox.core.errors import MessageRefused
from mock_redox.core.ports import Answer
from mock_redox.core.setup import DestinationSpec

URL = "http://ehr.test/redox"
BOOKED = {"DataModel": "Scheduling", "EventType": "Booked"}
FOUND = {
    "Meta": {"DataModel": "Scheduling", "EventType": "BookedResponse"},
    "Visits": [{
        "VisitNumber": "v1", "VisitDateTime": "2026-01-02T08:00:00.000Z", "Duration": 15,
        "Location": {"Department": "d"}, "Patient": {"Identifiers": [{"ID": "1", "IDType": "MR"}]},
    }],
}  # fmt: skip


@pytest.fixture
def redox(build):
    return _Redox(build().redox)


class _Redox:
    """What the fixtures of this folder expect, round a Redox whose sender does as it is told."""

    def __init__(self, core):
        self.core = core
        self.settings = core.settings.now


@pytest.fixture
def ehr(redox):
    spec = DestinationSpec(id="d1", name="EHR", url=URL, verification_token="Tok1")
    redox.core.destinations.add(spec)
    return redox.core.destinations.change("d1", verified=True)


@pytest.fixture
def ask(ehr, send, sender):
    """Asks the EHR, which answers so."""

    def ask(answer=FOUND, meta=BOOKED, by=None, **body):
        if not isinstance(answer, Answer) and not callable(answer):
            answer = Answer(status=200, body=json.dumps(answer).encode())
        sender.answer = answer
        return send(meta, "d1", by=by, **body)

    return ask


@pytest.fixture
def told(redox):
    """The reason of the last exchange with an endpoint."""
    return lambda: redox.core.journal.find()[-1].reason


def sent_meta(sender):
    return json.loads(sender.sent[-1].body)["Meta"]


def test_a_query_is_posted_with_the_headers_of_all_that_redox_sends(ask, sender):
    ask()
    (sent,) = sender.sent

    assert (sent.method, sent.url) == ("POST", URL)
    assert sent.headers == (
        ("verification-token", "Tok1"),
        ("authorization", "Bearer Tok1"),
        ("application-name", "RedoxEngine"),
        ("content-type", "application/json"),
    )


def test_its_body_is_the_query_with_meta_completed(ask, sender, redox):
    ask(StartDateTime="2026-01-02", Visit={"Reason": "Grüße"})
    sent = json.loads(sender.sent[0].body)
    meta = sent.pop("Meta")

    assert sent == {"StartDateTime": "2026-01-02", "Visit": {"Reason": "Grüße"}}
    assert list(meta) == [
        "DataModel", "EventType", "EventDateTime", "Test", "Source", "Destinations", "Logs",
        "FacilityCode",
    ]  # fmt: skip
    assert (meta["DataModel"], meta["EventType"]) == ("Scheduling", "Booked")
    assert (meta["EventDateTime"], meta["Test"]) == ("2026-01-01T12:00:00.000Z", True)
    assert list(meta["Source"]) == ["ID", "Name"]
    assert meta["Destinations"] == [{"ID": "d1", "Name": "EHR"}]
    assert [list(log) for log in meta["Logs"]] == [["ID", "AttemptID"]]


def test_what_the_asker_says_in_meta_stays(ask, sender):
    own = {
        "EventDateTime": "2025-12-31T10:00:00-04:00", "Test": False, "FacilityCode": "F1",
        "Extensions": {"user-id": {"string": "u"}}, "Source": {"ID": "s2", "Name": "Two"},
    }  # fmt: skip
    ask(meta=BOOKED | own)
    meta = sent_meta(sender)

    assert {name: meta[name] for name in own} == own
    assert meta["Destinations"] == [{"ID": "d1", "Name": "EHR"}]


def test_a_query_from_production_is_no_test_and_a_legacy_key_speaks_for_its_source(
    redox, ask, sender, caller
):
    redox.core.destinations.add(
        DestinationSpec(id="d1", name="EHR", url="https://ehr.test/redox", environment="Production")
    )
    redox.core.destinations.change("d1", verified=True)
    ask(by=caller("Production", source=("s1", "Mine")), meta=BOOKED | {"Source": {"ID": "s2"}})

    assert sent_meta(sender)["Test"] is False
    assert sent_meta(sender)["Source"] == {"ID": "s1", "Name": "Mine"}


def test_the_log_is_the_same_for_the_endpoint_and_the_asker(ask, sender):
    reply = ask()

    assert reply.body["Meta"]["Logs"] == sent_meta(sender)["Logs"]


@pytest.mark.parametrize("status", [200, 201, 203, 299])
def test_any_2xx_passes_its_body_on_with_200(ask, told, status):
    reply = ask(Answer(status=status, body=json.dumps(FOUND).encode()))

    assert reply.status == 200
    assert list(reply.body) == ["Visits", "Meta"]
    assert reply.body["Visits"] == FOUND["Visits"]
    assert reply.explanation is None
    assert told() == f"answered {status}, passed on to the asker"


def test_the_answers_own_meta_stays_and_redox_completes_it(ask):
    own = FOUND["Meta"] | {"EventType": "Booked", "IsIncomplete": True}
    meta = ask(FOUND | {"Meta": own}).body["Meta"]

    assert (meta["EventType"], meta["IsIncomplete"]) == ("Booked", True)
    assert meta["Destinations"] == [{"ID": "d1", "Name": "EHR"}]
    assert list(meta["Source"]) == ["ID"]


@pytest.mark.parametrize(("style", "name"), [("documented", "BookedResponse"), ("echo", "Booked")])
def test_an_answer_without_meta_gets_that_of_redox(redox, ask, told, style, name):
    redox.core.settings.change(response_event_type=style)
    reply = ask({"Visits": []})

    assert reply.body["Meta"]["EventType"] == name
    assert told().endswith("but as Scheduling.BookedResponse: Meta is missing")


def test_nothing_found_is_a_success(ask):
    reply = ask(FOUND | {"Visits": []})

    assert (reply.status, reply.body["Visits"]) == (200, [])
    assert "Errors" not in reply.body["Meta"]


def test_errors_that_the_endpoint_reports_pass_on(ask):
    errors = [{"Text": "The EHR sleeps", "DestinationStatusCode": 503}]
    reply = ask({"Meta": FOUND["Meta"] | {"Errors": errors}})

    assert (reply.status, reply.body["Meta"]["Errors"]) == (200, errors)
    assert reply.explanation is None


def test_an_answer_that_lacks_a_field_passes_on_and_the_journal_names_it(ask, told):
    visit = {name: FOUND["Visits"][0][name] for name in FOUND["Visits"][0] if name != "Duration"}
    reply = ask(FOUND | {"Visits": [visit]})

    assert (reply.status, reply.body["Visits"]) == (200, [visit])
    assert reply.explanation.check == "relay.answer"
    assert reply.explanation.got == "Visits[0].Duration is missing"
    assert "Visits[0].Duration is missing" in told()


@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("given", [302, 400, 401, 404, 500, 503])
def test_a_failure_of_the_endpoint_is_told_in_meta_errors(redox, ask, sender, given, status):
    redox.core.settings.change(destination_failure_status=status)
    reply = ask(Answer(status=given, body=b'{"Visits": []}'))

    assert (reply.status, list(reply.body)) == (status, ["Meta"])
    (error,) = reply.body["Meta"]["Errors"]
    assert type(error.pop("ID")) is int
    assert error == {
        "Text": f"EHR returned status code {given}", "Type": "transmission", "Module": "Send",
    }  # fmt: skip
    assert list(reply.body["Meta"]["Source"]) == ["ID", "Name"]
    assert reply.explanation.check == "relay.failed"
    assert len(sender.sent) == 1


@pytest.mark.parametrize("failure", ["unreachable", "closed", "tls", "too_large", "not_http"])
def test_so_is_one_that_can_not_be_reached(ask, told, failure):
    reply = ask(Answer(failure=failure, problem="connection refused"))

    assert reply.status == 200
    assert reply.body["Meta"]["Errors"][0]["Text"] == "EHR could not be reached"
    got = "too large an answer" if failure == "too_large" else "no answer"
    assert told() == f"{got}: connection refused"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "an empty body"), (b"ok", "not with JSON"), (b"[]", "not with a JSON object"),
        (b'"x"', "not with a JSON object"), (b'{"Visits": [NaN]}', "NaN is not a number"),
        (b'{"Visits": [1e999]}', "1e999 is not a number"), (b"[" * 9999, "not with JSON"),
    ],
)  # fmt: skip
def test_so_is_a_2xx_without_a_json_object(ask, told, body, says):
    reply = ask(Answer(status=200, body=body))

    assert (reply.status, list(reply.body)) == (200, ["Meta"])
    text = reply.body["Meta"]["Errors"][0]["Text"]
    assert text == "EHR returned a response that is not a JSON object"
    assert says in told()
    assert reply.explanation.check == "relay.not_json"


def test_the_endpoint_has_120_s_and_then_the_asker_gets_504(ask, sender):
    reply = ask(Answer(failure="timeout", problem="no whole answer within 120 s"))

    assert sender.sent[0].timeout.total_seconds() == 120
    assert (reply.status, list(reply.body)) == (504, ["Meta"])
    assert reply.body["Meta"]["Errors"][0]["Text"] == "EHR did not answer within 120 seconds"
    assert reply.explanation.check == "relay.timeout"
    assert len(sender.sent) == 1


def test_the_limit_is_a_setting_and_504_comes_whatever_a_failure_else_answers(redox, ask, sender):
    redox.core.settings.change(relay_timeout="3s", destination_failure_status=400)
    reply = ask(Answer(failure="timeout", problem="nothing came"))

    assert (sender.sent[0].timeout.total_seconds(), reply.status) == (3, 504)


@pytest.mark.parametrize(("passed", "status"), [("120s", 200), ("121s", 504)])
def test_time_that_passes_on_the_mocks_clock_counts(redox, ask, told, passed, status):
    def slow(_):
        redox.core.clock.advance(passed)
        return Answer(status=200, body=json.dumps(FOUND).encode())

    assert ask(slow).status == status
    assert ("too late by the mock's clock" in told()) is (status == 504)


def test_on_a_faster_clock_only_real_time_counts(redox, ask):
    def slow(_):
        redox.core.clock.scale(60)
        redox.core.clock.advance("121s")
        return Answer(status=200, body=json.dumps(FOUND).encode())

    assert ask(slow).status == 200


def test_an_endpoint_that_is_not_verified_gets_nothing(redox, ask, sender):
    redox.core.destinations.change("d1", verified=False)
    reply = ask()

    assert (reply.status, sender.sent) == (200, [])
    assert reply.body["Meta"]["Errors"][0]["Text"] == "EHR is not verified"
    assert reply.explanation.check == "relay.unverified"


def test_unless_the_setting_says_otherwise(redox, ask, sender):
    redox.core.destinations.change("d1", verified=False)
    redox.core.settings.change(push_unverified=True)

    assert ask().body["Visits"] == FOUND["Visits"]


def test_through_a_destination_without_a_url_the_mock_answers(send, sender, search):
    assert send(BOOKED, search).body["Visits"]
    assert sender.sent == []


def test_an_event_that_is_no_query_is_not_relayed(ask, sender):
    ask(meta={"DataModel": "Media", "EventType": "New"})

    assert sender.sent == []


@pytest.mark.parametrize("legacy_ids", [True, False])
def test_the_retired_ids_go_along_if_the_setting_says_so(redox, ask, sender, legacy_ids):
    redox.core.settings.change(legacy_ids=legacy_ids)
    reply = ask()

    assert ("Message" in sent_meta(sender)) is legacy_ids
    assert reply.body["Meta"].get("Message") == sent_meta(sender).get("Message")


def test_a_query_nested_so_deep_that_it_can_hardly_be_read_is_no_crash(ask, redox, caller):
    meta = {**BOOKED, "Destinations": [{"ID": "d1"}]}
    ask()
    for depth in range(900, 1000):
        deep = "[" * depth + "]" * depth
        raw = f'{{"Meta": {json.dumps(meta)}, "StartDateTime": "x", "X": {deep}}}'
        with contextlib.suppress(MessageRefused):
            assert redox.core.data_model.receive(raw.encode(), caller()).status == 200
