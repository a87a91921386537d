"""The assertion is found in whatever it was pasted with, and the doctor says what it took."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest

from mock_redox.core.auth.token_form import JWT_BEARER
from mock_redox.core.doctor.reading.taking import take

JWT = "eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl"
WHOLE = {"grant_type": "client_credentials", "client_assertion_type": JWT_BEARER,
         "client_assertion": JWT}  # fmt: skip
FORM = urlencode(WHOLE)
LINES = FORM.replace("&", "\n&")
DATA = " ".join(f"-d {name}={quote(value)}" for name, value in WHOLE.items())
URL = "https://api.redoxengine.com/v2/auth/token"


@pytest.mark.parametrize(
    "text",
    [
        JWT, f" {JWT}\n", f'"{JWT}"', f"'{JWT}'", f"`{JWT}`", f"Bearer {JWT}", f"bearer {JWT}",
        f"Authorization: Bearer {JWT}", f"client_assertion={JWT}", f'client_assertion: "{JWT}"',
        f"assertion = {JWT},", f'{{"assertion": "{JWT}"}}', f'{{"client_assertion": "{JWT}"}}',
        json.dumps(JWT), f"12:00:00 INFO sending {JWT} to Redox", f"<{JWT}>",
        FORM, LINES, f"&{FORM}", FORM.replace("&", "&\n"),
        f"POST /v2/auth/token HTTP/1.1\r\nHost: a\r\n\r\n{FORM}",
        f"POST /v2/auth/token HTTP/1.1\nHost: a\n\n{FORM}\n",
        f"> POST /v2/auth/token HTTP/1.1\n> Host: a\n> \n{FORM}",
        f"curl -X POST {URL} {DATA}", f"$ curl {URL} \\\n  {DATA}",
        f"curl '{URL}' -H 'Accept: */*' --data '{FORM}'",
        f"curl {URL} " + " ".join(f"--data-urlencode '{n}={v}'" for n, v in WHOLE.items()),
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_the_assertion_is_found(text):
    assert take(text).text == JWT


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (f'"{JWT}"', "quotes"),
        (f"Bearer {JWT}", "a word such as Bearer"),
        (f"client_assertion={JWT}", "client_assertion="),
        (FORM, "a form"),
        (f"sent {JWT}", "a longer text"),
        (f"sent {JWT} and {JWT}", "of 2 JWTs in it the first"),
        (f"curl {URL} -d '{FORM}'", "a request"),
    ],
)
def test_it_is_said_what_was_taken(text, note):
    assert note in take(text).notes[0]


def test_nothing_is_said_of_an_assertion_that_stands_alone():
    assert take(f"{JWT}\n").notes == []


@pytest.mark.parametrize(
    "text",
    [
        f"curl {URL} -d '{FORM}'", FORM, LINES, f'"{FORM}"',
        f"10:00:00 DEBUG urllib3 POST /v2/auth/token body=b'{FORM}' -> 400",
        f"10:00:00 POST /v2/auth/token: {FORM} 400", f"body:\n{LINES}", f"{URL}?{FORM}",
        f'{{"level": "debug", "body": "{FORM}", "status": 400}}',
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_a_whole_form_is_judged_as_a_form(text):
    assert take(text).form == WHOLE


def test_the_assertion_alone_is_no_form():
    assert take(f"client_assertion={JWT}").form is None


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ("", "application/x-www-form-urlencoded"),
        ("-H 'Content-Type: application/json; charset=utf-8'", "application/json"),
        ("-H content-type:text/plain", "text/plain"),
        ("--json '{}'", "application/json"),
        ("-F a=b", "multipart/form-data"),
    ],
)
def test_the_content_type_of_a_curl_command_is_the_one_that_curl_sends(more, kind):
    assert take(f"curl {more} -d '{FORM}' {URL}").content_type == kind


@pytest.mark.parametrize("text", ["", "x", "a.b", "{", "curl 'x", "curl", "POST / HTTP/1.1", "é=é"])
def test_what_holds_no_assertion_is_taken_as_it_is(text):
    assert take(text).text == text


def test_a_private_key_is_never_searched_for_an_assertion():
    pem = f"-----BEGIN PRIVATE KEY-----\n{JWT}\n-----END PRIVATE KEY-----"

    assert take(pem).text == pem


@pytest.mark.parametrize("cut", [20, 60, 300])
@pytest.mark.parametrize("by", ["\n", " ", "\r\n"])
def test_an_assertion_with_a_line_break_in_it_is_left_broken(made, cut, by):
    text = made()

    assert take(text[:cut] + by + text[cut:]).text == text[:cut] + by + text[cut:]


@pytest.mark.parametrize("around", ["{} refused", "sent {} to Redox", "refused {}", "{} and {}"])
def test_words_beside_an_assertion_are_no_part_of_it(made, around):
    text = made()

    assert take(around.format(text, text)).text == text
