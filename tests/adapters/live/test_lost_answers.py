"""Connections that end without an answer, on live servers; and the header that asks for it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
import requests

CALL = b"POST /endpoint HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\n"
LOST = ["service.dropped_before", "service.dropped_after"]


def asking(name):
    """A call that asks for a failure itself."""
    return CALL.replace(b"host: h", b"host: h\r\nx-mock-redox-fail: " + name.encode())


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
