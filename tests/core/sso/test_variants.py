"""The ways a sign-on carries its token, each put to an application that checks all of it."""

from __future__ import annotations

from datetime import timedelta

import jwt
import pytest

from mock_redox.core.errors import Misuse
from mock_redox.core.sso.variants import VARIANTS, Known, variant

SECRET = "my-shared-secret-of-32-characters"
CLAIMS = {"sub": "1234567893", "npi": "1234567893", "aud": "my-app", "iat": 1000, "exp": 1300}
NOW = 1100
LIFETIME = timedelta(minutes=5)
REFUSED = {
    "wrong": jwt.InvalidSignatureError, "empty": jwt.DecodeError,
    "expired": jwt.ExpiredSignatureError, "not-yet-valid": jwt.ImmatureSignatureError,
    "wrong-audience": jwt.InvalidAudienceError, "alg-none": jwt.InvalidAlgorithmError,
    "tampered": jwt.InvalidSignatureError,
}  # fmt: skip


def sent(name, claims=CLAIMS, secret=SECRET):
    """The token of a variant, whose claims have the times that it asks for."""
    how = variant(name)
    by = int(how.ahead(LIFETIME).total_seconds()) if how.ahead else 0
    moved = {**claims, "iat": claims["iat"] + by, "exp": claims["exp"] + by}
    return how.carry(Known(moved, secret)).headers


def read(headers, monkeypatch):
    """What a sound application reads in it, at ``NOW``."""
    ((name, value),) = headers
    scheme, _, token = value.partition(" ")
    assert (name, scheme) == ("authorization", "Bearer")

    class Then(jwt.api_jwt.datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(NOW, tz)

    monkeypatch.setattr(jwt.api_jwt, "datetime", Then)
    return jwt.decode(token, SECRET, algorithms=["HS256"], audience="my-app")


def test_a_right_one_is_taken(monkeypatch):
    assert read(sent("right"), monkeypatch) == CLAIMS


def test_a_missing_one_is_not_there():
    assert sent("missing") == ()


@pytest.mark.parametrize(("name", "refusal"), REFUSED.items())
def test_each_other_one_is_refused_for_what_it_says(name, refusal, monkeypatch):
    with pytest.raises(refusal):
        read(sent(name), monkeypatch)


@pytest.mark.parametrize("name", ["wrong-audience", "tampered"])
def test_they_are_wrong_even_where_the_message_says_next_to_nothing(name, monkeypatch):
    few = {"iat": 1000, "exp": 1300}

    with pytest.raises(jwt.InvalidTokenError):
        read(sent(name, few), monkeypatch)


def test_a_tampered_one_is_somebody_else_s():
    ((_, value),) = sent("tampered")
    claims = jwt.decode(value.removeprefix("Bearer "), options={"verify_signature": False})

    assert claims["sub"] == claims["npi"] != CLAIMS["sub"]


def test_an_expired_one_is_so_however_long_it_lives():
    ahead = variant("expired").ahead

    assert [ahead(each) + each for each in (timedelta(0), timedelta(days=9))] == [
        timedelta(hours=-1)
    ] * 2


def test_these_are_all_and_an_unknown_one_is_refused_with_the_nearest():
    assert list(VARIANTS) == ["right", "wrong", "missing", "empty", "expired", "not-yet-valid",
                              "wrong-audience", "alg-none", "tampered"]  # fmt: skip
    with pytest.raises(Misuse, match="unknown variant of a sign-on 'expird'; did you mean 'expire"):
        variant("expird")


@pytest.mark.parametrize("each", VARIANTS.values(), ids=VARIANTS)
def test_each_says_what_it_is_and_what_a_sound_application_does(each):
    shown = each.as_json()

    assert list(shown) == ["name", "says", "sound", "sound_does"]
    assert all(shown.values())
    assert each.sound == ("accepts" if each.name == "right" else "refuses")
    assert not any(text.endswith(".") for text in shown.values())


def test_nobody_becomes_somebody_when_the_token_of_nobody_is_tampered_with():
    claims = {**CLAIMS, "sub": "", "npi": ""}

    assert sent("tampered", claims)[0][1].split(".")[1] != sent("right", claims)[0][1].split(".")[1]
