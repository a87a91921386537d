"""The operations that a rotation is made of, through each transport."""

from __future__ import annotations

import jwt
import pytest


@pytest.fixture
def client(api):
    return f"/__mock__/clients/{api.redox.client.client_id}"


def test_a_key_is_added_used_and_removed(api, client):
    old = api.redox.client.kid
    new = api.call("POST", f"{client}/keys")
    assertion = api.call("POST", f"{client}/assertion").json()["assertion"]
    older = api.post_json(f"{client}/assertion", {"kid": old}).json()["assertion"]

    assert new.status == 201
    assert new.json()["private_key"].startswith("-----BEGIN PRIVATE KEY-----")
    assert jwt.get_unverified_header(assertion)["kid"] == new.json()["kid"]
    assert api.token_request(assertion).status == api.token_request(older).status == 200
    left = api.call("DELETE", f"{client}/keys?kid={old}").json()
    assert [key["kid"] for key in left["jwks"]["keys"]] == [new.json()["kid"]]
    assert api.token_request(api.redox.assertion(kid=old)).status == 400


def test_a_kid_may_be_any_text(api, client):
    api.post_json(f"{client}/keys", {"kid": "a//b/../c d"})

    assert api.call("DELETE", f"{client}/keys?kid=a//b/../c%20d").status == 200
    assert api.call("DELETE", f"{client}/keys?kid=a//b/../c%20d").status == 404
    assert "say which key" in api.call("DELETE", f"{client}/keys").json()["error"]["problem"]


def test_keys_move_behind_a_url(api, client):
    moved = api.post_json(f"{client}/jwks-url", {"jwks_url": "http://127.0.0.1:1/jwks"}).json()

    assert moved["jwks_url"] == "http://127.0.0.1:1/jwks"
    assert api.token_request().status == 400
    assert api.post_json(f"{client}/jwks-url", {"jwks_url": None}).json()["jwks_url"] is None
    assert api.token_request().status == 200


def test_a_secret_that_the_mock_makes_is_shown_once_and_one_of_your_own_never(api):
    key = api.redox.legacy_key.api_key
    path = f"/__mock__/legacy-keys/{key}/secret"

    made = api.call("POST", path).json()["secret"]
    assert api.post_json("/auth/authenticate", {"apiKey": key, "secret": made}).status == 200
    assert "secret" not in api.post_json(path, {"secret": "mine"}).json()
    assert api.post_json("/auth/authenticate", {"apiKey": key, "secret": made}).status == 401
    assert api.post_json("/auth/authenticate", {"apiKey": key, "secret": "mine"}).status == 200


def test_a_new_verification_token_makes_the_destination_unverified(api, receiver):
    api.redox.verify(receiver.url, "old-token")
    id_ = api.redox.core.destinations.require(receiver.url).id
    path = f"/__mock__/destinations/{id_}/verification-token"

    made = api.call("POST", path).json()
    assert (len(made["verification_token"]), made["verified"]) == (32, False)
    assert "verification_token" not in api.post_json(path, {"verification_token": "mine"}).json()
    assert api.redox.core.destinations.require(id_).former_tokens[1] == "old-token"
    again = api.post_json(path, {"verification_token": "mine"})
    assert (again.status, again.json()["error"]["where"]) == (422, "verification_token")
