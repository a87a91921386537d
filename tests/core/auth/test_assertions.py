"""The client assertion: each check, its words, and the order of the checks (auth.md 2.2, 2.5)."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import json
from base64 import urlsafe_b64encode

import pytest

from mock_redox.core.wording import KEY_NOT_FOUND

NOW = 1_767_268_800
"""Noon of 2026-01-01, where the clock stands."""

SHORT_AUD = "https://api.redoxengine.com/v2/auth"
OLD_AUD = "https://api.redoxengine.com/oauth/token"


def encoded(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.fixture
def signed(redox, sign):
    """Signs for the ready client; ``key``, ``kid``, ``alg``, ``header`` and claims can be wrong."""

    def signed(**wrong):
        client = redox.client
        chosen = {"key": client.private_key, "kid": client.kid, "now": NOW, **wrong}
        return sign(client.client_id, chosen.pop("key"), chosen.pop("kid"), **chosen)

    return signed


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"exp": NOW + 300},
        {"exp": NOW + 86_400},
        {"nbf": NOW},
        {"aud": "https://api.redoxengine.com/v2/auth/token"},
        {"aud": "https://api.ca.redoxengine.com/v2/auth/token"},
        {"aud": ["elsewhere", "https://api.redoxengine.com/v2/auth/token"]},
        {"scope": "fhir:development"},
        {"scopes": []},
        {"header": {"typ": None}},
        {"header": {"typ": "at+jwt", "jku": "https://keys.test/jwks"}},
    ],
    ids=str,
)
def test_exp_nbf_aud_typ_jku_and_scope_are_optional(redox, ask, signed, claims):
    assert ask(redox.core.auth, signed(**claims))["expires_in"] == 300


@pytest.mark.parametrize(
    ("wrong", "text", "check"),
    [
        ({"kid": None}, "JWT header kid property is required", "kid_missing"),
        ({"kid": ""}, "JWT header kid property is required", "kid_missing"),
        ({"iss": "somebody"}, KEY_NOT_FOUND, "client_unknown"),
        ({"iss": None}, KEY_NOT_FOUND, "iss_missing"),
        ({"kid": "unheard-of"}, KEY_NOT_FOUND, "kid_unknown"),
        ({"aud": SHORT_AUD}, 'unexpected "aud" claim value', "aud_wrong"),
        ({"aud": [SHORT_AUD]}, 'unexpected "aud" claim value', "aud_wrong"),
        ({"aud": []}, 'unexpected "aud" claim value', "aud_wrong"),
        ({"aud": ""}, 'unexpected "aud" claim value', "aud_wrong"),
        ({"aud": OLD_AUD}, 'unexpected "aud" claim value', "aud_other_generation"),
        (
            {"aud": "https://api.redoxengine.com/v2/auth/token/"},
            'unexpected "aud" claim value',
            "aud_trailing_slash",
        ),
        ({"sub": "somebody"}, 'unexpected "sub" claim value', "sub_wrong"),
        ({"sub": None}, "", "sub_missing"),
        ({"alg": "RS256"}, "", "alg_not_allowed"),
        ({"alg": "RS512"}, "", "alg_not_allowed"),
        ({"alg": "PS384"}, "", "alg_not_allowed"),
        ({"alg": "none", "key": None}, "", "alg_none"),
        ({"header": {"crit": ["b64"]}}, "", "alg_not_allowed"),
        ({"jti": None}, "", "jti_missing"),
        ({"jti": ""}, "", "jti_missing"),
        ({"iat": None}, "", "iat_missing"),
        ({"iat": "now"}, "", "iat_missing"),
        ({"iat": True}, "", "iat_missing"),
        ({"iat": NOW * 1000}, "", "iat_in_milliseconds"),
        ({"iat": 1e300}, "", "iat_in_future"),
        ({"iat": -1e300}, "", "iat_too_old"),
        ({"exp": NOW - 60}, "", "expired"),
        ({"exp": "soon"}, "", "expired"),
        ({"nbf": NOW + 60}, "", "not_yet_valid"),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else None,
)
def test_each_fault_has_its_own_words_and_check(redox, refused, signed, wrong, text, check):
    refusal = refused(redox.core.auth, signed(**wrong))

    assert (refusal.status, refusal.text) == (400, text)
    assert refusal.explanation.check == f"assertion.{check}"
    assert refusal.explanation.fix


def test_an_aud_that_is_null_is_there_and_wrong(redox, refused):
    head = encoded({"alg": "RS384", "kid": redox.client.kid})
    claims = encoded({"iss": redox.client.client_id, "aud": None})

    refusal = refused(redox.core.auth, f"{head}.{claims}.")

    assert refusal.explanation.check == "assertion.aud_wrong"
    assert refusal.text == 'unexpected "aud" claim value'


@pytest.mark.parametrize(
    "text",
    [
        "x", "a.b", "a.b.c", "a.b.c.d", "..", "\u00e9.\u00e9.\u00e9",
        f"{encoded([])}.{encoded({})}.", f"{encoded({})}.{encoded('text')}.",
        f"{encoded({'kid': 1})}.{encoded(b'{')}.", "e30=.e30=.e30=",
        f"{encoded(b'[' * 100_000)}.e30.", "e30.e30.+/+/", "e30.e30.a b", "e30.e30.a\n",
    ],
    ids=lambda text: text[:30],
)  # fmt: skip
def test_what_is_not_a_jwt_is_refused_without_words(redox, refused, text):
    refusal = refused(redox.core.auth, text)

    assert (refusal.status, refusal.text) == (400, "")
    assert refusal.explanation.check == "assertion.not_a_jwt"


def test_an_hmac_with_the_public_key_for_a_secret_is_refused(redox, refused):
    """The classic confusion of algorithms; PyJWT refuses to sign so, hence by hand."""
    client = redox.client
    pem = client.pair.key.as_pem(private=False)
    claims = {"iss": client.client_id, "sub": client.client_id, "iat": NOW, "jti": "1"}
    for alg, digest in (("HS256", hashlib.sha256), ("HS384", hashlib.sha384)):
        head = {"alg": alg, "kid": client.kid}
        content = f"{encoded(head)}.{encoded(claims)}"
        tag = hmac.new(pem, content.encode(), digest).digest()
        refusal = refused(redox.core.auth, f"{content}.{encoded(tag)}")

        assert (refusal.text, refusal.explanation.check) == ("", "assertion.alg_not_allowed")


def test_a_signature_by_another_key_under_a_known_kid_is_refused(redox, refused, signed, pairs):
    refusal = refused(redox.core.auth, signed(key=pairs["other"].private))

    assert (refusal.text, refusal.explanation.check) == ("", "assertion.signature_wrong")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_change_in_any_part_spoils_the_signature(redox, refused, signed, part):
    parts = signed(header={"note": "a"}, note="a", kid=redox.client.kid).split(".")
    other = signed(header={"note": "b"}, note="b", kid=redox.client.kid).split(".")
    parts[part] = other[part]

    refusal = refused(redox.core.auth, ".".join(parts))
    assert (refusal.text, refusal.explanation.check) == ("", "assertion.signature_wrong")


def test_an_empty_signature_is_refused(redox, refused, signed):
    content = signed().rpartition(".")[0]

    assert refused(redox.core.auth, f"{content}.").explanation.check == "assertion.signature_wrong"


BREAKS = {
    "kid_missing": {"kid": None},
    "client_unknown": {"iss": "somebody"},
    "aud_wrong": {"aud": SHORT_AUD},
    "sub_wrong": {"sub": "somebody"},
    "alg_not_allowed": {"alg": "RS256"},
    "jti_missing": {"jti": None},
    "iat_too_old": {"iat": NOW - 1000},
    "signature_wrong": {"key": "other"},
    "expired": {"exp": NOW - 1000},
}
"""In the order of auth.md 2.5; what is not a JWT comes before them all."""


@pytest.mark.parametrize(("first", "second"), [*itertools.combinations(BREAKS, 2)])
def test_an_assertion_broken_in_two_ways_is_refused_by_the_first(
    redox, refused, signed, pairs, first, second
):
    wrong = BREAKS[second] | BREAKS[first]
    if "key" in wrong:
        wrong |= {"key": pairs["other"].private}

    assert refused(redox.core.auth, signed(**wrong)).explanation.check == f"assertion.{first}"


def test_a_used_jti_is_noticed_before_an_old_iat_and_a_wrong_signature(
    redox, ask, refused, signed, pairs
):
    ask(redox.core.auth, signed(jti="one"))
    wrong = signed(jti="one", iat=NOW - 1000, key=pairs["other"].private)

    assert refused(redox.core.auth, wrong).explanation.check == "assertion.jti_replayed"
