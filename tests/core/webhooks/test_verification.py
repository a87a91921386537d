"""The challenge: how it is sent, and what proves an endpoint (webhooks.md 2, later findings)."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from mock_redox.core.ports import Answer
from mock_redox.core.settings import Settings
from mock_redox.core.webhooks.verification import (
    challenge_by_get,
    challenge_by_post,
    judge,
    timed,
)

CHALLENGE = "3f0c8a8e-2a55-4c0e-9b52-0d5f6f6c1e11"
SETTINGS = Settings(verification_timeout=timedelta(seconds=3))


def test_by_post_token_and_challenge_are_in_the_body_only():
    sent = challenge_by_post("http://hook.test/redox", "tok", CHALLENGE, SETTINGS)

    assert (sent.method, sent.url) == ("POST", "http://hook.test/redox")
    assert sent.body == (f'{{"verification-token":"tok","challenge":"{CHALLENGE}"}}').encode()
    assert sent.headers == (
        ("application-name", "RedoxEngine"),
        ("content-type", "application/json"),
        ("connection", "close"),
    )
    assert sent.timeout == timedelta(seconds=3)


def test_a_token_of_any_letters_survives_the_body():
    sent = challenge_by_post("http://hook.test", 'a"b\\c\u00e9', CHALLENGE, SETTINGS)

    assert json.loads(sent.body)["verification-token"] == 'a"b\\c\u00e9'


def test_by_get_token_and_challenge_are_in_the_query_and_in_headers():
    sent = challenge_by_get("http://hook.test/redox", "t k&=", CHALLENGE, SETTINGS)

    assert (sent.method, sent.body) == ("GET", b"")
    assert sent.url == (
        f"http://hook.test/redox?challenge={CHALLENGE}&verification-token=t+k%26%3D"
    )
    assert sent.headers == (
        ("application-name", "RedoxEngine"),
        ("verification-token", "t k&="),
        ("challenge", CHALLENGE),
        ("connection", "close"),
    )
    assert sent.timeout == timedelta(seconds=3)


@pytest.mark.parametrize("query", ["a=1", "a=b%20c&flag", "x=%2F&x=2"])
def test_by_get_a_query_that_is_there_stays_as_it_is(query):
    sent = challenge_by_get(f"http://hook.test/?{query}", "tok", CHALLENGE, SETTINGS)

    assert sent.url == (f"http://hook.test/?{query}&challenge={CHALLENGE}&verification-token=tok")


@pytest.mark.parametrize(
    "body",
    [
        CHALLENGE,
        f"{CHALLENGE}\n",
        f'"{CHALLENGE}"',
        f'{{"challenge": "{CHALLENGE}"}}',
        f"<html><p>{CHALLENGE}</p></html>",
        f"\u00e9{CHALLENGE}".encode("latin-1"),
    ],
)
@pytest.mark.parametrize("status", [200, 201, 202, 299])
def test_any_2xx_with_the_challenge_anywhere_in_its_body_is_good(status, body):
    raw = body if isinstance(body, bytes) else body.encode()
    verdict = judge(Answer(status=status, body=raw), CHALLENGE, strict=False)

    assert verdict == (True, f"answered {status} with the challenge")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=200), "the challenge is not in the body (0 bytes)"),
        (Answer(status=200, body=b"invalid token"), "the challenge is not in the body (13 bytes)"),
        (Answer(status=200, body=CHALLENGE.upper().encode()), "the challenge is not in the body"),
        (Answer(status=200, body=CHALLENGE[:-1].encode()), "the challenge is not in the body"),
        (
            Answer(status=200, headers=(("challenge", CHALLENGE),)),
            "the challenge is not in the body",
        ),
        (Answer(status=199, body=CHALLENGE.encode()), "answered 199"),
        (Answer(status=302, body=CHALLENGE.encode()), "Redox follows no redirect"),
        (Answer(status=400, body=CHALLENGE.encode()), "answered 400"),
        (Answer(status=500, body=CHALLENGE.encode()), "answered 500"),
        (Answer(failure="unreachable", problem="connection refused"), "connection refused"),
    ],
)
def test_all_else_is_not(answer, reason):
    for strict in (False, True):
        verdict = judge(answer, CHALLENGE, strict)

        assert not verdict.good
        assert reason in verdict.reason


@pytest.mark.parametrize("body", [CHALLENGE, f" {CHALLENGE}\r\n"])
def test_strictly_the_body_is_the_challenge_but_for_blanks(body):
    assert judge(Answer(status=200, body=body.encode()), CHALLENGE, strict=True).good


@pytest.mark.parametrize("body", [f'"{CHALLENGE}"', f'{{"challenge":"{CHALLENGE}"}}'])
def test_strictly_a_body_with_more_in_it_is_refused(body):
    verdict = judge(Answer(status=200, body=body.encode()), CHALLENGE, strict=True)

    assert verdict == (
        False, "the body holds more than the challenge, and strict_challenge is on",
    )  # fmt: skip


def test_a_timeout_names_the_limit():
    late = Answer(failure="timeout", problem="nothing came")
    verdict = timed(judge(late, CHALLENGE, strict=False), late, SETTINGS)

    assert verdict == (False, "no answer within 3 s")
    closed = Answer(failure="closed", problem="cut off")
    assert timed(judge(closed, CHALLENGE, strict=False), closed, SETTINGS).reason == (
        "no answer: cut off"
    )
