"""Sign-ons by the control API, through each transport."""

from __future__ import annotations

import json

import jwt
import pytest

from mock_redox.core.sso.variants import VARIANTS

SECRET = "my-shared-secret-of-32-characters"


@pytest.fixture
def application(receiver, redox):
    """Lets in whose token is right by the mock's clock, and answers 401 to all others."""

    def answer(environ, body):
        token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")[2]
        lax = {"verify_exp": False, "verify_iat": False, "verify_nbf": False}
        try:
            claims = jwt.decode(token, SECRET, algorithms=["HS256"], audience="me", options=lax)
        except jwt.InvalidTokenError:
            return 401, {}, b""
        now = redox.clock.now().timestamp()
        return (302, {"Location": "/in"}, b"") if claims["iat"] <= now < claims["exp"] else (
            401, {}, b"")  # fmt: skip

    receiver.answer = answer
    return receiver


def order(application, **more):
    return {"to": application.url, "secret": SECRET, "audience": "me", **more}


@pytest.mark.parametrize("name", VARIANTS)
def test_each_variant_is_sent_judged_and_told(api, application, name):
    reply = api.post_json("/__mock__/sign-on", order(application, variant=name))

    made = reply.json()
    assert (reply.status, made["variant"], made["as_expected"]) == (200, name, True)
    assert (made["good"], made["location"]) == ((True, "/in") if name == "right" else (False, None))
    assert json.loads(application.got[-1][3]) == made["message"]
    assert SECRET not in reply.text
    token = application.got[-1][2].get("authorization", "").removeprefix("Bearer ")
    assert not token or token not in reply.text


def test_the_message_is_as_it_was_ordered(api, application):
    wish = order(application, patient="Keva Green", overlay={"Visit.VisitNumber": "77"})
    made = api.post_json("/__mock__/sign-on", wish).json()

    assert made["claims"]["visit_id"] == made["message"]["Visit"]["VisitNumber"] == "77"
    assert made["message"]["Patient"]["Demographics"]["FirstName"] == "Keva"


def test_a_destination_brings_its_own_secret_which_is_never_shown(api, application):
    sso = {"url": application.url, "secret": SECRET, "audience": "me"}
    added = api.post_json("/__mock__/destinations", {"id": "d1", "name": "App", "sso": sso})
    made = api.post_json("/__mock__/sign-on", {"to": "d1"})
    shown = api.call("GET", "/__mock__/destinations/d1")

    assert made.json()["good"]
    assert shown.json()["sso"] == {"url": application.url, "audience": "me", "has_secret": True}
    assert not any(SECRET in each.text for each in (added, made, shown))


def test_a_destination_is_given_one_later(api, application):
    api.post_json("/__mock__/destinations", {"id": "d1", "name": "App"})
    sso = {"url": application.url, "secret": SECRET, "audience": "me"}
    api.call("PATCH", "/__mock__/destinations/d1", json.dumps({"sso": sso}))

    assert api.post_json("/__mock__/sign-on", {}).json()["destination"] == "d1"


@pytest.mark.parametrize(
    ("body", "status", "where", "problem"),
    [
        ({}, 422, "to", "no destination has an sso"),
        ({"to": "http://127.0.0.1:9/sso"}, 404, "", "nobody signs on at"),
        ({"to": "http://127.0.0.1:9/sso", "secret": ""}, 422, "sso.secret", "secret is empty"),
        ({"variant": "expird"}, 422, "variant", "did you mean 'expired'?"),
        ({"secert": "x"}, 422, "secert", "did you mean 'secret'?"),
    ],
)
def test_what_can_not_be_is_told(api, body, status, where, problem):
    reply = api.post_json("/__mock__/sign-on", body)

    assert reply.status == status
    assert reply.json()["error"]["where"] == where
    assert problem in reply.json()["error"]["problem"]


def test_the_variants_are_listed(api):
    shown = api.call("GET", "/__mock__/sign-on/variants").json()["variants"]

    assert shown == [each.as_json() for each in VARIANTS.values()]
