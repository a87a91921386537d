"""The list of checks in a diagnosis: all of them, in Redox's order, up to the one that failed."""

from __future__ import annotations

import json
import threading

import pytest

from mock_redox.core import checks
from mock_redox.core.auth import assertions, bearers, login
from mock_redox.core.checks import Check
from mock_redox.core.errors import BearerRefused, Explanation, LegacyLoginRefused, TokenRefused
from mock_redox.core.failures.catalogue import FAILURES

LISTS = {
    "token": (
        assertions.CHECKS,
        ["content type", "grant_type", "client_assertion_type", "client_assertion", "jwt", "kid",
         "client", "key", "aud", "sub", "alg", "jti", "iat", "signature", "exp", "nbf",
         "first use"],
    ),
    "call": (
        bearers.CHECKS,
        ["header", "scheme", "one token", "known", "in force", "fresh", "source", "environment"],
    ),
    "login": (login.LOGIN_CHECKS, ["fields", "key", "secret"]),
    "refresh": (login.REFRESH_CHECKS, ["fields", "refresh token"]),
}  # fmt: skip


@pytest.mark.parametrize("where", LISTS)
def test_the_checks_stand_in_redox_s_order(where):
    known, names = LISTS[where]

    assert [each.name for each in known] == names
    assert all(each.expected for each in known)


def verdicts(refusal):
    return [(step.check, step.verdict) for step in refusal.explanation.steps]


def expected(where, failed):
    names = LISTS[where][1]
    at = names.index(failed)
    marks = ["passed"] * at + ["failed"] + ["not reached"] * (len(names) - at - 1)
    return list(zip(names, marks, strict=True))


@pytest.mark.parametrize(
    ("claims", "failed"),
    [({"sub": "x"}, "sub"), ({"aud": "x"}, "aud"), ({"iat": 0}, "iat"), ({"exp": 0}, "exp"),
     ({"nbf": 2e9}, "nbf"), ({"jti": None}, "jti"), ({"iss": "x"}, "client")],
)  # fmt: skip
def test_a_refused_token_request_shows_them_all(redox, refused, claims, failed):
    refusal = refused(redox.core.auth, redox.assertion(**claims))

    assert verdicts(refusal) == expected("token", failed)
    assert all(step.got for step in refusal.explanation.steps if step.verdict != "not reached")
    failing = next(step for step in refusal.explanation.steps if step.verdict == "failed")
    assert (failing.got, failing.expected) == (
        refusal.explanation.got, refusal.explanation.expected,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("header", "failed"),
    [(None, "header"), ("x", "scheme"), ("Bearer", "one token"), ("Bearer x", "known")],
)
def test_a_refused_call_shows_them_all(redox, header, failed):
    with pytest.raises(BearerRefused) as caught:
        redox.core.auth.identify(header)

    assert verdicts(caught.value) == expected("call", failed)


@pytest.mark.parametrize(
    ("wrong", "failed"), [({"secret": ""}, "fields"), ({"apiKey": "x"}, "key"),
                          ({"secret": "x"}, "secret")],
)  # fmt: skip
def test_a_refused_login_shows_them_all(redox, wrong, failed):
    key = redox.legacy_key
    body = json.dumps({"apiKey": key.api_key, "secret": key.secret} | wrong).encode()
    with pytest.raises(LegacyLoginRefused) as caught:
        redox.core.auth.legacy.authenticate(body)

    assert verdicts(caught.value) == expected("login", failed)


def test_a_refused_renewal_shows_them_all(redox):
    body = json.dumps({"apiKey": redox.legacy_key.api_key, "refreshToken": "x"}).encode()
    with pytest.raises(LegacyLoginRefused) as caught:
        redox.core.auth.legacy.refresh(body)

    assert verdicts(caught.value) == expected("refresh", "refresh token")


def test_of_parallel_uses_of_one_assertion_those_that_lose_show_them_all_too(
    redox, ask, monkeypatch
):
    """They meet behind the first look at the jti, where only the last check can tell them apart."""
    gate, assertion, found = threading.Barrier(4, timeout=10), redox.assertion(), []
    remember = type(redox.core.auth.replays).remember

    def together(self, *args):
        gate.wait()
        return remember(self, *args)

    monkeypatch.setattr(type(redox.core.auth.replays), "remember", together)

    def use():
        try:
            found.append(ask(redox.core.auth, assertion))
        except TokenRefused as refusal:
            found.append(refusal)

    threads = [threading.Thread(target=use) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    lost = [each for each in found if isinstance(each, TokenRefused)]

    assert len(lost) == 3
    for each in lost:
        assert each.explanation.check == "assertion.jti_replayed"
        assert verdicts(each) == expected("token", "first use")


def test_the_diagnosis_is_told_in_lines_and_as_json(redox):
    redox.app.test_client().post("/endpoint", headers={"authorization": "Bearer nobody-s"})
    diagnosis = redox.journal.find()[-1].diagnosis()

    assert diagnosis.lines() == [
        "token.unknown: Redox never issued the token, or has forgotten it",
        "  ok     header       one",
        "  ok     scheme       Bearer",
        "  ok     one token    one",
        "  FAILED known        got a token of 8 characters; expected a token that this mock issued "
        "since its start or last reset",
        "  -      in force     not reached",
        "  -      fresh        not reached",
        "  -      source       not reached",
        "  -      environment  not reached",
        "  cause: a token from before a restart or a reset, or one of another server",
        "  fix:   fetch a new token; tokens do not outlive a restart or a reset",
        "  see:   mock-redox failures show token.unknown, or docs/failures/token.md#tokenunknown",
    ]
    told = diagnosis.as_json()
    assert [each["verdict"] for each in told["checks"]] == [
        *["passed"] * 3, "failed", *["not reached"] * 4,
    ]  # fmt: skip
    assert (told["check"], told["failure"]) == ("token.unknown", "token.unknown")
    assert told["sound_client"].startswith("fetches a new token")
    assert redox.journal.find()[-1].as_json()["explanation"] == told


def test_where_what_came_does_not_tell_the_cause_the_usual_ones_are_called_so(redox):
    form = {"grant_type": "client_credentials", "client_assertion_type": "jwt-bearer"}
    redox.app.test_client().post("/v2/auth/token", data=form)
    diagnosis = redox.journal.find()[-1].diagnosis()

    often = "; ".join(FAILURES["assertion.type_wrong"].causes)
    assert f"  often: {often}" in diagnosis.lines()
    assert not any(line.startswith("  cause:") for line in diagnosis.lines())
    assert (diagnosis.as_json()["cause"], diagnosis.as_json()["often"]) == ("", often)


class Refused(TokenRefused):
    def __init__(self) -> None:
        super().__init__(400, "", Explanation("x.y", "this", "that", "do it"))


def test_a_row_of_checks_stops_at_the_first_that_fails():
    done = []

    def check(name, fails=False):
        def run(case):
            done.append(name)
            if fails:
                raise Refused

        return Check(name, f"expects {name}", run, lambda case: f"{case} for {name}")

    row = [check("a"), check("b", fails=True), check("c", fails=True)]
    with pytest.raises(Refused) as caught:
        checks.run(row, "case")

    assert done == ["a", "b"]
    assert [(s.check, s.verdict, s.got, s.expected) for s in caught.value.explanation.steps] == [
        ("a", "passed", "case for a", "expects a"),
        ("b", "failed", "this", "that"),
        ("c", "not reached", "", "expects c"),
    ]


def test_a_row_that_passes_raises_nothing():
    checks.run([Check("a", "x", lambda case: None, str)], "case")
    checks.run([], "case")
