"""Whatever comes: the doctor does not raise, and no secret gets out of it."""

from __future__ import annotations

import json
from datetime import timedelta
from time import perf_counter

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from thoroughness import draws

from mock_redox.core.doctor.assertion.examination import assertion
from mock_redox.core.doctor.assertion.rings import Ring, read_keys
from mock_redox.core.doctor.token.examination import token
from mock_redox.core.doctor.webhook.examination import received, webhook
from mock_redox.core.errors import Misuse

from .conftest import AT, AUD, ME, NOW, encoded

QUICK = settings(max_examples=draws(100), deadline=None, suppress_health_check=[*HealthCheck])
SIGNATURE = "c2lnbmF0dXJlIG9mIGFuIGFzc2VydGlvbiwgbm90IHRvIGJlIHNob3duIGV2ZXI"
JWT = f"{encoded({'alg': 'RS384', 'kid': 'rsa'})}.{encoded({'iss': ME, 'iat': NOW})}.{SIGNATURE}"
KEY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDZr5q8Zq9SecretKey"
PRIVATE = f"-----BEGIN PRIVATE KEY-----\n{KEY}\n-----END PRIVATE KEY-----"
TOKEN = "Zq9SecretTokenZq9-0123456789"
SECRETS = (SIGNATURE, KEY, TOKEN)

pieces = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from([
            JWT, PRIVATE, TOKEN, "Bearer ", "Basic ", "Authorization: ", "\r\n", "\r\n\r\n", "\n",
            "client_assertion=", "&", "grant_type=client_credentials", "POST / HTTP/1.1\r\n", "'",
            "verification-token: ", "verification-token=", "{", "}", '"', '"headers": ', "curl ",
            "-d ", "-H ", "HTTP/1.1 200 OK\r\n", '{"access_token": "', '{"challenge": "', ".",
            '{"verification-token": "', "eyJ", "%", "=", "X-Verification-Token: ", "\0", "\u2028",
            f'{{"access_token": "{TOKEN}", "expires_in": 300}}', "content-encoding: gzip\r\n",
            "transfer-encoding: chunked\r\n", "content-length: 5\r\n", "?verification-token=",
        ]),
    ),
    max_size=8,
).map("".join)  # fmt: skip

json_like = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
names = st.sampled_from(["iss", "sub", "aud", "iat", "exp", "nbf", "jti", "kid", "password", "d"])
heads = st.sampled_from(["alg", "kid", "crit", "jku", "typ", "jwk"])
algs = st.sampled_from(["RS384", "ES384", "HS384", "HS256", "RS256", "ES512", "none", "EdDSA", ""])


def shown(report):
    """All that is shown of a report."""
    text = json.dumps(report.as_json(), ensure_ascii=False)
    assert report.verdict
    assert isinstance(report.ok, bool)
    return text


def holds_no_secret(text):
    return not any(secret[at : at + 12] in text for secret in SECRETS
                   for at in range(0, len(secret) - 12, 4))  # fmt: skip


@QUICK
@given(pieces)
@example(f"client_assertion={TOKEN}")
@example(f'"{PRIVATE}"')
def test_of_any_text_no_secret_is_shown_as_an_assertion(text):
    assert holds_no_secret(shown(assertion(text, now=AT)))


@QUICK
@given(pieces, st.none() | pieces)
@example(f"Bearer: {TOKEN}", None)
@example(TOKEN, f'{{"access_token": "{TOKEN}x", "scope": "{TOKEN}"}}')
@example("", f'{{"error": "access_token={TOKEN}", "error_description": "{JWT}"}}')
def test_of_any_text_no_secret_is_shown_as_a_token(text, answer):
    raw = None if answer is None else answer.encode("utf-8", "replace")
    report = shown(token(text, raw, now=AT))

    assert holds_no_secret(report)


@QUICK
@given(pieces, st.sampled_from([TOKEN, TOKEN[1:], TOKEN.swapcase(), "a", None]))
@example(f"POST /?verification-token={TOKEN} HTTP/1.1\r\nHost: {TOKEN}\r\n\r\n{{}}", "a")
@example(f'{{"Meta": {{"DataModel": "{PRIVATE[:80]}"}}}}', TOKEN)
@example(f"curl 0{JWT}", TOKEN)
def test_of_any_request_no_token_is_shown(text, expected):
    try:
        request = received(text.encode("utf-8", "replace"))
    except Misuse:
        return
    report = shown(webhook(request, expected, (TOKEN,), (TOKEN[2:],)))

    assert holds_no_secret(report)


@QUICK
@given(
    st.binary(max_size=200), st.sampled_from([b"\x1f\x8b", b"", b"\x30\x82", b"{", b"HTTP/1.1 "])
)
def test_any_bytes_do_not_make_it_fail(raw, head):
    text = (head + raw).decode("utf-8", "replace")
    assertion(text, now=AT)
    token(text, head + raw, now=AT)
    try:
        webhook(received(head + raw), TOKEN)
        read_keys(head + raw, "key")
    except Misuse:
        pass


@settings(QUICK, max_examples=draws(80))
@given(st.dictionaries(heads, json_like), algs, st.dictionaries(names, json_like), st.binary())
def test_any_header_and_claims_do_not_make_it_fail(ring, head, alg, claims, signature):
    header = {"alg": alg, "kid": "rsa", **head}
    text = f"{encoded(header)}.{encoded({'aud': AUD, **claims})}.{encoded(signature)}"
    for keys in (ring, Ring()):
        for at in (AT, None):
            shown(assertion(text, keys, now=AT + timedelta(hours=1), at=at, client_id=ME))


@pytest.mark.parametrize("name", ["password", "client_secret", "d", "k", "SSN"])
def test_a_secret_among_the_claims_is_hidden(name):
    text = f"{encoded({'alg': 'RS384', 'jwk': {'d': TOKEN}})}.{encoded({name: TOKEN})}.{SIGNATURE}"
    report = shown(assertion(text, now=AT))

    assert "[hidden 28 chars" in report
    assert TOKEN not in report


LARGE = {
    "JWTs": "eyJ" * 300_000,
    "halves of JWTs": "eyJ.eyJ." * 100_000,
    "words": "Bearer " * 100_000,
    "a form of line ends": "client_assertion=" + "\n" * 800_000 + "x",
    "beginnings of keys": "-----BEGIN A-----" * 50_000,
    "headers": "a: b\n" * 200_000,
    "brackets": "{" * 800_000,
    "minus signs": "{" + "-" * 90_000,
    "quotes": "{'" + "\\'" * 40_000,
    "curl": "curl " + "-d ' " * 200_000,
    "chunks": "POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n" + "1\na\n" * 200_000,
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_text_takes_no_more_than_its_length_asks_for(name):
    text = LARGE[name]
    begun = perf_counter()
    assertion(text, now=AT)
    token(text, text.encode(), now=AT)
    webhook(received(text.encode()), TOKEN)
    with pytest.raises(Misuse):
        read_keys(text, "key")

    assert perf_counter() - begun < 20  # what grows with the square takes hours
