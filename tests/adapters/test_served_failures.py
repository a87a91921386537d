"""Failures on live servers: the command's (Granian) and the fixture's (Werkzeug)."""

from __future__ import annotations

import json
import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jwt
import pytest
import requests
from surfaces import private_key

from mock_redox.core.failures.catalogue import FAILURES

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
CALL = b"POST /endpoint HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\n"
LOST = ["service.dropped_before", "service.dropped_after"]


def asking(name):
    """A call that asks for a failure itself."""
    return CALL.replace(b"host: h", b"host: h\r\nx-mock-redox-fail: " + name.encode())


class Live:
    """A live server, whichever it is, by its control API."""

    def __init__(self, url):
        self.url = url
        self.port = int(url.rpartition(":")[2])

    def control(self, method, path, body=None):
        return requests.request(method, f"{self.url}/__mock__{path}", json=body, timeout=20).json()

    def fail(self, name, **more):
        return self.control("POST", "/active-failures", {"name": name, **more})["id"]

    def fired(self, id_):
        active = self.control("GET", "/active-failures")["active_failures"]
        return next(each["fired"] for each in active if each["id"] == id_)

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=5)

    def status(self, **more):
        return requests.post(f"{self.url}/endpoint", timeout=20, **more).status_code

    def login(self, key):
        body = {"apiKey": key["api_key"], "secret": key["secret"]}
        return requests.post(f"{self.url}/auth/authenticate", json=body, timeout=20).status_code


@pytest.fixture(params=["serve", "fixture"])
def live(request):
    if request.param == "fixture":
        yield Live(request.getfixturevalue("redox_server").url)
        return
    found = Live(request.getfixturevalue("served").url)
    yield found
    found.control("DELETE", "/active-failures")


@pytest.fixture
def serve(served):
    found = Live(served.url)
    yield found
    found.control("DELETE", "/active-failures")


def heard(line):
    """All that comes until the other side ends the connection."""
    raw = b""
    try:
        while piece := line.recv(65536):
            raw += piece
    except ConnectionResetError:
        pass
    return raw


@pytest.mark.parametrize("name", LOST)
def test_a_lost_answer_is_the_end_of_the_connection_and_not_a_byte(live, name):
    id_ = live.fail(name)
    with live.connect() as line:
        line.sendall(CALL)
        assert heard(line) == b""

    assert live.fired(id_) == 1
    assert live.status() == 401


def test_only_the_connection_that_was_to_end_does(live):
    with live.connect() as other, live.connect() as line:
        other.sendall(CALL[:20])
        live.fail("service.dropped_before", path="/query")
        line.sendall(CALL.replace(b"/endpoint", b"/query"))
        assert heard(line) == b""
        other.sendall(CALL[20:])

        assert b" 401 " in other.recv(65536)


def test_a_connection_that_was_answered_before_ends_too(serve):
    with serve.connect() as line:
        line.sendall(CALL)
        assert b" 401 " in line.recv(65536)
        serve.fail("service.dropped_after")
        line.sendall(CALL)

        assert heard(line) == b""


def test_a_call_may_ask_for_it_itself(live):
    with live.connect() as line:
        line.sendall(
            CALL.replace(b"host: h", b"host: h\r\nX-Mock-Redox-Fail: service.dropped_before")
        )

        assert heard(line) == b""


@pytest.mark.parametrize(
    ("name", "status"),
    [("service.bad_gateway", 502), ("token.revoked", 401), ("token.expird", 422),
     ("legacy.key_unknown", 422)],
)  # fmt: skip
def test_the_header_is_obeyed(live, name, status):
    assert live.status(headers={"X-Mock-Redox-Fail": name}) == status


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc")
def test_ending_connections_leaves_no_descriptor_behind(served, serve):
    def opened():
        return len(list(Path(f"/proc/{served.process.pid}/fd").iterdir()))

    serve.status()
    before = opened()
    for _ in range(20):
        serve.fail("service.dropped_before")
        with pytest.raises(requests.ConnectionError):
            serve.status()

    assert opened() <= before + 2


@pytest.mark.skipif(not socket.has_ipv6, reason="needs IPv6")
def test_it_ends_connections_by_ipv6_too(start_serve):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    serving = start_serve("--host", "::1", "--log", "none")
    with socket.create_connection(("::1", serving.port), timeout=20) as line:
        line.sendall(
            CALL.replace(b"host: h", b"host: h\r\nX-Mock-Redox-Fail: service.dropped_after")
        )

        assert heard(line) == b""


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
        serve.fail("service.slow", delay="700ms")
    if by == "header":
        raw = raw.replace(b"host: h", b"host: h\r\nX-Mock-Redox-Fail: service.slow")
    begun = time.perf_counter()
    with serve.connect() as line:
        line.sendall(raw)
        time.sleep(0.05)
        for _ in range(3):
            reply = requests.post(f"{served.url}/v2/auth/token", data=form(served), timeout=20)
            assert reply.status_code == 200
        others = time.perf_counter() - begun
        answer = line.recv(65536)
        took = time.perf_counter() - begun

    assert b" 200 " in answer
    assert b'"access_token"' in answer
    assert others < 0.6
    assert took >= (0.7 if by == "order" else 2)


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
