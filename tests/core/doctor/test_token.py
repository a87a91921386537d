"""An access token: how its header is spelt, what it can't be, and how long it lives."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from mock_redox.core.doctor.token.examination import token

from .conftest import AT, ME

TOKEN = "kq3BfPv0Qk2k1fJb7c0Xy8n2-_Hq5zWvTt4rE6uY9oP"
JWT = "eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl"
ANSWER = {"access_token": TOKEN, "scope": "fhir:development", "token_type": "Bearer",
          "expires_in": 300}  # fmt: skip
LEGACY = {"accessToken": ME, "expires": "2026-01-02T12:00:00.000Z",
          "refreshToken": ME.replace("1", "2")}  # fmt: skip


def judge(text="", answer=None, **more):
    raw = answer if answer is None or isinstance(answer, bytes) else json.dumps(answer).encode()
    return token(text, raw, now=AT, **more)


def names(report):
    return [each.name for each in report.findings]


@pytest.mark.parametrize(
    "text",
    [
        TOKEN, ME, "abc", f"Bearer {TOKEN}", f"bearer {TOKEN}", f"Authorization: Bearer {TOKEN}",
        f"authorization:Bearer {TOKEN}", "Bearer a+/b==",
        f"POST /endpoint HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {TOKEN}\r\n\r\n{{}}",
        f"curl -H 'Authorization: Bearer {TOKEN}' https://api.redoxengine.com/endpoint -d '{{}}'",
    ],
)  # fmt: skip
def test_a_token_that_may_be_one_has_no_finding(text):
    assert names(judge(text)) == []


@pytest.mark.parametrize(
    ("text", "name", "cause"),
    [
        ("Authorization: ", "token.empty", ""),
        ("Authorization: Bearer", "token.empty", "variable that holds the token is empty"),
        (f"Authorization: {TOKEN}", "token.no_scheme", ""),
        (f"Token {TOKEN}", "token.wrong_scheme", ""),
        (f"Basic {TOKEN}", "token.wrong_scheme", ""),
        (f"Bearer: {TOKEN}", "token.wrong_scheme", "a colon after Bearer"),
        (f"Bearer Bearer {TOKEN}", "token.doubled", "both the client and its HTTP library"),
        (f"Bearer {TOKEN} {TOKEN}", "token.malformed", ""),
        (
            "GET /fhir HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n",
            "token.missing",
            "drops the header",
        ),
        (f"Bearer {TOKEN}\n", "token.line_end", "line end"),
        (f"{TOKEN}\r\n", "token.line_end", "line end"),
        (f"Bearer\t{TOKEN}", "token.line_end", ""),
        ("undefined", "token.unknown", "never set"),
        ("Bearer null", "token.unknown", "never set"),
        ("Bearer $TOKEN", "token.unknown", "placeholder"),
        ("Bearer <token>", "token.unknown", "placeholder"),
        (f'Bearer "{TOKEN}"', "token.unknown", "quotes"),
        (JWT, "token.unknown", "this is a JWT"),
        (f"{TOKEN}%3D", "token.characters", "percent-encoded"),
        (f"{TOKEN}é", "token.characters", ""),
        ("-----BEGIN PUBLIC KEY-----MIIB", "token.unknown", "a PEM key"),
    ],
)
def test_each_wrong_spelling_is_the_only_finding(text, name, cause):
    report = judge(text)

    assert names(report) == [name]
    assert cause in report.findings[0].cause
    assert report.ok is (text == JWT)


def test_nothing_at_all_is_a_missing_token():
    assert names(judge()) == ["token.missing"]


def test_the_answer_tells_how_long_the_token_lives():
    report = judge(TOKEN, ANSWER, issued=AT - timedelta(seconds=60))
    lifetime = dict(next(each for each in report.facts if each.title == "lifetime").rows)

    assert names(report) == []
    assert lifetime == {
        "issued": "2026-01-01T11:59:03.000Z",
        "ends": "2026-01-01T12:04:03.000Z, 4 min left",
    }


@pytest.mark.parametrize(("at", "certainty"), [(AT, "wrong"), (None, "doubtful")])
def test_a_token_that_ended_is_wrong_at_its_time_and_doubtful_now(at, certainty):
    found = judge(TOKEN, ANSWER, issued=AT - timedelta(hours=1), at=at).findings

    assert [(each.name, each.certainty) for each in found] == [("token.expired", certainty)]
    assert "55 min ago" in found[0].got


def test_the_answer_s_own_date_tells_when_it_was_issued():
    whole = f"HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 11:00:00 GMT\r\n\r\n{json.dumps(ANSWER)}"

    assert names(judge(TOKEN, whole.encode())) == ["token.expired"]
    assert names(judge(whole)) == ["token.expired"]


def test_without_a_date_the_age_stays_open():
    assert judge(TOKEN, ANSWER).unjudged[0] == ("its age", "when it was issued is not known")


def test_a_legacy_answer_says_itself_when_the_token_ends():
    assert names(judge(ME, LEGACY)) == []
    assert names(judge(ME, LEGACY, at=AT + timedelta(days=2))) == ["token.expired"]


def test_an_answer_in_place_of_the_token_is_read_as_one():
    assert names(judge(json.dumps(ANSWER))) == []


@pytest.mark.parametrize(
    ("text", "answer", "cause"),
    [
        (LEGACY["refreshToken"], LEGACY, "refresh token"),
        (TOKEN.lower(), ANSWER, "not the token of that answer"),
    ],
)
def test_a_token_that_is_not_the_answer_s_is_found(text, answer, cause):
    found = judge(text, answer, issued=AT).findings

    assert [each.name for each in found] == ["token.unknown"]
    assert cause in found[0].cause


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (b"", "answer.unreadable"),
        (b"<!doctype html><title>Sign in", "answer.unreadable"),
        (b"Invalid request", "answer.unreadable"),
        (b'{"access_token": "a', "answer.unreadable"),
        (b"[]", "answer.unreadable"),
        ({}, "answer.no_token"),
        ({**ANSWER, "access_token": ""}, "answer.no_token"),
        ({**LEGACY, "accessToken": None}, "answer.no_token"),
        ({**ANSWER, "expires_in": "300"}, "answer.odd"),
        ({**ANSWER, "expires_in": None}, "answer.odd"),
        ({**ANSWER, "token_type": "mac"}, "answer.odd"),
        ({**LEGACY, "expires": "tomorrow"}, "answer.odd"),
        ({**LEGACY, "expires": "2026-01-02T12:00:00"}, "answer.odd"),
    ],
    ids=str,
)
def test_an_odd_answer_is_found(answer, name):
    assert names(judge(answer=answer, issued=AT))[0] == name


@pytest.mark.parametrize(
    ("description", "named"),
    [
        ("Missing client assertion", "assertion.missing"),
        ('unexpected "aud" claim value', "assertion.aud_wrong"),
        ("", "assertion.doubled"),
    ],
)
def test_a_refusal_names_the_failures_that_are_answered_so(description, named):
    body = {"error": "invalid_request", "error_description": description}
    found = judge(answer=body).findings

    assert [each.name for each in found] == ["answer.refused"]
    assert named in found[0].cause


def test_the_issued_time_may_be_absurd():
    late = datetime.max.replace(tzinfo=AT.tzinfo)

    assert judge(TOKEN, ANSWER, issued=late).unjudged[0].what == "its age"
