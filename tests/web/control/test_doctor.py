"""The control API's doctor: the same examinations, with the mock's clock, keys and settings."""

from __future__ import annotations

import pytest

TOKEN = "my-Made-up-token-0123456789"


def names(reply):
    assert reply.status == 200
    return [each["name"] for each in reply.json()["findings"]]


def test_an_assertion_is_judged_by_the_keys_of_the_mock_s_clients(api):
    redox = api.redox
    sound, wrong = redox.assertion(), redox.assertion(aud="https://a", jti=None)

    assert names(api.post_json("/__mock__/doctor/assertion", {"assertion": sound})) == []
    assert names(api.post_json("/__mock__/doctor/assertion", {"assertion": wrong})) == [
        "assertion.aud_wrong", "assertion.jti_missing",
    ]  # fmt: skip
    header, body, _ = sound.split(".")
    forged = {"assertion": f"{header}.{body}.{wrong.split('.')[2]}"}
    assert names(api.post_json("/__mock__/doctor/assertion", forged)) == [
        "assertion.signature_wrong"
    ]


def test_it_is_judged_by_the_key_that_is_given_and_at_a_time(api):
    redox = api.redox
    pem = redox.client.pair.key.as_pem(private=False).decode()
    jwks = redox.client.as_json()["jwks"]
    order = {"assertion": redox.assertion(iat=1_600_000_000, exp=None), "public_key": pem}
    early = {**order, "at": "2020-09-13T12:26:45Z"}

    assert names(api.post_json("/__mock__/doctor/assertion", order)) == ["assertion.iat_too_old"]
    assert names(api.post_json("/__mock__/doctor/assertion", early)) == []
    assert names(api.post_json("/__mock__/doctor/assertion", {**early, "jwks": jwks})) == []


def test_an_assertion_that_the_mock_would_take_by_the_wall_clock_is_sound(api):
    core, iat = api.redox.core, int(api.redox.clock.wall().timestamp())
    order = {"assertion": api.redox.assertion(iat=iat, exp=iat + 300)}

    assert names(api.post_json("/__mock__/doctor/assertion", order)) == []
    core.settings.change(assertion_clock="mock")
    assert names(api.post_json("/__mock__/doctor/assertion", order)) == ["assertion.iat_in_future"]


@pytest.mark.parametrize("key", [{"public_key": "no key"}, {"jwks": {}}])
def test_what_is_no_key_is_told(api, key):
    reply = api.post_json("/__mock__/doctor/assertion", {"assertion": "x", **key})

    assert reply.status == 422
    assert "no RSA or EC public key" in reply.json()["error"]["problem"]


def test_a_token_is_judged(api):
    reply = api.post_json("/__mock__/doctor/token", {"token": "Bearer Bearer x"})
    answer = '{"access_token": "x", "expires_in": 9, "token_type": "Bearer"}'
    aged = {"token": "x", "answer": answer, "issued": "2026-01-01T11:00:00Z",
            "at": "2026-01-01T12:00:00Z"}  # fmt: skip

    assert names(reply) == ["token.doubled"]
    assert names(api.post_json("/__mock__/doctor/token", aged)) == ["token.expired"]


def test_a_push_is_judged(api):
    order = {"request": f"verification-token: {TOKEN}\nauthorization: Bearer {TOKEN}\n"
             "content-type: application/json\n\n{}", "verification_token": TOKEN}  # fmt: skip
    wrong = {**order, "verification_token": TOKEN.lower()}

    assert names(api.post_json("/__mock__/doctor/webhook", order)) == []
    reply = api.post_json("/__mock__/doctor/webhook", wrong)
    assert names(reply) == ["verification.case-flipped"]
    assert TOKEN not in reply.text
