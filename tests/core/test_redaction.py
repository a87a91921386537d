"""Secrets are hidden wherever something is shown, and leave a fingerprint."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests import Request

from mock_redox.core import redaction

SECRET = "Zq9SecretZq9"
JWT = "eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJhYmMifQ.c2lnbmF0dXJl"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIB\n-----END RSA PRIVATE KEY-----"
NAMES = (
    "access_token", "accessToken", "refreshToken", "refresh_token", "secret", "client_secret",
    "client_assertion", "verification-token", "verification_token", "verificationToken",
    "private_key", "password", "SSN", "d", "p", "q", "dp", "dq", "qi", "k",
)  # fmt: skip

secrets = st.text("abcdefXYZ0123456789-_.~+/=&<>%\u00e9", min_size=1, max_size=20).map(
    lambda text: SECRET + text
)
names = st.sampled_from(NAMES).flatmap(lambda n: st.sampled_from([n, n.upper(), n.lower()]))
wrapped = st.lists(
    st.sampled_from(
        [
            lambda value: {"a": 1, "Patient": value},
            lambda value: ["x", value],
            lambda value: [value],
        ]
    ),
    max_size=6,
)


@given(secrets, names, wrapped, st.booleans())
def test_no_secret_leaks_from_json_of_any_depth(secret, name, wrappers, alone):
    value: object = {name: secret if alone else [secret, [secret]]}
    for wrap in wrappers:
        value = wrap(value)

    assert SECRET not in redaction.body(json.dumps(value, ensure_ascii=False).encode())


@given(secrets, names)
def test_no_secret_leaks_from_a_form(secret, name):
    assert SECRET not in redaction.body(urlencode({"a": "1", name: secret}).encode())


@given(st.text("abcXYZ019-_.~+/=&>%", min_size=1, max_size=20), st.sampled_from(NAMES[:12]))
def test_no_secret_leaks_from_a_form_in_parts_or_from_xml(secret, name):
    sent = {"apiKey": (None, "me"), name: (None, SECRET + secret), "more": ("file", "x")}
    parts = Request("POST", "http://mock", files=sent).prepare().body

    told = redaction.body(parts), redaction.body(f"<a><{name}>{SECRET}</{name}></a>".encode())

    assert SECRET not in "".join(told)
    assert "me" in told[0]


@pytest.mark.parametrize(
    "text",
    [
        f'<wsse:Password Type="PasswordText">{SECRET}</wsse:Password>',
        f"<password><![CDATA[{SECRET}]]></password>",
        f'--x\r\nContent-Disposition: form-data;name="client_secret"\r\n\r\n{SECRET}\r\n--x--',
        f'--x\nContent-Disposition: form-data; filename="k"; name="secret"\n\n{SECRET}\n--x--',
        f"form-data; name=private_key\r\na: b\r\n\r\nab\r\n{SECRET}\r\n\r\n{SECRET}\r\n--x",
    ],
)
def test_no_secret_leaks_from_other_ways_to_write_xml_and_parts(text):
    assert SECRET not in redaction.body(text.encode())


@given(secrets, names)
def test_no_secret_leaks_from_a_query(secret, name):
    assert SECRET not in redaction.url(f"http://mock/hook?{urlencode({'a': 1, name: secret})}#end")


@given(
    secrets,
    st.sampled_from(["Authorization", "verification-token", "COOKIE", "Set-Cookie"]),
    st.sampled_from(["", "Bearer ", "bearer ", "Basic ", "Bearer\t"]),
)
def test_no_secret_leaks_from_a_header(secret, name, scheme):
    assert SECRET not in str(redaction.headers(((name, scheme + secret),)))


@given(st.sampled_from([JWT, PEM]), st.sampled_from(["text", "json", "form", "query"]))
def test_signed_tokens_and_private_keys_are_hidden_under_any_name(secret, where):
    shown = {
        "text": redaction.body(f"it was {secret}".encode()),
        "json": redaction.body(json.dumps({"note": [f"it was {secret}"]}).encode()),
        "form": redaction.body(urlencode({"note": secret}).encode()),
        "query": redaction.url(f"http://mock/?note={quote(secret)}"),
    }[where]

    assert not any(part in shown for part in ("MIIEpAIB", "c2lnbmF0dXJl", "eyJpc3M"))


@pytest.mark.parametrize(
    "raw",
    [
        f'{{"apiKey": "a", "secret": "{SECRET}",}}',
        f'{{"apiKey": "a", "secret": "{SECRET}", "padding": "xxxx... (2000000 bytes in all)',
        f'\ufeff{{"secret": "{SECRET}"}}',
        f"{{'secret': '{SECRET}'}}",
        f'grant_type=x&client_secret="{SECRET}"<br>',
        f"apiKey=a\r\n&secret={SECRET}",
    ],
    ids=["trailing comma", "cut off", "byte order mark", "single quotes", "unescaped", "two lines"],
)
def test_no_secret_leaks_from_a_body_that_is_not_quite_json_or_a_form(raw):
    assert SECRET not in redaction.body(raw.encode())


@pytest.mark.parametrize(
    "value",
    [
        {"secret": 1234567890},
        {"Patient": {"SSN": 1234567890}},
        {"secret": {"value": "1234567890"}},
        {"clientSecret": "1234567890"},
        {"privateKey": "1234567890"},
    ],
    ids=["number", "number deep down", "object", "clientSecret", "privateKey"],
)
def test_no_secret_leaks_by_its_type_or_spelling(value):
    assert "1234567890" not in redaction.body(json.dumps(value).encode())


@pytest.mark.parametrize(
    "address",
    [
        f"http://user:{SECRET}@mock/hook",
        f"http://[::1?verification-token={SECRET}",
        f"/hook?verification-token={SECRET}",
        f"/hook?a=b#access_token={SECRET}",
        f"/hook/secret={SECRET}?a=b",
    ],
    ids=["password", "not a URL", "path", "behind a query", "before a query"],
)
def test_no_secret_leaks_from_an_odd_url(address):
    assert SECRET not in redaction.url(address)


def test_half_a_character_in_a_query_can_be_shown():
    assert redaction.url("/hook?a=\ud800").isascii()


def test_what_is_no_secret_stays_as_it_was():
    body = {"apiKey": "a", "Patient": {"LastName": "Mock"}, "n": [1, None, True, 0.5]}

    assert json.loads(redaction.body(json.dumps(body).encode())) == body
    assert redaction.body(b"grant_type=client_credentials&a=b") == (
        "grant_type=client_credentials&a=b"
    )
    assert redaction.body(b"Invalid request") == "Invalid request"
    assert redaction.url("http://mock/hook?challenge=abc") == "http://mock/hook?challenge=abc"
    assert redaction.headers((("content-type", "a/b"),)) == [["content-type", "a/b"]]


@pytest.mark.parametrize("query", ["a=b%20c", "a=b+c", "a", "a=%2f&&b=%5B1%5D", "x=a=b&c="])
def test_a_query_without_a_secret_stays_as_it_was_written(query):
    shown = redaction.url(f"http://mock/hook?{query}")

    assert shown == f"http://mock/hook?{query}"
    assert redaction.url(f"{shown}&secret={SECRET}").startswith(f"{shown}&secret=[hidden+")


def test_the_fingerprint_tells_length_and_whether_two_are_the_same():
    assert redaction.hidden("abc") == redaction.hidden("abc") == "[hidden 3 chars #ba7816]"
    assert redaction.hidden("abd") != redaction.hidden("abc")
    assert redaction.hidden("") == "[empty]"
    assert redaction.headers((("Authorization", "Bearer abc"),)) == [
        ["Authorization", "Bearer [hidden 3 chars #ba7816]"]
    ]


@given(st.binary())
def test_any_bytes_can_be_shown(raw):
    assert isinstance(redaction.body(raw), str)


@given(st.text())
def test_any_text_can_be_a_url(text):
    assert isinstance(redaction.url(text), str)


def test_what_is_hidden_stays_the_same_when_it_is_hidden_again():
    shown = redaction.hidden("a-secret-of-mine")

    assert redaction.hidden(shown) == shown
    assert redaction.hidden(f"{shown} and more") != shown


@pytest.mark.parametrize(
    "before", ["?a=b&access_token=", "/x?a=b#access_token=", "/secret=", "?token="]
)
def test_a_url_in_a_reason_stays_the_same_when_the_reason_is_shown(before):
    shown = redaction.url(f"http://mock/{before}{SECRET}")

    assert SECRET not in shown
    assert redaction.text(f"went to {shown}, as it should") == f"went to {shown}, as it should"


@pytest.mark.parametrize("name", ["X-Token", "x-auth-token", "X-Client-Secret", "x-apikey"])
def test_a_header_of_anybody_s_own_that_is_named_like_a_secret_is_hidden(name):
    assert redaction.headers(((name, SECRET),)) == [[name, redaction.hidden(SECRET)]]
    assert redaction.headers((("x-request-id", SECRET),)) == [["x-request-id", SECRET]]


def test_a_control_token_that_went_to_a_wrong_address_is_hidden():
    headers = (("X-Mock-Redox-Control", SECRET), ("Cookie", f"mock_redox_control_1={SECRET}"))

    assert SECRET not in redaction.url(f"/?token={SECRET}")
    assert SECRET not in str(redaction.headers(headers))


@pytest.mark.parametrize("name", ["Referer", "location"])
def test_a_token_in_the_address_of_a_page_is_hidden(name):
    ((_, shown),) = redaction.headers(((name, f"http://mock/__mock__/?token={SECRET}&a=1"),))

    assert SECRET not in shown
    assert shown.startswith("http://mock/__mock__/?token=[hidden")
