"""Drills over HTTP, through each transport: the system's URLs are posted to."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from drilled import Drilled, Receives

TOKEN = "my-made-up-token-0123456789"


@pytest.fixture
def system(redox):
    """A system at http://app.test, in process; it calls the mock by the interceptor."""
    with redox.intercept():
        found = SimpleNamespace(client=Drilled(redox), answer="200 OK")

        def app(environ, start):
            raw = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            try:
                if environ["PATH_INFO"] == "/reload":
                    found.client.switch(SimpleNamespace(**json.loads(raw)))
                else:
                    found.client.call()
            except Exception:
                found.answer = "500 X"
            start(found.answer, [("Content-Length", "0")])
            found.answer = "200 OK"
            return [b""]

        redox.mount("http://app.test", app)
        yield found


URLS = {"call": "http://app.test/call", "reload": "http://app.test/reload", "every": "1m"}


def test_the_drills_are_listed(api):
    listed = api.call("GET", "/__mock__/drills").json()["drills"]

    assert [each["name"] for each in listed] == [
        "key", "key_without_overlap", "key_jwks", "secret", "verification_token"
    ]  # fmt: skip


@pytest.mark.parametrize("script", ["key", "key_jwks"])
def test_a_drill_is_held_and_told(api, system, script):
    answer = api.post_json("/__mock__/drills", {"script": script, **URLS})

    assert answer.status == 200
    assert (answer.json()["seconds_out"], answer.json()["outages"]) == (0, [])


def test_an_outage_is_told_and_no_private_key_is_in_the_journal(api, system):
    order = {"script": "key", "switch_after": "10m40s", **URLS}
    told = api.post_json("/__mock__/drills", order).json()
    journal = api.call("GET", "/__mock__/journal?direction=out").text

    assert (told["seconds_out"], told["failed"]) == (40, 1)
    assert told["summary"].endswith("the old key was removed 40 s before the client switched")
    assert "/reload" in journal
    assert "BEGIN PRIVATE KEY" not in journal


def test_a_verification_token_is_drilled_with_a_url_that_is_new(api, system):
    receiver = Receives(TOKEN)
    api.redox.mount("http://hook.test", receiver.app)
    system.client.switch = receiver.switch
    order = {
        "script": "verification_token", "of": "http://hook.test/redox", "verification_token": TOKEN,
        "reload": URLS["reload"], "switch_after": 640, "every": 60,
    }  # fmt: skip

    assert api.post_json("/__mock__/drills", order).json()["seconds_out"] == 40


@pytest.mark.parametrize(
    ("given", "status", "problem"),
    [
        ({"script": "kye"}, 422, "no drill 'kye'"),
        ({"call": None}, 422, "needs a call"),
        ({"reload": None}, 422, "needs a switch"),
        ({"call": "app.test"}, 422, "not an http or https URL"),
        ({"reload": "app.test"}, 422, "not an http or https URL"),
        ({"every": 0}, 422, "use 100 ms or more"),
        ({"of": "nobody"}, 404, "no client 'nobody'"),
        ({"call": "http://nobody.test"}, 422, "fails before anything is rotated"),
    ],
)
def test_what_cannot_be_held_is_refused(api, system, given, status, problem):
    answer = api.post_json("/__mock__/drills", {"script": "key", **URLS, **given})

    assert answer.status == status
    assert problem in answer.json()["error"]["problem"]
    assert len(api.redox.client.made) == 1


def test_a_reload_that_fails_is_refused_with_its_answer(api, system):
    system.client.switch = None
    answer = api.post_json("/__mock__/drills", {"script": "key_without_overlap", **URLS})

    assert (answer.status, answer.json()["error"]["where"]) == (422, "reload")
    assert "POST http://app.test/reload was answered 500" in answer.json()["error"]["problem"]
