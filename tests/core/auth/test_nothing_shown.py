"""Whatever comes, no secret, token or assertion stands in what is told about it."""

from __future__ import annotations

import json
import string
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from thoroughness import draws

from mock_redox.core.setup import LegacyKeySpec

relaxed = settings(max_examples=draws(80), deadline=None, suppress_health_check=[*HealthCheck])


def unlike_any_word(text):
    """Hypothesis likes to try the words that stand in this project, which may well be shown."""
    return f"Zq7{text}"


OPAQUE = st.text(f"{string.ascii_letters}{string.digits}-_", min_size=40, max_size=69).map(
    unlike_any_word
)
SHORT = st.text(string.ascii_letters + string.digits, min_size=6, max_size=20).map(unlike_any_word)
ANYWHERE = [
    "Bearer {}", "bearer  {} ", "{}", "Token {}", "{} Bearer", "Basic {}", "bearer: {}",
    "Bearer {} {}", "Bearer Bearer {}", '"{}"', "Bearer '{}'", "Bearer\t{}", "Bearer:{}",
    "{} {} {}", "Bearer {},Bearer {}", "Bearer {}\u00e9", "eyJ{}", "Bearer eyJ{}.eyJ{}.{}",
]  # fmt: skip


def told(redox):
    """All that is told of the last exchange, as people and as programs read it."""
    exchange = redox.journal.find()[-1]
    diagnosis = exchange.diagnosis()
    parts = [exchange.line(), json.dumps(exchange.as_json(), ensure_ascii=False)]
    if diagnosis is not None:
        parts += [*diagnosis.lines(), json.dumps(diagnosis.as_json(), ensure_ascii=False)]
    return "\n".join(parts)


@relaxed
@given(token=OPAQUE | SHORT | st.just("ISSUED"), pattern=st.sampled_from(ANYWHERE),
       path=st.sampled_from(["/endpoint", "/fhir/R4/x/Development/Patient"]))  # fmt: skip
def test_a_token_in_an_authorization_header_of_any_form(redox, token, pattern, path):
    token = redox.token() if token == "ISSUED" else token
    header = pattern.replace("{}", token)
    redox.app.test_client().post(path, headers={"authorization": header})

    assert token not in told(redox)


BODIES = [
    '{"apiKey": "KEY", "secret": "VALUE"}', '{"apiKey": "KEY", "secret": "VALUE"',
    '{"apiKey": "KEY", "Secret": "VALUE"}', '{"apiKey": "KEY", "secret": ["VALUE"]}',
    '{"apiKey": "KEY", "secret": {"value": "VALUE"}}', '{"api_key": "KEY", "secret": "VALUE"}',
    '[{"secret": "VALUE"}]', '{"apiKey": "KEY", "refreshToken": "VALUE"}',
    '{"apiKey": "KEY", "secret": "VALUE "}', '{"apiKey": "KEY", "secret": " VALUE\\n"}',
    '{"apiKey":"KEY"\n"secret":"VALUE"}', "{'apiKey': 'KEY', 'secret': 'VALUE'}",
    "apiKey=KEY&secret=VALUE", "apiKey=KEY&refreshToken=VALUE", "apiKey=KEY;secret=VALUE",
    "secret: VALUE", "secret=VALUE",
]  # fmt: skip


@relaxed
@given(secret=OPAQUE | SHORT, body=st.sampled_from(BODIES),
       path=st.sampled_from(["/auth/authenticate", "/auth/refreshToken"]),
       right=st.booleans())  # fmt: skip
def test_a_secret_in_a_login_of_any_form(redox, secret, body, path, right):
    key = redox.legacy_key.api_key
    if right:
        redox.core.auth.legacy.add(LegacyKeySpec(api_key=key, secret=secret))
    raw = body.replace("KEY", key).replace("VALUE", secret)
    redox.app.test_client().post(path, data=raw.encode())

    assert secret not in told(redox)


@pytest.mark.parametrize("body", ["VALUE", ' "VALUE" ', "VALUE&", "VALUE\r\n", "[VALUE]"])
def test_a_secret_alone_is_not_told_as_a_field_s_name(redox, body):
    for path in ("/auth/authenticate", "/auth/refreshToken", "/v2/auth/token"):
        raw = body.replace("VALUE", "topsecretvalue")
        redox.app.test_client().post(
            path, data=raw, content_type="application/x-www-form-urlencoded"
        )

        assert "topsecretvalue" not in "\n".join(redox.journal.find()[-1].diagnosis().lines())


@relaxed
@given(secret=st.text(string.ascii_letters, min_size=41, max_size=72),
       name=st.sampled_from(["apiKey", "refreshToken"]))  # fmt: skip
def test_a_secret_in_the_place_of_the_key(redox, secret, name):
    login = {"apiKey": secret, "secret": "x", "refreshToken": secret}
    for path in ("/auth/authenticate", "/auth/refreshToken"):
        redox.app.test_client().post(path, json=login)

        assert secret not in told(redox)


CLAIMS = st.fixed_dictionaries(
    {},
    optional={
        "aud": st.text(max_size=20) | st.lists(st.text(max_size=5), max_size=3),
        "sub": st.none() | st.text(max_size=20),
        "iss": st.none() | st.integers() | st.text(max_size=20),
        "iat": st.floats() | st.integers() | st.text(max_size=9) | st.none() | st.booleans(),
        "exp": st.floats(0, 2e9),
        "nbf": st.integers(0, 10**12),
        "jti": st.none() | st.text(max_size=20) | st.lists(st.integers(), max_size=2),
    },
)
SPOILT = [
    "{}", " {}", "{}\n", '"{}"', "Bearer {}", "{}x", "{}.x", "{}=", "{}{}", "{} {}",
]  # fmt: skip
PLACES = ["client_assertion", "grant_type", "client_assertion_type", "client_secret", "assertion"]


@relaxed
@given(claims=CLAIMS, spoilt=st.sampled_from(SPOILT), place=st.sampled_from(PLACES))
def test_an_assertion_of_any_form_wherever_it_stands(redox, claims, spoilt, place):
    from mock_redox.core.errors import Misuse

    try:
        assertion = redox.assertion(**claims)
    except Misuse:
        return
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": "x",
    } | {place: spoilt.replace("{}", assertion)}
    redox.app.test_client().post("/v2/auth/token", data=form)

    shown = told(redox)
    assert assertion not in shown
    assert assertion.rpartition(".")[2] not in shown
    assert quote(assertion) not in shown


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "application/json", "text/x"]
)
@pytest.mark.parametrize(
    "body", ["{}", '{"client_assertion": "{}"}', "{}=", "={}", "client_assertion={}",
             "client_assertion={}&client_assertion={}", "a&{}", "client_assertion[]={}"],
)  # fmt: skip
def test_an_assertion_in_a_body_of_any_form(redox, kind, body):
    assertion = redox.assertion()
    redox.app.test_client().post(
        "/v2/auth/token", data=body.replace("{}", assertion), content_type=kind
    )

    shown = told(redox)
    assert assertion not in shown
    assert assertion.rpartition(".")[2] not in shown


def test_what_is_granted_is_not_shown_either(redox):
    client = redox.app.test_client()
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }
    for name in (None, "lie.lives_shorter", "service.malformed", "service.truncated"):
        if name:
            redox.fail(name)
        assertion = redox.assertion()
        answer = client.post("/v2/auth/token", data={**form, "client_assertion": assertion})
        half = answer.text.partition(":")[2][1:20] if name else answer.json["access_token"]

        assert half not in told(redox)
        assert assertion not in told(redox)
