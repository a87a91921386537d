"""Likely causes of refused assertions, as the journal tells them to a person."""

import pytest

from mock_redox.core import redaction
from mock_redox.core.auth import causes

URL = "https://api.redoxengine.com/v2/auth/token"

AUDIENCES = {
    "another case": (URL.upper(), "aud_wrong", "another case"),
    "blanks": (f" {URL}", "aud_wrong", "blanks round it"),
    "no scheme": (URL.removeprefix("https://"), "aud_wrong", "https:// is not there"),
    "plain http": (URL.replace("https", "http"), "aud_wrong", "http in place of https"),
    "the host": ("https://api.redoxengine.com", "aud_wrong", "the host alone"),
    "a query": (f"{URL}?a=b", "aud_wrong", "a query"),
    "a port": (URL.replace(".com", ".com:443"), "aud_wrong", "a port in it"),
    "two slashes": (URL.replace("/v2", "//v2"), "aud_wrong", "a slash too many"),
    "the API": ("https://api.redoxengine.com/endpoint", "aud_wrong", "the address of the API"),
    "a test's": ("http://localhost:4000/v2/auth/token", "aud_wrong", "this machine or a test's"),
    "Redox's other": ("https://www.redoxengine.com/v2/auth/token", "aud_wrong", "the host www"),
    "a proxy's": ("https://gateway.example.com/token", "aud_wrong", "a proxy or of another"),
    "never set": ("undefined", "aud_wrong", "a variable that was never set"),
    "never filled in": ("${REDOX_AUD}", "aud_wrong", "a placeholder"),
    "the client id": ("my-client", "aud_wrong", "the client id in place"),
    "no URL": ("https://[broken", "aud_wrong", ""),
    "a slash": (f"{URL}/", "aud_trailing_slash", "a slash at the end"),
    "legacy": (
        "https://api.redoxengine.com/auth/authenticate", "aud_other_generation",
        "another generation",
    ),
}  # fmt: skip


@pytest.mark.parametrize("which", AUDIENCES)
def test_what_is_wrong_with_an_audience_is_told_in_words(which):
    given, name, cause = AUDIENCES[which]
    found = causes.audience([given], (URL,), "my-client")

    assert found[0] == name
    assert cause in found[1]
    assert bool(cause) == bool(found[1]) or which == "no URL"


def test_an_audience_that_is_no_text_is_told():
    assert causes.audience([7], (URL,), None) == ("aud_wrong", "aud holds no text")
    assert causes.audience([], (URL,), None) == ("aud_wrong", "aud holds no text")


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        (None, "never configured"),
        (7, "not text"),
        (" ABC", "blanks round it, or another case"),
        ("<your client id>", "placeholder"),
        ("my-app", "a name in place of the client id"),
        ("fa11ed00-0000-4000-8000-000000000000", "ids that ask for failures"),
        ("0f4bd1d1-451d-4351-8cfd-b767d1b488d6", ""),
    ],
)
def test_why_a_client_is_not_known_is_guessed(given, cause):
    found = causes.client(given, ["abc"])

    assert cause in found
    assert bool(cause) == bool(found)


def test_what_is_said_of_a_shared_secret_is_hidden_from_nobody():
    told = causes.algorithm({"alg": "HS256"})

    assert "HMAC" in told
    assert redaction.text(told) == told


def test_a_kid_in_the_claims_and_an_empty_one_are_told_apart():
    assert "stands in the claims" in causes.kid({}, {"kid": "a"})
    assert "never set" in causes.kid({"kid": ""}, {})
    assert causes.kid({}, {}) == ""


def test_a_subject_with_blanks_or_of_another_type_is_told():
    assert causes.subject(" ABC ", "abc") == "blanks round it, or another case"
    assert causes.subject(7, "abc") == "sub is not text"
    assert causes.subject("other", "abc") == ""
