"""What a server answers without handing it to the app, and what it leaves to that."""

from __future__ import annotations

from contextlib import nullcontext
from urllib.parse import urlencode

import pytest

from mock_redox import MockRedox
from mock_redox.core.auth.token_form import FORM, JWT_BEARER
from mock_redox.web.at_once import AtOnce
from mock_redox.web.note import Note

LIVE = "/__mock__/health/live"


def at_once(mock):
    return AtOnce(mock.core, nullcontext())


def token_request(mock, **parts):
    form = {
        "grant_type": "client_credentials", "client_assertion_type": JWT_BEARER,
        "client_assertion": mock.assertion(),
    }  # fmt: skip
    usual = {
        "method": "POST", "path": "/v2/auth/token", "base": "http://mock", "content_type": FORM,
        "body": urlencode(form).encode(),
    }  # fmt: skip
    return Note(**{**usual, **parts})


def test_a_token_is_answered_at_once_and_journaled():
    mock = MockRedox()

    answer = at_once(mock).answer(token_request(mock))

    assert answer.status == "200 OK"
    (told,) = mock.journal.find()
    assert (told.client, told.response_body) == (mock.client.client_id, answer.body)


@pytest.mark.parametrize(
    ("prepare", "parts"),
    [
        (lambda mock: None, {"path": "/endpoint"}),
        (lambda mock: None, {"method": "GET"}),
        (lambda mock: None, {"headers": (("x-mock-redox-fail", "service.slow"),)}),
        (lambda mock: mock.fail("token.expired"), {}),
        (
            lambda mock: mock.core.auth.clients.move_keys(
                mock.client.client_id, "http://127.0.0.1:9/jwks"
            ),
            {},
        ),
    ],
    ids=["another path", "another verb", "asked to fail", "to fail by order", "keys elsewhere"],
)
def test_what_may_take_time_is_left_to_a_thread(prepare, parts):
    mock = MockRedox()
    prepare(mock)

    assert at_once(mock).answer(token_request(mock, **parts)) is None
    assert mock.journal.find() == []


def test_a_bug_is_told_as_one_and_the_request_not_tried_again(monkeypatch, caplog):
    mock = MockRedox()
    monkeypatch.setattr(mock.core.auth.tokens, "issue", lambda *given, **more: 1 / 0)

    answer = at_once(mock).answer(token_request(mock))

    assert (answer.status, answer.body) == ("500 Internal Server Error", b"Internal Server Error")
    assert mock.journal.find()[-1].reason.startswith("a bug in mock_redox: ZeroDivisionError")
    assert "please report this" in caplog.text


def test_nothing_is_fetched_at_once_for_a_client_that_is_registered_meanwhile():
    mock = MockRedox()
    note = token_request(mock)

    class Registering(nullcontext):
        def __enter__(self):
            mock.core.auth.clients.move_keys(mock.client.client_id, "http://127.0.0.1:9/jwks")

    assert AtOnce(mock.core, Registering()).answer(note) is None
    assert mock.journal.find() == []


def test_that_it_lives_is_told_as_the_app_tells_it_and_is_no_exchange_that_could_fail():
    mock = MockRedox()
    mock.fail("service.slow", times=9)
    told = mock.app.test_client().get(LIVE)

    answer = at_once(mock).answer(Note(method="GET", path=LIVE))

    assert (answer.status, answer.body) == (told.status, told.data) == ("200 OK", b'{"live": true}')
    assert dict(answer.headers) == dict(told.headers)
    assert mock.journal.find() == []
