"""One exchange: all that is known of it, nothing that is secret, and forms to take it along in."""

from __future__ import annotations

import re

import pytest


@pytest.fixture
def refused(redox, page):
    """A call with a token that has expired."""
    token = redox.token()
    redox.clock.advance("5m")
    headers = {"authorization": f"Bearer {token}", "x-own": "<script>alert(1)</script>"}
    body = {"Meta": {"DataModel": "<script>"}, "Patient": {"FirstName": "<b>Ada</b>"}}
    redox.app.test_client().post("/endpoint?<script>=1", json=body, headers=headers)
    page.token = token
    return page


def test_a_refusal_is_explained_check_by_check(refused):
    text = refused.part("exchanges/1")

    assert "<html" not in text
    assert "token.expired" in text
    assert "fetch a new token before expires_in has passed" in text
    verdicts = re.findall(r'<li class="(passed|failed|not-reached)">', text)
    assert verdicts == ["passed"] * 5 + ["failed"] + ["not-reached"] * 2


def test_it_has_an_address_of_its_own(refused):
    text = refused.whole("page/exchanges/1")

    assert "<html" in text
    assert "token.expired" in text
    assert 'id="x1"' in text


def test_what_came_from_outside_is_text(refused):
    for text in (refused.part("exchanges/1"), refused.whole(), refused.part("events?seen=0")):
        assert "<script>alert" not in text
        assert "<b>Ada" not in text
    text = refused.part("exchanges/1")
    assert "&lt;b&gt;Ada&lt;/b&gt;" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_no_token_is_shown(refused):
    text = refused.part("exchanges/1")

    assert refused.token not in text
    assert "Bearer [hidden 43 chars #" in text


def test_attempts_of_a_push_are_listed_and_it_is_sent_again(page, redox, pushed, receiver):
    receiver.answer = lambda environ, body: (503, {}, b"")
    pushed()
    text = page.part("exchanges/1")
    assert "Attempts" in text
    assert "not what a sound receiver answers" in text
    receiver.answer = None

    told = page.do("resend", "timeline", id="1")

    assert "PatientAdmin.Arrival sent again: acknowledged with 200" in told
    assert "/__mock__/page/exchanges/2" in told
    assert receiver.got[0][3] == receiver.got[1][3]
    shown = page.part("exchanges/2")
    assert shown.count("Open<span") == 1
    assert shown.count("shown here") == 1


def test_of_many_attempts_the_latest_are_listed_and_the_rest_is_linked(page, redox, receiver):
    receiver.answer = lambda environ, body: (503, {}, b"")
    queued = redox.enqueue("PatientAdmin.Arrival", receiver.url, "t", unverified=True)
    redox.clock.advance("3h")

    text = page.part(f"exchanges/{redox.journal.find()[-1].id}")

    tries = len(queued.attempts)
    assert tries > 101
    assert text.count("Open<span") == 99
    assert f"<td>{tries}</td>" in text
    assert f"<td>{tries - 100}</td>" not in text
    assert f'href="/__mock__/deliveries/{queued.id}"' in text


def test_only_pushes_are_sent_again(refused):
    told = refused.do("resend", "timeline", 404, id="1")

    assert "was no push that is remembered" in told


@pytest.mark.parametrize(
    ("form", "name", "holds"),
    [
        ("curl", "exchanges-1.sh", "curl -sS -X POST"),
        ("pytest", "token_expired.py", "def test_"),
        ("incident", "token-expired.yaml", "token"),
        ("har", "exchanges-1.har", '"version": "1.2"'),
    ],
)
def test_it_is_taken_along_without_secrets(refused, form, name, holds):
    got = refused.raw(f"exchanges/1/export/{form}")

    assert got.status_code == 200, got.text
    assert got.content_type == "text/plain; charset=utf-8"
    assert name in got.headers["Content-Disposition"]
    assert holds in got.text
    assert refused.token not in got.text


@pytest.mark.parametrize(
    "path", ["exchanges/9", "exchanges/x", "exchanges/²", "exchanges/1/export/x"]
)
def test_what_is_not_there_is_told(refused, path):
    got = refused.raw(path)

    assert got.status_code == 404
    assert "Not done" in got.text
    assert refused.raw(path, headers={"HX-Request": "true"}).headers["HX-Reswap"] == "none"
