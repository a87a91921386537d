"""A request that is wrong by itself uses no failure up, and is told as what it is."""

from __future__ import annotations

import pytest
from surfaces import PATHS, is_as_told, ready

from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.setup import LegacyKeySpec

pytestmark = pytest.mark.parametrize("api", ["test client"], indirect=True)


def wrong_aud(api):
    api.token_request(api.redox.assertion(aud="wrong"))


def no_jwt(api):
    api.token_request("no-jwt")


def no_header(api):
    api.call("POST", "/endpoint", b"{}")


def unknown_token(api):
    api.call("POST", "/endpoint", b"{}", {"authorization": "Bearer nobody-s"})


def unknown_key(api):
    api.post_json(PATHS["login"], {"apiKey": "nobody-s", "secret": "s"})


def other_key_s_refresh_token(api):
    api.redox.core.auth.legacy.add(LegacyKeySpec(api_key="other", secret="s"))
    api.post_json(PATHS["refresh"], {"apiKey": "other", "refreshToken": "x"})


CASES = [
    ("assertion.expired", wrong_aud, "assertion.aud_wrong"),
    ("assertion.jti_replayed", wrong_aud, "assertion.aud_wrong"),
    ("assertion.type_wrong", lambda api: api.token_request(grant_type="x"),
     "assertion.grant_type_wrong"),
    ("assertion.missing", lambda api: api.post_json(PATHS["token"], {}),
     "assertion.content_type_wrong"),
    ("assertion.signature_wrong", no_jwt, "assertion.not_a_jwt"),
    ("assertion.signature_wrong", lambda api: api.call("GET", PATHS["token"]),
     "request.method_wrong"),
    ("jwks.unreachable", lambda api: api.token_request(api.redox.assertion(iss="nobody")),
     "assertion.client_unknown"),
    ("jwks.rotated_with_overlap", wrong_aud, "assertion.aud_wrong"),
    ("lie.lives_shorter", wrong_aud, "assertion.aud_wrong"),
    ("lie.clock_slow", wrong_aud, "assertion.aud_wrong"),
    ("token.expired", no_header, "token.missing"),
    ("token.source_missing", unknown_token, "token.unknown"),
    ("token.revoked", unknown_token, "token.unknown"),
    ("legacy.secret_wrong", unknown_key, "legacy.key_unknown"),
    ("legacy.refresh_expired", lambda api: api.post_json(PATHS["refresh"], {}),
     "legacy.field_missing"),
    ("lie.lives_longer", other_key_s_refresh_token, "legacy.refresh_unknown"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "call", "check"), CASES, ids=[f"{name}, but {check}" for name, _, check in CASES]
)
def test_it_is_refused_by_what_is_wrong_with_it(api, monkeypatch, name, call, check):
    slept = []
    monkeypatch.setattr("mock_redox.web.claiming.time.sleep", slept.append)
    failing = api.redox.fail(name, delay="1h", must_fire=False)

    call(api)

    exchange = api.redox.journal.find()[-1]
    assert exchange.explanation.check == check
    assert exchange.forced is None
    assert "made to fail" not in exchange.line()
    assert exchange.diagnosis().forced is None
    assert exchange.diagnosis().cause != f"the mock was told to let it fail so: {name}"
    assert failing.fired == 0
    assert slept == []


@pytest.mark.parametrize(
    ("name", "call", "check"), CASES, ids=[f"{name}, but {check}" for name, _, check in CASES]
)
def test_and_the_next_sound_one_meets_it(api, name, call, check):
    failing = api.redox.fail(name)
    call(api)
    where = FAILURES[name].where[0]

    assert is_as_told(FAILURES[name], where, ready(api, where)())
    assert failing.fired == 1


def test_a_body_that_is_too_large_by_itself_uses_nothing_up(api):
    api.redox.core.settings.change(max_other_body=10)
    failing = api.redox.fail("service.error", must_fire=False)

    assert api.call("POST", PATHS["token"], b"x" * 11).status == 413
    assert failing.fired == 0


def test_a_call_that_nothing_of_redox_answers_uses_nothing_up(api):
    failing = api.redox.fail("service.error", must_fire=False, times=None)
    api.call("GET", "/nope")
    api.call("GET", "/__mock__/health")
    api.call("GET", "/endpoint/")

    assert failing.fired == 0


@pytest.mark.parametrize("name", ["service.error", "service.truncated", "limit.rate"])
def test_what_befalls_whoever_calls_befalls_a_wrong_request_too(api, name):
    failing = api.redox.fail(name, times=2)
    no_jwt(api)
    no_header(api)

    assert failing.fired == 2


@pytest.mark.parametrize(
    ("name", "claims", "check"),
    [
        ("lie.clock_slow", {}, "assertion.iat_in_future"),
        ("lie.clock_slow", {"nbf": 1_767_268_800, "iat": 1_767_268_720},
         "assertion.not_yet_valid"),
        ("lie.clock_fast", {"iat": 1_767_268_800 - 250}, "assertion.iat_too_old"),
        ("lie.clock_fast", {"exp": 1_767_268_800 + 60}, "assertion.expired"),
    ],
)  # fmt: skip
def test_a_refusal_that_a_wrong_clock_brings_about_is_told_as_the_clock_s(api, name, claims, check):
    failing = api.redox.fail(name)

    reply = api.token_request(api.redox.assertion(**claims))

    exchange = api.redox.journal.find()[-1]
    assert reply.status == 400
    assert (exchange.explanation.check, exchange.forced) == (check, name)
    assert failing.fired == 1
