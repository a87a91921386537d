"""The token endpoints, through each transport."""

from __future__ import annotations

import re

import pytest

from mock_redox.core.wording import ERROR_URI

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"


def test_a_signed_assertion_gets_the_four_documented_fields(api):
    reply = api.token_request()

    assert reply.status == 200
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert reply.headers["Cache-Control"] == "no-store"
    answer = reply.json()
    assert list(answer) == ["access_token", "scope", "token_type", "expires_in"]
    assert [*answer.values()][1:] == ["fhir:development", "Bearer", 300]


def test_a_refusal_has_the_three_documented_fields_and_explains_itself_only_in_the_journal(api):
    reply = api.token_request(api.redox.assertion(iat=0))

    assert reply.status == 400
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert reply.json() == {
        "error": "invalid_request",
        "error_description": "",
        "error_uri": ERROR_URI,
    }
    assert api.redox.journal.find()[-1].explanation.check == "assertion.iat_too_old"


@pytest.mark.parametrize(
    ("fields", "description"),
    [
        ({"grant_type": None}, "Missing grant_type parameter"),
        ({"grant_type": "password"}, "The grant_type parameter should equal 'client_credentials'"),
        ({"client_assertion_type": None}, "Missing client assertion type"),
        ({"client_assertion_type": "jwt"}, "Invalid client assertion type"),
        ({"client_assertion": ""}, "Missing client assertion"),
        ({"client_assertion": "not-a-jwt"}, ""),
    ],
)
def test_a_form_that_lacks_something_is_refused_by_that(api, fields, description):
    reply = api.token_request(**fields)

    assert (reply.status, reply.json()["error_description"]) == (400, description)


def test_a_doubled_field_is_refused(api):
    twice = [("grant_type", "client_credentials")] * 2

    reply = api.post_form("/v2/auth/token", twice)

    assert reply.json()["error_description"] == (
        "The grant_type parameter should equal 'client_credentials'"
    )


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_another_content_type_is_refused_first(api, kind):
    reply = api.call("POST", "/v2/auth/token", "{}", {"content-type": kind})

    assert reply.status == 400
    assert reply.json()["error_description"] == "x-www-form-urlencoded content-type required"


def test_a_content_type_may_have_parameters(api):
    kind = {"content-type": "application/x-www-form-urlencoded;charset=utf-8"}

    reply = api.post_form("/v2/auth/token", {"grant_type": "x"}, kind)

    assert "should equal" in reply.json()["error_description"]


def test_the_address_that_the_call_was_made_to_is_an_audience(api):
    own = f"{api.base}/v2/auth/token"

    assert api.token_request(api.redox.assertion(aud=own)).status == 200


def test_a_public_url_becomes_an_audience_while_the_mock_runs(api):
    assertion = {"aud": "http://redox.test:8080/v2/auth/token"}
    refused = api.token_request(api.redox.assertion(**assertion))
    api.redox.core.settings.change(public_urls=["http://redox.test:8080"])

    accepted = api.token_request(api.redox.assertion(**assertion))

    assert refused.json()["error_description"] == 'unexpected "aud" claim value'
    assert accepted.status == 200


def test_a_token_works_for_five_minutes_and_not_a_moment_longer(api):
    bearer = api.bearer()

    api.redox.clock.advance("299.999s")
    assert api.post_json("/endpoint", {}, bearer).status == 400

    api.redox.clock.advance("1ms")
    assert api.post_json("/endpoint", {}, bearer).status == 401


def test_the_address_of_2021_is_served_only_if_asked_for(api):
    assert api.call("POST", "/oauth/token").status == 404
    assert api.call("GET", "/oauth/token").status == 404

    api.redox.core.settings.change(oauth_token_alias=True)

    assert api.call("POST", "/oauth/token").status == 400


@pytest.mark.parametrize("as_form", [False, True])
def test_a_legacy_login_gets_exactly_three_fields(api, as_form):
    key = api.redox.legacy_key
    post = api.post_form if as_form else api.post_json

    answer = post("/auth/authenticate", {"apiKey": key.api_key, "secret": key.secret}).json()

    assert list(answer) == ["accessToken", "expires", "refreshToken"]
    assert re.fullmatch(UUID, answer["accessToken"])
    assert re.fullmatch(UUID, answer["refreshToken"])
    assert answer["expires"] == "2026-01-01T12:05:00.000Z"


def test_a_refresh_gives_a_new_token_and_the_same_refresh_token(api):
    key = api.redox.legacy_key
    login = {"apiKey": key.api_key, "secret": key.secret}
    first = api.post_json("/auth/authenticate", login).json()
    api.redox.clock.advance("10m")

    again = {"apiKey": key.api_key, "refreshToken": first["refreshToken"]}
    second = api.post_json("/auth/refreshToken", again).json()

    assert second["refreshToken"] == first["refreshToken"]
    assert second["accessToken"] != first["accessToken"]
    assert second["expires"] == "2026-01-01T12:15:00.000Z"


def test_a_wrong_legacy_secret_is_refused_as_recorded(api):
    login = {"apiKey": api.redox.legacy_key.api_key, "secret": "wrong"}

    reply = api.post_json("/auth/authenticate", login)

    assert (reply.status, reply.text) == (401, "Invalid request")
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("body", ["", "nonsense", "[]", "null", '{"apiKey": 5, "secret": {}}'])
def test_a_legacy_login_without_its_fields_is_a_bad_request(api, body):
    reply = api.call("POST", "/auth/authenticate", body, {"content-type": "application/json"})

    assert (reply.status, reply.text) == (400, "Invalid request")


def test_a_lifetime_that_is_set_is_what_the_answer_says(api):
    api.redox.core.settings.change(token_lifetime=12, legacy_token_lifetime="24h")
    key = api.redox.legacy_key

    login = api.post_json("/auth/authenticate", {"apiKey": key.api_key, "secret": key.secret})

    assert api.token_request().json()["expires_in"] == 12
    assert login.json()["expires"] == "2026-01-02T12:00:00.000Z"
