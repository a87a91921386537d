"""The statuses of Redox's table of errors, for what the mock serves (auth.md 4.2)."""

from __future__ import annotations

import pytest
from surfaces import CALLED, PATHS, ready

NOT_AUTHORIZED = "This source is not authorized."
FHIR = "/fhir/R4/some-hospital/{}/Patient/1"


def outcome(code: str) -> str:
    issue = '{"severity":"error","code":"CODE","details":{"text":"This source is not authorized."}}'
    return f'{{"resourceType":"OperationOutcome","issue":[{issue.replace("CODE", code)}]}}'


def call(api, where, authorization):
    headers = {} if authorization is None else {"authorization": authorization}
    return api.call("POST", PATHS[where], b"{}", headers)


AUTHORIZATIONS = [None, "", "Bearer", "Bearer ", "xyz", "Token xyz", "Bearer xyz", "Bearer a b",
                  "Bearer Bearer xyz", "Basic YTpi", "bearer: xyz"]  # fmt: skip


@pytest.mark.parametrize("authorization", AUTHORIZATIONS, ids=repr)
def test_any_failed_authentication_of_the_data_model_api_is_a_401_in_plain_words(
    api, authorization
):
    for path in ("/endpoint", "/query"):
        headers = {} if authorization is None else {"authorization": authorization}
        reply = api.call("POST", path, b"{}", headers)

        assert (reply.status, reply.text) == (401, NOT_AUTHORIZED)
        assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "WWW-Authenticate" not in reply.headers


@pytest.mark.parametrize("authorization", AUTHORIZATIONS, ids=repr)
def test_on_the_fhir_api_it_is_a_401_with_an_outcome(api, authorization):
    reply = call(api, "fhir", authorization)

    assert (reply.status, reply.text) == (401, outcome("login"))
    assert reply.headers["Content-Type"] == "application/fhir+json; charset=utf-8"
    assert "WWW-Authenticate" not in reply.headers


def test_an_expired_legacy_token_is_a_401(api):
    key = api.redox.legacy_key
    login = {"apiKey": key.api_key, "secret": key.secret}
    token = api.post_json(PATHS["login"], login).json()["accessToken"]
    api.redox.clock.advance("5m")

    assert call(api, "data_model", f"Bearer {token}").status == 401


def test_a_wrong_verb_is_a_403_and_a_wrong_path_a_404(api):
    assert [api.call("GET", path).status for path in ("/endpoint", "/query", "/nope")] == [
        403, 403, 404,
    ]  # fmt: skip


@pytest.mark.parametrize("environment", ["Staging", "Production", "development", "x"])
def test_a_token_of_another_environment_is_a_403_on_the_fhir_api(api, environment):
    reply = api.call("GET", FHIR.format(environment), b"", api.bearer())

    assert (reply.status, reply.text) == (403, outcome("forbidden"))
    assert reply.headers["Content-Type"] == "application/fhir+json; charset=utf-8"
    assert api.redox.journal.find()[-1].explanation.check == "token.other_environment"


def test_on_the_data_model_api_it_shows_as_a_missing_subscription(api):
    made = api.redox.core.auth.clients.all()[0]
    token = api.redox.core.auth.tokens.issue(
        made.client_id, "oauth", "Production", api.redox.settings.token_lifetime
    )[0]
    meta = {"DataModel": "Media", "EventType": "New"}
    meta["Destinations"] = [{"ID": api.redox.destination.id}]

    reply = api.post_json("/endpoint", {"Meta": meta}, {"authorization": f"Bearer {token}"})

    error = reply.json()["Meta"]["Errors"][0]
    assert reply.status == 400
    assert error["Text"].startswith(
        "No subscriptions. Meta.Destinations needs to contain a destination from existing "
        "subscriptions"
    )
    assert (error["Type"], error["Module"]) == ("message", "Subscriptions")
    assert isinstance(error["ID"], int)


@pytest.mark.parametrize("authorized", [False, True])
def test_a_legacy_token_on_the_fhir_api_is_taken_unless_the_setting_forbids_it(api, authorized):
    api.redox.core.settings.change(legacy_on_fhir=authorized)
    key = api.redox.legacy_key
    login = {"apiKey": key.api_key, "secret": key.secret}
    token = api.post_json(PATHS["login"], login).json()["accessToken"]

    reply = call(api, "fhir", f"Bearer {token}")

    assert (reply.status, reply.text) == (
        (404, "Not Found") if authorized else (401, outcome("login"))
    )


def test_behind_the_front_door_of_fhir_nothing_is_emulated_and_the_journal_says_so(api):
    reply = call(api, "fhir", f"Bearer {api.redox.token()}")

    assert (reply.status, reply.text) == (404, "Not Found")
    assert "does not emulate" in api.redox.journal.find()[-1].explanation.fix


SERVICE = [
    ("limit.too_large", 413, "Payload Too Large"),
    ("limit.rate", 429, "Too Many Requests"),
    ("service.error", 500, "Internal Server Error"),
    ("service.bad_gateway", 502, "Bad Gateway"),
    ("service.timeout", 504, "Gateway Timeout"),
]


@pytest.mark.parametrize(("name", "status", "text"), SERVICE, ids=[row[0] for row in SERVICE])
def test_the_other_statuses_come_on_demand_on_every_surface(api, name, status, text):
    api.redox.fail(name, times=len(CALLED))
    for where in CALLED:
        reply = ready(api, where)()

        assert (reply.status, reply.text) == (status, text)
        assert reply.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert reply.headers.get("X-RateLimit-Limit") == ("7500" if status == 429 else None)
        assert "Retry-After" not in reply.headers


def test_the_number_in_a_429_is_a_setting(api):
    api.redox.core.settings.change(rate_limit_header="10000")
    api.redox.fail("limit.rate")

    assert ready(api, "token")().headers["X-RateLimit-Limit"] == "10000"
