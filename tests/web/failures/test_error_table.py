"""Redox's documented errors, row by row, by a request that is really so and by name on demand.

The strings are written out: they are Redox's own (auth.md 2.5, 3.3, 4.2; data-models.md 5).
"""

from __future__ import annotations

import jwt
import pytest
from keypairs import private_key
from surfaces import ready

NOW = 1_767_268_800
NOBODY = "5f0c0c0c-0000-4000-8000-000000000001"
NO_KEY = "Public key not found, check client_id, kid and Redox dashboard settings"
URI = "https://docs.redoxengine.com/permalink/7sEi7MTFssZ1JuHpUYLeYJ"


def refused(description: str) -> str:
    escaped = description.replace('"', '\\"')
    return f'{{"error":"invalid_request","error_description":"{escaped}","error_uri":"{URI}"}}'


def signed(api, *, alg="RS384", header=None, **claims):
    """An assertion by another library; None leaves a claim or member of the header out."""
    client = api.redox.client
    usual = {"iss": client.client_id, "sub": client.client_id, "iat": NOW, "jti": "1"}
    head = {"kid": client.kid, **(header or {})}
    given = {name: value for name, value in (usual | claims).items() if value is not None}
    key = private_key(client.private_key) if alg != "none" else None
    return jwt.encode(given, key, alg, {n: v for n, v in head.items() if v is not None})


def tampered(api):
    head, claims, signature = signed(api).split(".")
    return ".".join((head, claims, "A" * len(signature)))


def used(api):
    assertion = signed(api)
    assert api.token_request(assertion).status == 200
    return assertion


ROWS = [
    (1, "assertion.content_type_wrong", "x-www-form-urlencoded content-type required",
     lambda api: api.post_json("/v2/auth/token", {"grant_type": "client_credentials"})),
    (2, "assertion.grant_type_missing", "Missing grant_type parameter",
     lambda api: api.token_request(grant_type=None)),
    (3, "assertion.grant_type_wrong", "The grant_type parameter should equal 'client_credentials'",
     lambda api: api.token_request(grant_type="authorization_code")),
    (4, "assertion.type_missing", "Missing client assertion type",
     lambda api: api.token_request(client_assertion_type=None)),
    (5, "assertion.type_wrong", "Invalid client assertion type",
     lambda api: api.token_request(client_assertion_type="jwt")),
    (6, "assertion.missing", "Missing client assertion",
     lambda api: api.token_request(client_assertion=None)),
    (7, "assertion.kid_missing", "JWT header kid property is required",
     lambda api: api.token_request(signed(api, header={"kid": None}))),
    (8, "assertion.client_unknown", NO_KEY,
     lambda api: api.token_request(signed(api, iss=NOBODY, sub=NOBODY))),
    (8, "assertion.iss_missing", NO_KEY, lambda api: api.token_request(signed(api, iss=None))),
    (8, "assertion.kid_unknown", NO_KEY,
     lambda api: api.token_request(signed(api, header={"kid": "other"}))),
    (9, "assertion.aud_wrong", 'unexpected "aud" claim value',
     lambda api: api.token_request(signed(api, aud="https://api.redoxengine.com"))),
    (9, "assertion.aud_trailing_slash", 'unexpected "aud" claim value',
     lambda api: api.token_request(signed(api, aud="https://api.redoxengine.com/v2/auth/token/"))),
    (9, "assertion.aud_other_generation", 'unexpected "aud" claim value',
     lambda api: api.token_request(signed(api, aud="https://api.redoxengine.com/oauth/token"))),
    (9, "assertion.sub_wrong", 'unexpected "sub" claim value',
     lambda api: api.token_request(signed(api, sub="me"))),
    (10, "assertion.alg_not_allowed", "", lambda api: api.token_request(signed(api, alg="RS256"))),
    (10, "assertion.alg_none", "", lambda api: api.token_request(signed(api, alg="none"))),
    (10, "assertion.jti_missing", "", lambda api: api.token_request(signed(api, jti=None))),
    (10, "assertion.jti_replayed", "", lambda api: api.token_request(used(api))),
    (11, "assertion.iat_too_old", "", lambda api: api.token_request(signed(api, iat=NOW - 311))),
    (11, "assertion.iat_in_future", "", lambda api: api.token_request(signed(api, iat=NOW + 11))),
    (12, "assertion.signature_wrong", "", lambda api: api.token_request(tampered(api))),
    (13, "assertion.expired", "", lambda api: api.token_request(signed(api, exp=NOW - 10))),
    (14, "assertion.not_a_jwt", "", lambda api: api.token_request("a.b")),
]  # fmt: skip
by_row = pytest.mark.parametrize(
    ("row", "name", "text", "ask"), ROWS, ids=[f"row {row[0]} {row[1]}" for row in ROWS]
)


def is_refused(reply, text):
    assert (reply.status, reply.text) == (400, refused(text))
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert reply.headers["Cache-Control"] == "no-store"
    assert "WWW-Authenticate" not in reply.headers


@by_row
def test_a_token_request_that_is_really_so_is_refused_in_redox_s_words(api, row, name, text, ask):
    is_refused(ask(api), text)

    assert api.redox.journal.find()[-1].explanation.check == name


@by_row
def test_and_so_is_a_sound_one_that_is_made_so_by_name(api, row, name, text, ask):
    api.redox.fail(name)

    is_refused(ready(api, "token")(), text)


@pytest.mark.parametrize(
    ("style", "text"),
    [("jose", 'unexpected "{}" claim value'), ("documented", "Unexpected {} claim value"),
     ("empty", "")],
)  # fmt: skip
@pytest.mark.parametrize("claim", ["aud", "sub"])
def test_row_9_has_the_words_that_the_setting_chooses(api, style, text, claim):
    api.redox.core.settings.change(claim_errors=style)
    api.redox.fail(f"assertion.{claim}_wrong")

    is_refused(ready(api, "token")(), text.format(claim))
    is_refused(api.token_request(signed(api, **{claim: "x"})), text.format(claim))


@pytest.mark.parametrize("scope", ["fhir:production", "fhir:staging", "nonsense"])
def test_row_15_another_scope_is_granted_and_ignored(api, scope):
    reply = api.token_request(scope=scope)

    assert (reply.status, reply.json()["scope"]) == (200, "fhir:development")


def login(api, **wrong):
    key = api.redox.legacy_key
    fields = {"apiKey": key.api_key, "secret": key.secret, **wrong}
    return api.post_json("/auth/authenticate", {n: v for n, v in fields.items() if v is not None})


def renew(api, **wrong):
    fields = {"apiKey": api.redox.legacy_key.api_key, "refreshToken": NOBODY, **wrong}
    return api.post_json("/auth/refreshToken", {n: v for n, v in fields.items() if v is not None})


NOT_AUTHORIZED = "This source is not authorized."
LOGINS = [
    ("legacy.secret_wrong", "login", 401, "Invalid source secret",
     lambda api: login(api, secret="wrong")),
    ("legacy.key_unknown", "login", 401, NOT_AUTHORIZED, lambda api: login(api, apiKey=NOBODY)),
    ("legacy.refresh_unknown", "refresh", 401, NOT_AUTHORIZED, renew),
    ("legacy.refresh_expired", "refresh", 401, NOT_AUTHORIZED, None),
    ("legacy.refresh_rotated", "refresh", 401, NOT_AUTHORIZED, None),
    ("legacy.field_missing", "login", 400, "Invalid request", lambda api: login(api, secret=None)),
    ("legacy.field_missing", "login", 400, "Invalid request",
     lambda api: api.call("POST", "/auth/authenticate", b"{")),
    ("legacy.field_missing", "refresh", 400, "Invalid request",
     lambda api: renew(api, apiKey=None)),
]  # fmt: skip


@pytest.mark.parametrize("style", ["observed", "documented"])
@pytest.mark.parametrize(
    ("name", "where", "status", "documented", "ask"), LOGINS,
    ids=[f"{row[0]} on {row[1]}" for row in LOGINS],
)  # fmt: skip
def test_a_legacy_login_is_refused_in_both_wordings(
    api, style, name, where, status, documented, ask
):
    api.redox.core.settings.change(legacy_errors=style)
    text, kind = {
        "observed": ("Invalid request", "text/html; charset=utf-8"),
        "documented": (documented, "text/plain; charset=utf-8"),
    }[style]
    api.redox.fail(name)
    replies = [ready(api, where)(), *([ask(api)] if ask else [])]

    for reply in replies:
        assert (reply.status, reply.text) == (status, text)
        assert reply.headers["Content-Type"] == kind
    assert {each.explanation.check for each in api.redox.journal.find()} == {name}
