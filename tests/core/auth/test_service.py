"""Token requests: the form's checks in their order, audiences, and the settings (auth.md 2, 11)."""

from __future__ import annotations

import itertools
from urllib.parse import urlencode

import pytest

from mock_redox.core.auth.token_form import FORM, JWT_BEARER
from mock_redox.core.errors import TokenRefused

FORM_REQUIRED = "x-www-form-urlencoded content-type required"
GRANT_TYPE = "The grant_type parameter should equal 'client_credentials'"


@pytest.fixture
def auth(redox):
    return redox.core.auth


def test_a_grant_has_four_fields_of_the_documented_values(redox, auth, ask):
    answer = ask(auth, redox.assertion())
    token = answer.pop("access_token")

    assert answer == {"scope": "fhir:development", "token_type": "Bearer", "expires_in": 300}
    assert auth.identify(f"Bearer {token}").client == redox.client.client_id


@pytest.mark.parametrize("environment", ["Development", "Staging", "Production"])
def test_the_scope_and_the_token_are_of_the_clients_environment(build, ask, environment):
    auth = build({"clients": [{"client_id": "a", "environment": environment}]}).redox.auth
    answer = ask(auth, auth.assertion(auth.clients.require("a")))

    assert answer["scope"] == f"fhir:{environment.lower()}"
    assert auth.identify(f"Bearer {answer['access_token']}").environment == environment


@pytest.mark.parametrize("scope", ["fhir:development", "fhir:production", "nonsense"])
def test_whatever_scope_is_asked_for_the_grant_is_made(redox, auth, ask, scope):
    assert ask(auth, redox.assertion(), scope=scope)["scope"] == "fhir:development"


@pytest.mark.parametrize("kind", [FORM, f"{FORM};charset=utf-8", f"{FORM.upper()} ; a=b"])
def test_a_form_may_have_a_charset(redox, auth, ask, kind):
    assert ask(auth, redox.assertion(), kind)


def test_unknown_fields_are_ignored(redox, auth, ask):
    assert ask(auth, redox.assertion(), client_id="a", client_secret="b", resource="c")


FAULTS = {
    1: ({"content_type": "application/json"}, FORM_REQUIRED),
    2: ({"grant_type": None}, "Missing grant_type parameter"),
    3: ({"grant_type": "password"}, GRANT_TYPE),
    4: ({"client_assertion_type": None}, "Missing client assertion type"),
    5: ({"client_assertion_type": "jwt-bearer"}, "Invalid client assertion type"),
    6: ({"client_assertion": None}, "Missing client assertion"),
}
"""By the rows of auth.md 2.5."""


@pytest.mark.parametrize(("wrong", "text"), FAULTS.values(), ids=[f"row {row}" for row in FAULTS])
def test_each_fault_of_the_form_has_its_own_words(redox, auth, refused, wrong, text):
    refusal = refused(auth, redox.assertion(), **wrong)

    assert (refusal.status, refusal.text) == (400, text)
    assert refusal.explanation.check.startswith("assertion.")
    assert refusal.explanation.fix


@pytest.mark.parametrize(("first", "second"), [*itertools.combinations(FAULTS, 2)])
def test_a_form_broken_in_two_ways_is_refused_by_the_first(redox, auth, refused, first, second):
    wrong = FAULTS[second][0] | FAULTS[first][0]

    assert refused(auth, redox.assertion(), **wrong).text == FAULTS[first][1]


@pytest.mark.parametrize(("wrong", "text"), FAULTS.values())
def test_the_form_is_checked_before_the_assertion(auth, refused, wrong, text):
    assert refused(auth, "not a JWT", **wrong).text == text


@pytest.mark.parametrize("kind", [None, "", "text/plain", "multipart/form-data; boundary=x"])
def test_another_content_type_is_refused(redox, auth, refused, kind):
    assert refused(auth, redox.assertion(), kind).text == FORM_REQUIRED


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("grant_type", "Missing grant_type parameter"),
        ("client_assertion_type", "Missing client assertion type"),
        ("client_assertion", "Missing client assertion"),
    ],
)
def test_an_empty_field_is_a_missing_one(redox, auth, refused, name, text):
    assert refused(auth, redox.assertion(), **{name: ""}).text == text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("grant_type", GRANT_TYPE),
        ("client_assertion_type", "Invalid client assertion type"),
        ("client_assertion", ""),
    ],
)
def test_a_field_that_is_given_twice_is_a_wrong_one(redox, auth, name, text):
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": JWT_BEARER,
        "client_assertion": redox.assertion(),
    }
    body = urlencode([*form.items(), (name, form[name])]).encode()
    with pytest.raises(TokenRefused) as caught:
        auth.token(FORM, body)

    assert caught.value.text == text


def test_a_form_of_any_bytes_is_refused_in_order(auth):
    with pytest.raises(TokenRefused, match=r"assertion\.grant_type_missing"):
        auth.token(FORM, b"\xff\x00=%zz&&&=;" + b"&a" * 2000)


def test_an_assertion_in_the_wrong_field_is_not_told(redox, auth, refused):
    assertion = redox.assertion()
    refusal = refused(auth, JWT_BEARER, client_assertion_type=assertion)

    assert refusal.text == "Invalid client assertion type"
    assert assertion not in str(refusal)


def test_the_mocks_own_addresses_are_audiences(redox, auth, ask, refused):
    own = ("http://127.0.0.1:7336",)
    assertion = redox.assertion(aud="http://127.0.0.1:7336/v2/auth/token")

    assert refused(auth, assertion).explanation.check == "assertion.aud_wrong"
    assert ask(auth, assertion, own_urls=own)
    assert ask(auth, redox.assertion(), own_urls=own)


@pytest.mark.redox(public_urls="http://redox.local:8080/, http://other", audiences="https://mine")
def test_further_addresses_and_audiences_are_settings(redox, auth, ask, refused):
    for audience in ("http://redox.local:8080/v2/auth/token", "https://mine"):
        assert ask(auth, redox.assertion(aud=audience))
    assert refused(auth, redox.assertion())


def test_an_assertion_without_aud_is_taken_by_default(redox, auth, ask):
    assert ask(auth, redox.assertion(aud=None))


@pytest.mark.redox(require_aud=True)
def test_and_refused_by_the_strict_setting(redox, auth, refused):
    refusal = refused(auth, redox.assertion(aud=None))

    assert (refusal.text, refusal.explanation.check) == ("", "assertion.aud_missing")


@pytest.mark.redox(oauth_token_alias=True)
def test_the_address_of_2021_is_an_audience_where_it_is_served(redox, auth, ask):
    assert ask(auth, redox.assertion(aud="https://api.redoxengine.com/oauth/token"))


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("jose", 'unexpected "{}" claim value'),
        ("documented", "Unexpected {} claim value"),
        ("empty", ""),
    ],
)
@pytest.mark.parametrize("claim", ["aud", "sub"])
def test_the_words_for_a_wrong_claim_are_a_setting(redox, auth, refused, style, text, claim):
    redox.core.settings.change(claim_errors=style)

    assert refused(auth, redox.assertion(**{claim: "wrong"})).text == text.format(claim)


@pytest.mark.redox(reveal_token_errors=True, token_error_status=401, claim_errors="empty")
def test_the_reason_can_be_put_where_redox_is_silent_and_the_status_chosen(redox, auth, refused):
    refusal = refused(auth, redox.assertion(sub="wrong"))

    assert refusal.status == 401
    assert refusal.text.startswith("assertion.sub_wrong: got sub 'wrong'; expected")
    assert refused(auth, None).text == "Missing client assertion"


@pytest.mark.redox(token_lifetime="10s")
def test_the_lifetime_is_a_setting_and_always_a_whole_number(redox, auth, ask):
    lifetime = ask(auth, redox.assertion())["expires_in"]

    assert (lifetime, type(lifetime)) == (10, int)
