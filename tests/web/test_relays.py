"""A query that reaches the user's endpoint, through each transport."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest

TOKEN = "Tok1"
JSON = {"Content-Type": "application/json"}
ANSWER = {"Meta": {"DataModel": "Scheduling", "EventType": "BookedResponse"}, "Visits": []}


@pytest.fixture
def ehr(api, receiver):
    """The id of a verified destination with the receiver's URL; the receiver then finds nothing."""
    api.redox.verify(receiver.url, TOKEN)
    receiver.got.clear()
    receiver.answer = lambda environ, body: (200, JSON, json.dumps(ANSWER).encode())
    return api.redox.core.destinations.require(receiver.url).id


@pytest.fixture
def ask(api, ehr):
    """Asks it for booked visits."""

    def ask(path="/endpoint"):
        meta = {"DataModel": "Scheduling", "EventType": "Booked", "Destinations": [{"ID": ehr}]}
        return api.post_json(path, {"Meta": meta, "StartDateTime": "2026"}, api.bearer())

    return ask


@pytest.mark.parametrize("path", ["/endpoint", "/query"])
def test_the_endpoints_answer_comes_back_to_the_asker(api, receiver, ask, path):
    reply = ask(path)

    assert (reply.status, list(reply.json())) == (200, ["Visits", "Meta"])
    ((method, target, headers, body),) = receiver.got
    assert (method, target) == ("POST", "/redox")
    assert (headers["verification-token"], headers["authorization"]) == (TOKEN, f"Bearer {TOKEN}")
    assert headers["application-name"] == "RedoxEngine"
    assert json.loads(body)["StartDateTime"] == "2026"
    assert json.loads(body)["Meta"]["Logs"] == reply.json()["Meta"]["Logs"]


def test_a_failure_comes_back_as_meta_errors(api, receiver, ask):
    receiver.answer = lambda environ, body: (503, {}, b"down")
    reply = ask()

    assert reply.status == 200
    text = reply.json()["Meta"]["Errors"][0]["Text"]
    assert text == f"Endpoint at {receiver.url} returned status code 503"


def test_silence_comes_back_as_504(api, ask, receiver):
    def slow(environ, body):
        api.redox.clock.advance("121s")
        return 200, JSON, json.dumps(ANSWER).encode()

    receiver.answer = slow

    assert ask().status == 504


def test_the_journal_names_the_field_that_is_missing_on_both_sides(api, receiver, ask):
    wrong = ANSWER | {"Visits": [{}]}
    receiver.answer = lambda environ, body: (200, JSON, json.dumps(wrong).encode())
    reply = ask()

    assert reply.json()["Visits"] == [{}]
    out, answered = api.redox.journal.find()[-2:]
    assert (out.direction, out.outcome, answered.direction) == ("out", "ok", "in")
    assert "Visits[0].VisitNumber is missing" in out.reason
    assert "Visits[0].VisitNumber is missing" in answered.line()


def test_the_endpoint_may_ask_redox_while_it_handles_the_query(api, receiver, ask):
    nested = []

    def call_back(environ, body):
        nested.append(api.token_request().status)
        return 200, JSON, json.dumps(ANSWER).encode()

    receiver.answer = call_back

    assert (ask().status, nested) == (200, [200])


def test_a_destination_may_want_a_token_of_the_users_own_token_server(api, ehr, receiver, ask):
    def answer(environ, body):
        if b"grant_type" in body:
            return 200, JSON, b'{"access_token": "oauth-1", "expires_in": 300}'
        return 200, JSON, json.dumps(ANSWER).encode()

    receiver.answer = answer
    auth = {"url": receiver.url, "client_id": "me", "client_secret": "hush", "no_basic": True}
    changed = api.call(
        "PATCH", f"/__mock__/destinations/{ehr}", json.dumps({"auth": auth}),
        {"content-type": "application/json"},
    )  # fmt: skip

    assert changed.json()["auth"]["has_client_secret"] is True
    assert "hush" not in changed.text
    assert ask().status == 200
    asked, relayed = receiver.got
    assert parse_qs(asked[3].decode())["client_secret"] == ["hush"]
    assert relayed[2]["authorization"] == "Bearer oauth-1"
    assert relayed[2]["verification-token"] == TOKEN


def test_a_credential_with_a_mistake_is_explained(api):
    body = {"url": "http://ehr.test", "auth": {"url": "x", "client_id": "me", "client_secret": "s"}}
    bad_url = api.post_json("/__mock__/destinations", body)
    del body["auth"]["client_id"]
    missing = api.post_json("/__mock__/destinations", body)

    assert (bad_url.status, missing.status) == (422, 422)
    assert bad_url.json()["error"]["where"] == "auth.url"
    assert "client_id" in missing.json()["error"]["problem"]


def test_a_credential_can_be_registered_with_its_destination(api):
    auth = {"url": "http://login.test", "client_id": "me", "client_secret": "hush", "scopes": "a b"}
    made = api.post_json("/__mock__/destinations", {"url": "http://ehr.test", "auth": auth})

    assert made.status == 201
    assert made.json()["auth"] == {
        "url": "http://login.test", "client_id": "me", "has_client_secret": True, "scopes": "a b",
        "audience": None, "grant_type": "client_credentials", "no_basic": False,
        "default_expiration_seconds": 300,
    }  # fmt: skip
