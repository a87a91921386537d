"""``redox.mount``: whatever the mock sends to the URL, and calls back from there."""

import json

import pytest
import requests
from flask import Flask, request

from mock_redox import MockRedox, serve
from mock_redox.core.errors import Misuse

URL = "http://app.test/redox"
REDOX = "https://api.redoxengine.com"
EVENT = "PatientAdmin.Arrival"
SEARCH = {
    "Meta": {"DataModel": "PatientSearch", "EventType": "Query"},
    "Patient": {"Identifiers": [{"ID": "0000000001", "IDType": "MR"}]},
}
SEARCH["Meta"]["Destinations"] = [{"ID": "0f4bd1d1-451d-4351-8cfd-b767d1b488d6"}]


def answers(status, body=b""):
    def app(environ, start):
        start(f"{status} X", [("X-Mounted", "1")])
        return [body]

    return app


def test_a_push_looks_in_the_journal_as_over_http(redox):
    redox.mount(URL, answers(503, b"later"))
    delivery = redox.push(EVENT, URL, "tok", unverified=True)
    exchange = redox.journal.find()[-1]

    assert (delivery.status, exchange.outcome, exchange.status) == (503, "refused", 503)
    assert (exchange.url, exchange.response_body) == (URL, b"later")
    assert dict(exchange.response_headers)["X-Mounted"] == "1"
    assert exchange.took > 0


@pytest.mark.parametrize("status", [200, 204, 302, 401, 404, 500])
def test_the_verdict_is_the_one_that_the_same_app_gets_over_http(redox, status):
    app = answers(status, b"" if status == 204 else b"body")
    with serve(app) as server:
        redox.mount(URL, app)
        for url in (URL, f"{server.url}/redox"):
            redox.verify(url, "tok")
            redox.push(EVENT, url, "tok", unverified=True)
    seen = [
        (each.status, each.outcome, each.reason, each.response_body)
        for each in redox.journal.find()
    ]

    assert seen[:2] == seen[2:]


def test_a_hang_counts_as_no_answer(redox):
    async def app(scope, receive, send):
        assert scope["type"] == "http"
        await receive()
        await receive()

    redox.core.settings.change(push_timeout="50ms", verification_timeout="50ms")
    redox.mount(URL, app)

    assert redox.verify(URL, "tok").reason == "no answer within 0.05 s"
    assert redox.push(EVENT, URL, unverified=True).status is None
    assert [each.outcome for each in redox.journal.find()] == ["failed", "failed"]


def test_a_key_set_is_fetched_from_it(redox, redox_intercept):
    asked = []

    def app(environ, start):
        asked.append(environ["PATH_INFO"])
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps({"keys": []}).encode()]

    from mock_redox.core.setup import ClientSpec

    redox.mount("https://app.test", app)
    spec = ClientSpec(client_id="c1", jwks_url="https://app.test/jwks.json")
    redox.core.auth.clients.add(spec)
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": redox.assertion(iss="c1", sub="c1"),
    }
    requests.post(f"{REDOX}/v2/auth/token", data=form, timeout=5)

    assert asked == ["/jwks.json"]


def calls_redox(redox):
    """What a receiver may do while it handles a push: a token, then a search."""
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": redox.assertion(),
    }
    token = requests.post(f"{REDOX}/v2/auth/token", data=form, timeout=5).json()["access_token"]
    head = {"authorization": f"Bearer {token}"}
    return requests.post(f"{REDOX}/endpoint", json=SEARCH, headers=head, timeout=5)


def test_a_wsgi_app_may_call_redox_while_it_handles_a_push(redox, redox_intercept):
    app = Flask("receiver")

    @app.post("/redox")
    def receive():
        assert request.headers["verification-token"] == "tok"
        return calls_redox(redox).json()["Patient"]["Demographics"]["LastName"]

    redox.mount(URL, app)

    assert redox.push(EVENT, URL, "tok", unverified=True).status == 200
    assert redox.journal.find()[-1].response_body
    assert [call.path for call in redox.calls.to()] == ["/v2/auth/token", "/endpoint"]


def test_an_asgi_app_may_call_redox_while_it_handles_a_push(redox, redox_intercept):
    async def app(scope, receive, send):
        assert scope["type"] == "http"
        status = calls_redox(redox).status_code
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body"})

    redox.mount(URL, app)

    assert redox.push(EVENT, URL, "tok", unverified=True).status == 200
    assert [call.status for call in redox.calls.to()] == [200, 200]


def test_a_push_by_the_control_api_falls_into_it_too(redox, redox_server):
    redox.mount(URL, answers(204))
    order = {"to": URL, "verification_token": "t", "unverified": True, "event": EVENT}
    reply = requests.post(f"{redox_server.url}/__mock__/deliveries", json=order, timeout=5)

    assert reply.json()["good"]


def test_renewed_nothing_is_mounted():
    mock = MockRedox()
    mock.mount(URL, answers(200))
    mock.renew()

    with pytest.raises(Misuse, match="nothing is mounted"):
        mock.unmount(URL)


def test_two_mocks_have_mounts_of_their_own():
    one, two = MockRedox(), MockRedox()
    for mock, status in ((one, 201), (two, 202)):
        mock.mount(URL, answers(status))

    assert [each.push(EVENT, URL, "t", unverified=True).status for each in (one, two)] == [201, 202]


def test_outside_development_a_mounted_app_needs_no_https(redox):
    redox.mount(URL, answers(200))
    id_ = redox.core.destinations.change(redox.destination.id, environment="Production").id

    assert redox.core.destinations.change(id_, url=URL).url == URL
    redox.unmount(URL)
    with pytest.raises(Misuse, match="plain http"):
        redox.push(EVENT, id_, unverified=True)
