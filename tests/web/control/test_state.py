"""The control API on clients, keys, destinations, settings and reset, through each transport."""

from __future__ import annotations

import jwt
import pytest
from joserfc.jwk import ECKey

OWN = "5f0c0c0c-0000-4000-8000-000000000001"


def test_a_client_with_its_own_key_is_registered_and_gets_a_token(api):
    key = ECKey.generate_key("P-384", parameters={"kid": "mine"})
    jwks = {"keys": [key.as_dict(private=False)]}

    made = api.post_json("/__mock__/clients", {"client_id": OWN, "jwks": jwks})
    claims = {"iss": OWN, "sub": OWN, "jti": "1", "iat": api.redox.clock.now()}
    assertion = jwt.encode(
        claims, key.as_pem(private=True), algorithm="ES384", headers={"kid": "mine"}
    )

    assert made.status == 201
    assert "private_key" not in made.json()
    assert api.token_request(assertion).status == 200


def test_the_ready_client_shows_the_key_that_the_mock_made(api):
    (client,) = api.call("GET", "/__mock__/clients").json()["clients"]

    assert client["client_id"] == api.redox.client.client_id
    assert client["private_key"].startswith("-----BEGIN PRIVATE KEY-----")
    assert "d" not in client["jwks"]["keys"][0]


def test_an_assertion_can_be_had_by_curl(api):
    path = f"/__mock__/clients/{api.redox.client.client_id}/assertion"

    assertion = api.call("POST", path).json()["assertion"]

    assert api.token_request(assertion).status == 200


def test_an_assertion_can_be_had_broken(api):
    path = f"/__mock__/clients/{api.redox.client.client_id}/assertion"

    assertion = api.post_json(path, {"claims": {"sub": None, "aud": "x"}}).json()["assertion"]

    claims = jwt.decode(assertion, options={"verify_signature": False})
    assert "sub" not in claims
    assert claims["aud"] == "x"


def test_the_mock_cannot_sign_for_a_key_it_does_not_have(api):
    jwks = {"keys": [ECKey.generate_key("P-384", auto_kid=True).as_dict(private=False)]}
    api.post_json("/__mock__/clients", {"client_id": OWN, "jwks": jwks})

    reply = api.call("POST", f"/__mock__/clients/{OWN}/assertion")

    assert reply.status == 422
    assert "sign with your private key" in reply.json()["error"]["problem"]


def test_a_client_that_is_removed_gets_no_token(api):
    assertion = api.redox.assertion()

    api.call("DELETE", f"/__mock__/clients/{api.redox.client.client_id}")

    assert api.token_request(assertion).status == 400
    assert api.call("GET", "/__mock__/clients").json() == {"clients": []}


def test_a_legacy_key_is_registered_and_never_shown_with_its_secret(api):
    spec = {"api_key": OWN, "secret": "s3cret", "source": {"id": "src", "name": "Mine"}}

    made = api.post_json("/__mock__/legacy-keys", spec)
    login = api.post_json("/auth/authenticate", {"apiKey": OWN, "secret": "s3cret"})

    assert made.json()["source"] == {"id": "src", "name": "Mine"}
    assert login.status == 200
    assert "s3cret" not in api.call("GET", "/__mock__/legacy-keys").text


def test_a_destination_is_made_changed_and_removed(api):
    made = api.post_json("/__mock__/destinations", {"name": "My App", "url": "http://app.test/x"})
    id_ = made.json()["id"]
    path = f"/__mock__/destinations/{id_}"

    changed = api.call("PATCH", path, '{"url": "http://other.test/"}').json()

    assert made.json()["slug"] == "my-app"
    assert (changed["id"], changed["url"]) == (id_, "http://other.test/")
    assert api.call("GET", "/__mock__/destinations/my-app").json() == changed
    assert api.call("DELETE", path).status == 200
    assert api.call("GET", path).status == 404


def test_settings_are_shown_and_changed(api):
    changed = api.call("PATCH", "/__mock__/settings", '{"token_lifetime": "10s"}')

    assert changed.json()["token_lifetime"] == 10
    assert api.call("GET", "/__mock__/settings").json()["token_lifetime"] == 10
    assert api.token_request().json()["expires_in"] == 10


def test_a_change_with_one_wrong_value_changes_nothing(api):
    reply = api.call("PATCH", "/__mock__/settings", '{"token_lifetime": 10, "require_aud": 5}')

    assert reply.json() == {
        "error": {"where": "require_aud", "problem": "expected true or false, got 5"}
    }
    assert api.redox.settings.token_lifetime.total_seconds() == 300


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("", "the body is not JSON: Expecting value: line 1 column 1 (char 0)"),
        ("[]", "expected a mapping, got a list"),
        ("{}", "'client_id' is missing"),
        ('{"client_id": ""}', "client_id is empty; Redox's are lower-case uuids"),
        ('{"client_id": 5}', "expected text, got 5"),
        ('{"clientid": "x"}', "unknown key 'clientid'; did you mean 'client_id'?"),
        (
            '{"client_id": "x", "environment": "Prod"}',
            "'Prod' is not allowed; did you mean 'Production'?",
        ),
        ('{"client_id": "x", "jwks": {"keys": 3}}', 'expected a JWK set such as {"keys": [...]}'),
        (
            '{"client_id": "x", "jwks": {"keys": []}, "public_key": "y"}',
            "jwks and public_key contradict each other; give one of them",
        ),
    ],
)
def test_bad_input_is_explained_and_registers_nothing(api, body, problem):
    reply = api.call("POST", "/__mock__/clients", body)

    assert (reply.status, reply.json()["error"]["problem"]) == (422, problem)
    assert len(api.redox.core.auth.clients.all()) == 1


def test_a_whole_reset_brings_the_same_ids_again(api):
    first = api.token_request().json()["access_token"]

    api.call("POST", "/__mock__/reset")

    assert api.token_request().json()["access_token"] == first


def test_a_reset_of_tokens_leaves_the_rest(api):
    bearer = api.bearer()
    api.post_json("/__mock__/legacy-keys", {"api_key": OWN, "secret": "s"})

    done = api.post_json("/__mock__/reset", {"parts": ["tokens"]}).json()

    assert done == {"reset": ["tokens"]}
    assert api.post_json("/endpoint", {}, bearer).status == 401
    assert api.redox.core.auth.legacy.require(OWN)
