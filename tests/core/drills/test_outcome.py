"""Whether a call got through, by what the mock saw of it."""

from __future__ import annotations

import pytest

from mock_redox.core.drills.outcome import Seen, judged
from mock_redox.core.errors import Explanation

WHY = Explanation("assertion.kid_unknown", "kid 'a'", "a known one", "register it")


def asked(status):
    return Seen("POST", "/v2/auth/token", status, WHY if status >= 400 else None)


def logged_in(status):
    return Seen("POST", "/auth/authenticate", status)


def called(status):
    return Seen("POST", "/endpoint", status, client="me" if status < 401 else None)


def interacted(status, check=None):
    why = Explanation(check, "", "", "") if check else None
    return Seen("GET", "/fhir/R4/a/b/c", status, why, None if check else "me")


@pytest.mark.parametrize(
    ("calls", "ok"),
    [
        ([asked(200), called(200)], True),
        ([called(200)], True),
        ([asked(200)], True),
        ([called(401), asked(200), called(200)], True),
        ([asked(400), asked(200)], True),
        ([asked(400), called(200)], True),  # the renewal failed, but the old token lives
        ([asked(200), called(400)], True),  # a bad message: its token was fine
        ([called(200), called(500)], True),  # not a matter of credentials
        ([logged_in(401), logged_in(200)], True),
        ([interacted(404)], True),  # whatever is there, it was let in
        ([interacted(403, "token.wrong_environment")], False),
        ([asked(400)], False),
        ([logged_in(401)], False),
        ([called(401)], False),
        ([called(401), asked(400)], False),
        ([called(401), asked(200)], False),  # renewed, but the call was never made again
        ([called(401), asked(200), called(401)], False),
        ([called(200), asked(400)], False),
        ([asked(200), called(401)], False),
    ],
)
def test_a_refusal_counts_unless_a_success_of_its_kind_follows(calls, ok):
    assert judged(calls).ok is ok


def test_a_refusal_says_what_came_and_what_was_expected():
    outcome = judged([asked(400)], "HTTPError: 400")

    assert outcome.because == "assertion.kid_unknown"
    assert outcome.reason == (
        "POST /v2/auth/token was answered 400: got kid 'a'; expected a known one"
    )
    assert outcome.advice == "register it"
    assert judged([called(401)]).because == "status 401"


def test_what_the_call_says_counts_when_redox_refused_nothing():
    outcome = judged([asked(200), called(200)], "ValueError: boom")

    assert (outcome.ok, outcome.because) == (False, "ValueError: boom")
    assert "Redox refused nothing" in outcome.reason


NOT_ASKED = [[], [Seen("GET", "/healthz", 404)], [called(500)], [Seen("POST", "/endpoint", 0)]]


@pytest.mark.parametrize("calls", NOT_ASKED)
def test_a_call_that_asks_redox_nothing_proves_nothing(calls):
    outcome = judged(calls)

    assert (outcome.ok, outcome.because) == (False, "no call to Redox")
    assert all(call.path in outcome.reason for call in calls)
