"""What goes wrong with a JWKS URL is told by its name, though Redox answers it all alike."""

from __future__ import annotations

import json

import jwt
import pytest

from mock_redox.core.ports import Answer
from mock_redox.core.wording import KEY_NOT_FOUND

URL = "https://keys.test/jwks.json"


def jwks(*keys):
    return Answer(status=200, body=json.dumps({"keys": keys}).encode())


@pytest.fixture
def world(build):
    return build({"clients": [{"client_id": "me", "jwks_url": URL}]}, assertion_clock="mock")


@pytest.fixture
def refusal(world, sender, sign, pairs, refused):
    """Of a sound assertion, when the URL gives this answer."""

    def refusal(answer, kid="p384"):
        sender.answer = answer
        now = world.redox.clock.now().timestamp()
        assertion = sign("me", pairs["p384"].private, kid, now=now, alg="ES384")
        return refused(world.redox.auth, assertion)

    return refusal


@pytest.mark.parametrize(
    ("answer", "name", "why"),
    [
        (Answer(problem="refused", failure="refused"), "jwks.unreachable", "gave no answer"),
        (Answer(status=500), "jwks.unreachable", "its JWKS URL answered 500"),
        (Answer(status=404, body=b'{"keys": []}'), "jwks.unreachable", "answered 404"),
        (Answer(status=302), "jwks.unreachable", "answered 302"),
        (Answer(problem="too late", failure="timeout"), "jwks.slow", "gave no answer: too late"),
        (Answer(status=200, body=b"<html>"), "jwks.not_json", "answered something else"),
        (Answer(status=200, body=b"{}"), "jwks.not_json", "answered something else"),
        (Answer(status=200, body=b""), "jwks.not_json", "answered something else"),
        (Answer(status=200, body=b'{"keys": {}}'), "jwks.not_json", "answered something else"),
        (jwks(), "jwks.empty", "answered with 0 keys"),
        (jwks({"kty": "EC"}), "jwks.empty", "answered with 0 keys"),
        (jwks({"kid": "p384"}), "jwks.empty", "answered with 0 keys"),
        (jwks({"kid": "p384", "kty": "nonsense"}), "jwks.empty", "answered with 0 keys"),
    ],
)
def test_each_has_its_own_name_and_reason(refusal, answer, name, why):
    found = refusal(answer)

    assert (found.status, found.text) == (400, KEY_NOT_FOUND)
    assert found.explanation.check == name
    assert why in found.explanation.got
    assert next(s.check for s in found.explanation.steps if s.verdict == "failed") == "key"


def test_a_set_without_the_kid_is_told_with_those_it_has(refusal, pairs):
    found = refusal(jwks(pairs["p256"].jwk, pairs["rsa"].jwk))

    assert found.explanation.check == "assertion.kid_unknown"
    assert "its keys have the kids 'p256', 'rsa'" in found.explanation.got


def test_no_key_of_another_client_does(world, refusal, pairs):
    from mock_redox.core.setup import ClientSpec

    world.redox.auth.clients.add(ClientSpec(client_id="other", jwks=pairs["p384"].jwks))

    assert refusal(jwks(pairs["p256"].jwk)).explanation.check == "assertion.kid_unknown"


def test_an_unsecured_assertion_is_not_taken_for_the_key_s_sake(world, sender, pairs, refused):
    sender.answer = jwks(pairs["p384"].jwk)
    claims = {"iss": "me", "sub": "me", "iat": int(world.redox.clock.now().timestamp())}
    assertion = jwt.encode(claims, None, "none", {"kid": "p384"})

    assert refused(world.redox.auth, assertion).explanation.check == "assertion.alg_none"
