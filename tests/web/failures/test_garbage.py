"""Any failure on any request, however broken: never a fault of the mock, and counts that add up."""

from __future__ import annotations

import json
from contextlib import suppress
from urllib.parse import urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from surfaces import PATHS
from thoroughness import draws

from mock_redox.core.errors import Misuse
from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.failures.forced import Asked

NAMES = [name for name in FAILURES if name != "service.slow"]
IDS = [each.client_id for each in FAILURES.values() if each.name != "service.slow"]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
LOGINS = st.fixed_dictionaries(
    {},
    optional={
        "apiKey": st.sampled_from(["KEY", *IDS]) | JSON,
        "secret": st.sampled_from(["SECRET", *(f"fail:{name}" for name in NAMES)]) | JSON,
        "refreshToken": st.sampled_from(["MAGIC"]) | JSON,
    },
).map(json.dumps)
CLAIMS = st.fixed_dictionaries(
    {},
    optional={
        name: st.sampled_from(IDS) | JSON
        for name in ("iss", "sub", "aud", "iat", "exp", "nbf", "jti")
    },
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "authorization": st.sampled_from(
            ["Bearer TOKEN", "TOKEN", "Bearer", "", " ", "Bearer MAGIC", "\t", "Bearer Bearer"]
        ),
        "x-mock-redox-fail": st.sampled_from([*NAMES, "", "nonsense"]),
        "redox-source-id": st.sampled_from(["", "a", "one-source"]),
        "content-type": st.sampled_from(["application/json", "application/x-www-form-urlencoded"]),
    },
)


def form(redox, claims):
    """A token request with an assertion of these claims, if they can be signed."""
    try:
        assertion = redox.assertion(**claims)
    except Misuse:
        assertion = "x"
    return urlencode({
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion,
    })  # fmt: skip


def spoken(redox, text):
    """The text with what its words stand for."""
    key = redox.legacy_key
    login = {"apiKey": FAILURES["token.expired"].client_id, "secret": "s"}
    auth = redox.core.auth.legacy
    refresh = auth.authenticate(json.dumps(login).encode(), Asked(FAILURES["token.expired"]).forced)
    words = {
        "KEY": key.api_key, "SECRET": key.secret, "TOKEN": redox.token(),
        "MAGIC": refresh[1]["refreshToken"],
    }  # fmt: skip
    for word, meant in words.items():
        text = text.replace(word, meant)
    return text


@settings(max_examples=draws(100), deadline=None, suppress_health_check=[*HealthCheck])
@given(
    name=st.none() | st.sampled_from(NAMES),
    where=st.sampled_from([*PATHS.values(), "/query", "/fhir/", "/oauth/token"]),
    method=st.sampled_from(["POST", "POST", "POST", "GET", "PUT", "HEAD"]),
    headers=HEADERS, body=LOGINS | CLAIMS | st.binary(max_size=50),
)  # fmt: skip
def test_nothing_breaks_it_and_nothing_is_lost(redox, name, where, method, headers, body):
    redox.reset()
    if isinstance(body, dict):
        body = form(redox, body)
        headers = {**headers, "content-type": "application/x-www-form-urlencoded"}
    one = redox.fail(name, must_fire=False) if name else None
    body = spoken(redox, body) if isinstance(body, str) else body
    headers = {header: spoken(redox, value) for header, value in headers.items()}
    with suppress(ConnectionResetError):
        redox.app.test_client().open(where, method=method, data=body, headers=headers)
    exchange = redox.journal.find()[-1]

    assert "a bug in mock_redox" not in exchange.reason
    assert exchange.status != 500 or exchange.forced == "service.error"
    diagnosis = exchange.diagnosis()
    assert diagnosis is None or diagnosis.lines()
    if one is not None:
        left = redox.core.failures.require(one.id).left
        assert one.fired == (f"made to fail: {name}, by fail-1" in exchange.reason)
        assert left + one.fired == 1
        assert redox.core.failures.standing is (left == 1)
