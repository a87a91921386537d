"""Failures under parallel calls of live servers: as many as were ordered, and nobody held up."""

from __future__ import annotations

import json
import select
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import jwt
import pytest
import requests
from keypairs import private_key

from mock_redox.core.failures.catalogue import FAILURES

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LOST = ["service.dropped_before", "service.dropped_after"]


@pytest.mark.parametrize("name", ["token.missing", "service.error", *LOST])
def test_of_32_parallel_calls_exactly_one_meets_it(live, name):
    id_ = live.fail(name, path="/endpoint")

    def call(_):
        try:
            return live.status(headers={"authorization": "Bearer nobody-s"})
        except requests.ConnectionError:
            return None

    with ThreadPoolExecutor(32) as pool:
        statuses = list(pool.map(call, range(32)))

    told = FAILURES[name].answers["data_model"].status
    if told != 401:
        assert statuses.count(told) == 1
    assert statuses.count(401) == (32 if told == 401 else 31)
    assert live.fired(id_) == 1


def assertion(known, iss):
    claims = {"iss": iss, "sub": iss, "iat": int(time.time()), "jti": str(uuid.uuid4())}
    key = private_key(known["private_key"])
    return jwt.encode(claims, key, algorithm=known["alg"], headers={"kid": known["kid"]})


def form(served, iss=None):
    known = served.known["clients"][0]
    return {
        "grant_type": "client_credentials",
        "client_assertion_type": JWT_BEARER,
        "client_assertion": assertion(known, iss or known["client_id"]),
    }


def test_of_32_parallel_token_requests_exactly_as_many_fail_as_were_to(served, serve):
    id_ = serve.fail("assertion.expired", times=5)
    forms = [form(served) for _ in range(32)]
    with ThreadPoolExecutor(32) as pool:
        statuses = list(
            pool.map(
                lambda one: (
                    requests.post(f"{served.url}/v2/auth/token", data=one, timeout=20).status_code
                ),
                forms,
            )
        )

    assert (statuses.count(400), statuses.count(200)) == (5, 27)
    assert serve.fired(id_) == 5


def test_of_32_parallel_logins_exactly_one_fails(served, serve):
    id_ = serve.fail("legacy.secret_wrong")
    key = served.known["legacy_keys"][0]
    with ThreadPoolExecutor(32) as pool:
        statuses = list(pool.map(lambda _: serve.login(key), range(32)))

    assert (statuses.count(401), statuses.count(200)) == (1, 31)
    assert serve.fired(id_) == 1


def posted(body):
    raw = "&".join(f"{name}={requests.utils.quote(value, safe='')}" for name, value in body.items())
    head = f"POST /v2/auth/token HTTP/1.1\r\nhost: h\r\ncontent-length: {len(raw)}\r\n"
    return f"{head}content-type: application/x-www-form-urlencoded\r\n\r\n{raw}".encode()


@pytest.mark.parametrize("by", ["client id", "order", "header"])
def test_a_slow_answer_holds_up_nobody_else(served, serve, by):
    slow = FAILURES["service.slow"]
    raw = posted(form(served, slow.client_id if by == "client id" else None))
    if by == "order":
        serve.fail("service.slow")
    if by == "header":
        raw = raw.replace(b"host: h", b"host: h\r\nX-Mock-Redox-Fail: service.slow")
    with serve.connect() as line:
        line.sendall(raw)
        assert not select.select([line], [], [], 0.05)[0]
        for _ in range(3):
            reply = requests.post(f"{served.url}/v2/auth/token", data=form(served), timeout=20)
            assert reply.status_code == 200
        still_waits = not select.select([line], [], [], 0)[0]
        answer = line.recv(65536)

    assert still_waits
    assert b" 200 " in answer
    assert b'"access_token"' in answer


def test_an_id_that_asks_for_slowness_uses_its_assertion_up_once(served, serve):
    """It begins anew on a thread of its own: what was done before must not count twice."""
    one = form(served, FAILURES["service.slow"].client_id)

    def ask(_):
        return requests.post(f"{served.url}/v2/auth/token", data=one, timeout=20).status_code

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(ask, range(2)))
    found = requests.get(f"{served.url}/__mock__/journal?limit=2", timeout=20).json()["exchanges"]

    assert sorted(statuses) == [200, 400]
    assert [each["forced"] for each in found] == ["service.slow", "service.slow"]
    assert json.dumps(found).count("jti_replayed") >= 1
