"""What leaves for a destination: the token where the variant carries it."""

from __future__ import annotations

import json

import pytest

from mock_redox.core.ports import Answer

URL = "http://hook.test/redox?a=%20"
HOOK = {"id": "d1", "name": "Hook", "url": URL, "verification_token": "Tok1"}
EVENT = "PatientAdmin.Arrival"


@pytest.fixture
def redox(build):
    other = {"id": "d2", "name": "Other", "verification_token": "Tok2"}
    return build({"destinations": [HOOK, other]}).redox


@pytest.fixture
def push(redox, sender):
    """Pushes to the hook; gives the delivery and what left."""

    def push(**more):
        delivery = redox.webhooks.push(EVENT, "d1", unverified=True, **more)
        return delivery, sender.sent[-1]

    return push


def header(sent, name):
    return [value for key, value in sent.headers if key == name]


def test_the_query_of_the_url_stays_in_front_of_a_token_in_it(push):
    delivery, sent = push(as_="query-only")

    assert sent.url == f"{URL}&verification-token=Tok1"
    assert delivery.url == URL
    assert header(sent, "verification-token") == header(sent, "authorization") == []


def test_a_token_in_the_body_stands_at_its_top(push):
    delivery, sent = push(as_="body-only")

    assert json.loads(sent.body) == {**delivery.message, "verification-token": "Tok1"}
    assert header(sent, "verification-token") == []


def test_the_former_token_is_sent_after_a_rotation(redox, push):
    redox.destinations.change("d1", verification_token="Tok3")
    delivery, sent = push(as_="rotated-out")

    assert header(sent, "verification-token") == ["Tok1"]
    assert "made up" not in delivery.last.reason


def test_without_a_rotation_one_is_made_up_and_the_reason_says_so(push, sender):
    sender.answer = Answer(status=401)
    delivery, sent = push(as_="rotated-out")

    assert header(sent, "verification-token") not in (["Tok1"], [])
    assert delivery.last.reason.startswith("refused with 401, as it should be")
    assert "(no former token is known, so one was made up" in delivery.last.reason


def test_another_destinations_token_is_sent(push):
    _, sent = push(as_="other-destination")

    assert header(sent, "verification-token") == ["Tok2"]
