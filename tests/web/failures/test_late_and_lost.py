"""Answers that come late or not at all: what the client meets, and what was done meanwhile."""

from __future__ import annotations

import threading
import time
from contextlib import nullcontext

import pytest
import requests
from surfaces import PATHS, is_as_told, is_sound, ready
from urllib3.util import Timeout
from werkzeug.test import EnvironBuilder, run_wsgi_app

from mock_redox import MockRedox
from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.journal import Query
from mock_redox.web.at_once import AtOnce
from mock_redox.web.reading import noted

REDOX = "https://api.redoxengine.com"
only_once = pytest.mark.parametrize("api", ["test client"], indirect=True)
BROKEN = ["service.truncated", "service.malformed", "service.html"]
LOST = ["service.dropped_before", "service.dropped_after"]


@pytest.fixture
def slept(monkeypatch):
    """The seconds that were to be slept."""
    found = []
    monkeypatch.setattr("mock_redox.web.claiming.time.sleep", found.append)
    return found


@only_once
def test_it_comes_as_late_as_the_failure_or_the_order_says(api, slept):
    for delay in (None, "250ms", 0.5, "0s", "1h"):
        api.redox.fail("service.slow", delay=delay)

        assert is_sound("token", ready(api, "token")())
    assert slept == [2.0, 0.25, 0.5, 3600.0]


@only_once
def test_any_failure_may_come_late(api, slept):
    api.redox.fail("token.expired", delay="250ms")
    api.redox.fail("service.error", delay="500ms")

    assert ready(api, "data_model")().status == 401
    assert ready(api, "data_model")().status == 500
    assert slept == [0.25, 0.5]


@only_once
@pytest.mark.redox(seed=3)
def test_jitter_is_drawn_by_the_seed(api, slept):
    api.redox.fail("service.slow", delay="1s", jitter="1s", times=5)
    for _ in range(5):
        ready(api, "token")()
    first = list(slept)
    api.redox.reset()
    slept.clear()
    api.redox.fail("service.slow", delay="1s", jitter="1s", times=5)
    for _ in range(5):
        ready(api, "token")()

    assert slept == first
    assert len(set(first)) == 5
    assert all(1 <= each < 2 for each in first)


@pytest.mark.parametrize(
    "timeout", [1, 0.5, (9, 1), Timeout(connect=9, read=1), Timeout(total=1), Timeout(1)], ids=str
)
def test_the_interceptor_does_not_wait_for_what_comes_too_late(redox, redox_intercept, timeout):
    failing = redox.fail("service.slow", delay="30s")
    begun = time.perf_counter()
    with pytest.raises(requests.ReadTimeout, match="Read timed out"):
        requests.post(f"{REDOX}/endpoint", timeout=timeout)

    assert time.perf_counter() - begun < 15
    assert failing.fired == 1
    assert redox.journal.find()[-1].forced == "service.slow"


@pytest.mark.parametrize("timeout", [None, 5, (None, None), (5, 5), Timeout(5), Timeout()], ids=str)
def test_and_waits_for_what_comes_in_time(redox, redox_intercept, timeout):
    redox.fail("service.slow", delay="40ms")
    begun = time.perf_counter()
    reply = requests.post(f"{REDOX}/endpoint", timeout=timeout)

    assert reply.status_code == 401
    assert time.perf_counter() - begun >= 0.04


def test_the_caller_s_session_repeats_what_came_too_late(redox, redox_intercept):
    session = requests.Session()
    redox.fail("service.slow", delay="30s")
    with pytest.raises(requests.Timeout):
        session.post(f"{REDOX}/endpoint", timeout=1)

    assert session.post(f"{REDOX}/endpoint", timeout=1).status_code == 401


def test_a_live_client_times_out(redox, redox_server):
    failing = redox.fail("service.slow", delay="2s")
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{redox_server.url}/endpoint", timeout=(5, 0.05))
    redox.calls.wait("/endpoint", timeout=10)

    assert failing.fired == 1
    assert requests.post(f"{redox_server.url}/endpoint", timeout=5).status_code == 401


def test_others_are_answered_meanwhile(redox, redox_server, monkeypatch):
    waits, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(
        "mock_redox.web.claiming.time.sleep", lambda seconds: (waits.set(), go_on.wait(20))
    )
    redox.fail("service.slow", path="/query")
    late = threading.Thread(target=requests.post, args=(f"{redox_server.url}/query",))
    late.start()
    assert waits.wait(20)
    try:
        assert requests.post(f"{redox_server.url}/endpoint", timeout=20).status_code == 401
    finally:
        go_on.set()
        late.join()


@pytest.mark.parametrize("name", LOST)
def test_a_test_client_is_told_of_a_connection_that_ends(redox, name):
    redox.fail(name)
    with pytest.raises(ConnectionResetError, match="told to end the connection without an answer"):
        redox.app.test_client().post("/endpoint")


@pytest.mark.parametrize("name", LOST)
@pytest.mark.parametrize("door", ["redox_intercept", "redox_server"])
def test_requests_tells_of_it_as_of_any_server_that_hung_up(redox, request, door, name):
    request.getfixturevalue(door)
    redox.fail(name)
    with pytest.raises(
        requests.ConnectionError, match=r"Connection aborted.*closed connection without"
    ):
        requests.post(f"{redox.url}/endpoint", timeout=5)


@pytest.mark.parametrize("name", LOST)
def test_it_stands_in_the_journal_as_failed_without_an_answer(api, name):
    api.redox.fail(name)
    ready(api, "token")()

    exchange = api.redox.journal.find()[-1]
    assert (exchange.outcome, exchange.status, exchange.forced) == ("failed", None, name)
    assert exchange.response_body == b""
    assert f"no answer  made to fail: {name}, by fail-1" in exchange.line()


@pytest.mark.parametrize(("name", "again"), [(LOST[0], 200), (LOST[1], 400)])
def test_whether_anything_was_done_is_what_tells_the_two_apart(api, name, again):
    assertion = api.redox.assertion()
    before = len(api.redox.core.auth.tokens)
    api.redox.fail(name)
    with pytest.raises((ConnectionResetError, requests.ConnectionError)):
        api.token_request(assertion)
    done = len(api.redox.core.auth.tokens) - before

    assert done == (1 if again == 400 else 0)
    assert api.token_request(assertion).status == again


@pytest.mark.parametrize("name", BROKEN)
def test_a_refusal_comes_broken_too(api, name):
    api.redox.fail(name)

    reply = api.token_request(grant_type=None)

    assert reply.status == (200 if name == "service.html" else 400)
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        reply.json()
    assert len(reply.body) == int(reply.headers["Content-Length"])


@pytest.mark.parametrize("name", BROKEN)
def test_an_answer_that_comes_broken_was_given_all_the_same(api, name):
    assertion = api.redox.assertion()
    api.redox.fail(name)

    assert is_as_told(FAILURES[name], "token", api.token_request(assertion))
    assert api.token_request(assertion).status == 400
    assert api.redox.journal.find()[-1].explanation.check == "assertion.jti_replayed"


@only_once
def test_a_body_without_a_colon_can_be_malformed_too(api):
    api.redox.fail("service.malformed", path=PATHS["fhir"])

    assert ready(api, "fhir")().text == "Not Found}"


def test_where_there_is_no_thread_for_it_nothing_is_used_up_until_there_is_one(slept):
    mock = MockRedox()
    order = mock.fail("service.slow", delay="1s")
    environ = EnvironBuilder("/v2/auth/token", method="POST").get_environ()

    assert AtOnce(mock.core, nullcontext()).answer(noted(environ)) is None
    assert (order.fired, len(mock.journal.find(Query()))) == (0, 0)

    run_wsgi_app(mock.app, environ)
    assert (order.fired, slept) == (1, [1.0])
