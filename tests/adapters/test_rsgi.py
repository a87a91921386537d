"""The way from Granian's interface to the app: nothing gets lost or changed on it."""

import asyncio
import socket
import threading
import time
from pathlib import Path

import pytest
import requests

from mock_redox.adapters import rsgi
from mock_redox.adapters.rsgi import THREADS


def raw(served, text):
    """What comes back first for these bytes."""
    with socket.create_connection(("127.0.0.1", served.port), timeout=5) as line:
        line.sendall(text)
        return line.recv(65536)


def latest(served):
    found = requests.get(f"{served.url}/__mock__/journal", timeout=5).json()
    return max(found["exchanges"], key=lambda each: each["id"], default={"reason": ""})


def test_path_query_and_doubled_headers_arrive_as_they_were_sent(served):
    raw(served, b"GET /a%20%C3%A9?x=%3Dy HTTP/1.1\r\nhost: h:1\r\na: 1\r\nA: 2\r\n\r\n")

    seen = latest(served)

    assert seen["path"] == "/a é"
    assert seen["url"] == "http://h:1/a é?x=%3Dy"
    assert dict(seen["request"]["headers"])["a"] == "1,2"


@pytest.mark.parametrize("path", ["/x", "/endpoint", "/__mock__/journal"])
def test_a_query_that_was_not_quoted_is_answered_as_any_other(served, path):
    answer = raw(served, f"GET {path}?text=\u2028\U0001f600 HTTP/1.1\r\nhost: h\r\n\r\n".encode())

    assert b" 500 " not in answer.splitlines()[0]
    if path == "/x":
        assert latest(served)["url"] == "http://h/x?text=%E2%80%A8%F0%9F%98%80"


def test_a_header_that_is_not_ascii_is_not_taken_for_missing(served):
    head = b"POST /endpoint HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\nauthorization: \xff\r\n\r\n"

    assert b" 401 " in raw(served, head)

    assert "missing" not in latest(served)["explanation"]["got"]


def test_a_token_request_is_told_alike_whichever_way_it_takes(served):
    """One whose length is known is answered on the loop, without WSGI; a chunked one is not."""
    head = (
        "POST /v2/auth/token?a=%C3%A9\u2028 HTTP/1.1\r\nhost: h:80\r\na: 1\r\nA: 2\r\nodd: \xe9\r\n"
        "content-type: application/x-www-form-urlencoded\r\ncontent_type: text/plain\r\n"
    ).encode()
    form = b"grant_type=client_credentials&x=%41"

    answers = [
        raw(served, head + b"content-length: %d\r\n\r\n%s" % (len(form), form)),
        raw(
            served,
            head + b"transfer-encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(form), form),
        ),
    ]
    first, second = requests.get(f"{served.url}/__mock__/journal", timeout=5).json()["exchanges"][
        -2:
    ]

    assert answers[0].partition(b"\r\n\r\n")[2] == answers[1].partition(b"\r\n\r\n")[2] != b""
    assert first["explanation"]["check"] == "assertion.type_missing"
    for told in (first, second):
        for name in ("id", "at", "took_ms"):
            del told[name]
        told["request"]["headers"] = {
            name: value for name, value in told["request"]["headers"] if name != "transfer-encoding"
        }
    assert first == second


@pytest.mark.parametrize("name", ["content_length", "content_type", "x_mock_redox_fail"])
def test_a_name_with_an_underscore_is_none_with_a_dash(served, name):
    head = b"POST /auth/authenticate HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\n"

    raw(served, head + b"content-length: 2\r\n%s: 1\r\n\r\n{}" % name.encode())

    told = latest(served)
    assert told["request"]["body"] == "{}"
    assert dict(told["request"]["headers"]) == {"host": "h", "content-type": "application/json"}


def test_a_chunked_body_is_read_whole(served):
    login = b'{"apiKey": "a", "secret": "b"}'
    chunks = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (10, login[:10], len(login) - 10, login[10:])
    head = b"POST /auth/authenticate HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n"

    raw(served, head + b"content-type: application/json\r\n\r\n" + chunks)

    assert "apiKey" in latest(served)["request"]["body"]


def test_a_body_that_ends_early_is_told(served, eventually):
    head = b"POST /auth/authenticate HTTP/1.1\r\nhost: h\r\ncontent-length: 99\r\n\r\n{"

    with socket.create_connection(("127.0.0.1", served.port), timeout=5) as line:
        line.sendall(head)

    assert eventually(lambda: "ended early" in latest(served)["reason"])


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunked"])
def test_a_body_over_the_limit_is_not_read_to_its_end(served, chunked):
    limit = requests.get(f"{served.url}/__mock__/settings", timeout=5).json()["max_other_body"]
    body = b"x" * (limit + 1)

    reply = requests.post(
        f"{served.url}/v2/auth/token", data=iter([body]) if chunked else body, timeout=20
    )

    assert reply.status_code == 413


def test_a_token_is_answered_while_a_push_waits_for_its_endpoint(served, receiver, eventually):
    """Requests that may wait have threads of their own; the rest is answered on the loop."""
    release = threading.Event()
    receiver.answer = lambda environ, body: (release.wait(20), (200, {}, b""))[1]
    order = {"to": receiver.url, "verification_token": "t", "unverified": True}
    order["event"] = "PatientAdmin.Arrival"
    push = threading.Thread(
        target=requests.post, args=(f"{served.url}/__mock__/deliveries",), kwargs={"json": order}
    )
    push.start()
    try:
        assert eventually(lambda: receiver.got)
        reply = requests.post(f"{served.url}/v2/auth/token", timeout=5)
    finally:
        release.set()
        push.join()

    assert reply.status_code == 400


def listen(url, **headers):
    """A page that follows the timeline: its connection, and what it was told first."""
    got = requests.get(f"{url}/__mock__/page/events", stream=True, timeout=5, headers=headers)
    lines = got.iter_lines()
    assert next(lines) == b"retry: 1000"
    return got, lines


def test_a_page_is_told_of_what_happens_as_it_happens(served):
    got, lines = listen(served.url)

    requests.get(f"{served.url}/seen-by-the-page", timeout=5)

    told = b"".join(each for each, _ in zip(lines, range(9), strict=False))
    assert b"event: row" in told
    assert b"/seen-by-the-page" in told
    got.close()


def test_pages_hold_no_thread_and_their_server_ends_at_once(start_serve, eventually):
    served = start_serve("--log", "none")
    pages = [listen(served.url) for _ in range(THREADS // 4)]
    task = Path(f"/proc/{served.process.pid}/task")
    if task.exists():
        assert len([*task.iterdir()]) < THREADS // 4

    begun = time.monotonic()
    code, _, _ = served.end()

    assert code == 0
    assert time.monotonic() - begun < 1
    for got, _ in pages:
        got.close()


def test_a_stream_ends_before_one_that_never_reads_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(rsgi, "REST", 0)
    sent = []

    class Never:
        async def send_bytes(self, piece):
            sent.append(len(piece))

    class Busy:
        def next(self):
            return b"x" * 10_000

    async def followed():
        await asyncio.wait_for(rsgi._follow(Never(), b"first", Busy()), 10)

    asyncio.run(followed())

    assert sum(sent) <= rsgi.MOST + 10_005
