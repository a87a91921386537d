"""Assertions that the mock signs for a client, checked by a library that is not the mock's."""

from __future__ import annotations

import jwt
import pytest

from mock_redox.core.errors import Misuse
from mock_redox.core.setup import ClientSpec

NOW = 1_767_268_800


def read(token: str, key: object, alg: str) -> dict[str, object]:
    loose = {"verify_aud": False, "verify_exp": False, "verify_iat": False}
    return jwt.decode(token, key, algorithms=[alg], options=loose)


def test_an_assertion_is_signed_with_the_clients_key_and_claims_what_redox_wants(redox):
    client = redox.client
    token = redox.assertion()
    claims = read(token, client.pair.key.as_pem(private=False), "RS384")

    assert jwt.get_unverified_header(token) == {"alg": "RS384", "kid": client.kid, "typ": "JWT"}
    assert claims.pop("jti")
    assert claims == {
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": "https://api.redoxengine.com/v2/auth/token",
        "iat": NOW,
        "exp": NOW + 300,
    }


def test_each_assertion_has_a_jti_of_its_own(redox):
    options = {"verify_signature": False}
    claims = [jwt.decode(redox.assertion(), options=options) for _ in range(20)]

    assert len({each["jti"] for each in claims}) == 20


def test_claims_are_added_replaced_and_left_out(redox):
    token = redox.assertion(aud="elsewhere", scope="fhir:development", exp=None)
    claims = jwt.decode(token, options={"verify_signature": False})

    assert (claims["aud"], claims["scope"]) == ("elsewhere", "fhir:development")
    assert "exp" not in claims


def test_it_follows_the_mocks_clock(redox):
    redox.clock.advance("1h")
    claims = jwt.decode(redox.assertion(), options={"verify_signature": False})

    assert (claims["iat"], claims["exp"]) == (NOW + 3600, NOW + 3900)


def test_for_a_client_with_a_secret_it_is_an_hmac(redox):
    secret = "a secret of at least forty-eight characters, as here"
    client = redox.core.auth.clients.add(ClientSpec(client_id="a", secret=secret))
    token = redox.assertion(client)

    assert jwt.get_unverified_header(token)["alg"] == "HS384"
    assert read(token, secret, "HS384")["iss"] == "a"


def test_it_cannot_sign_for_a_client_that_brought_its_own_key(redox, pairs):
    spec = ClientSpec(client_id="a", public_key=pairs["rsa"].public_pem)
    client = redox.core.auth.clients.add(spec)

    with pytest.raises(Misuse, match="sign with your private key"):
        redox.assertion(client)
