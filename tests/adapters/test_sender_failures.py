"""HttpSender when the other side is down, hangs, breaks off or floods, or is no URL at all."""

import socket
import threading
import time
from datetime import timedelta

import pytest

from mock_redox.adapters.senders import HttpSender
from mock_redox.core.ports import Outgoing

SHORT = timedelta(seconds=0.2)
OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


def send(url, timeout=timedelta(seconds=5), max_bytes=10_000_000):
    head = (("content-type", "application/json"),)
    return HttpSender().send(
        Outgoing(
            method="POST", url=url, headers=head, body=b"{}", timeout=timeout, max_bytes=max_bytes
        )
    )


def within(seconds, call):
    """The result, or None if there is none in time: a test should fail, not hang."""
    found = []
    worker = threading.Thread(target=lambda: found.append(call()), daemon=True)
    worker.start()
    worker.join(seconds)
    return found[0] if found else None


@pytest.mark.parametrize(
    "raw",
    [b"", OK + b"Content-Length: 10\r\n\r\nhalf", CHUNKED + b"5\r\nha"],
    ids=["no answer", "half a body", "half a chunk"],
)
def test_a_receiver_that_breaks_off_has_closed_the_connection(wire, raw):
    got = send(wire.answers(raw))

    assert (got.status, got.failure) == (None, "closed")
    assert got.problem == "the connection was closed before the answer was whole"


@pytest.mark.parametrize(
    "raw",
    [b"", OK, OK + b"Content-Length: 10\r\n\r\nhalf"],
    ids=["no answer", "half a head", "half a body"],
)
def test_a_receiver_that_hangs_has_timed_out(wire, raw):
    begun = time.monotonic()
    got = send(wire.answers(raw, hangs=True), timeout=SHORT)

    assert (got.status, got.failure) == (None, "timeout")
    assert "within 0.2 s" in got.problem
    assert 0.15 < got.took <= time.monotonic() - begun < 1


@pytest.mark.parametrize(
    ("raw", "drop"),
    [
        (CHUNKED, b"1\r\na\r\n"),
        (OK + b"Content-Length: 100000\r\n\r\n", b"a"),
        (OK + b"\r\n", b"a"),
        (OK + b"X-Long: ", b"a"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["chunks", "sized body", "endless body", "head", "interim answers"],
)
def test_an_answer_that_drips_is_bounded_as_a_whole(wire, raw, drop):
    url = wire.answers(raw, then=drop)
    got = within(1, lambda: send(url, timeout=SHORT))

    assert got is not None
    assert got.failure == "timeout"


@pytest.mark.parametrize("head", [OK, b"HTTP/1.1 302 Found\r\nLocation: /x\r\n"])
def test_an_answer_without_end_is_cut_at_its_limit(wire, head):
    url = wire.answers(head + b"\r\n" + b"a" * 200_000, then=b"a" * 1000)
    got = within(1, lambda: send(url, max_bytes=100_000))

    assert got is not None
    assert got.failure == "too_large"
    assert got.problem == "the answer is larger than 100000 bytes"


def test_an_answer_of_exactly_the_limit_is_read(wire):
    url = wire.answers(OK + b"Content-Length: 100\r\n\r\n" + b"a" * 100)

    assert send(url, max_bytes=100).body == b"a" * 100


def test_a_receiver_that_is_down_refuses_the_connection(dead_url):
    got = send(dead_url)

    assert (got.status, got.failure) == (None, "unreachable")
    assert got.problem == "connection refused; is it running, and on this port?"


def test_a_host_that_nobody_knows_is_unreachable(monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    got = send("http://receiver.example/")

    assert (got.failure, got.problem) == ("unreachable", "the host name is not known")


def test_tls_to_a_plain_port_is_told(raw_endpoint):
    def refuse(connection):
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    got = send(raw_endpoint(refuse).replace("http://", "https://"))

    assert (got.status, got.failure) == (None, "tls")
    assert got.problem.startswith("TLS failed: ")


@pytest.mark.parametrize(
    "url",
    ["", "/redox", "redox", "http://", "http://[::1", "http://a b/", "http://127.0.0.1:99999/",
     "ftp://127.0.0.1/", "http://a..b/", f"http://{'a' * 64}.example/"],
)  # fmt: skip
def test_what_can_not_be_called_is_a_bad_url(url):
    got = send(url)

    assert (got.status, got.failure) == (None, "bad_url")
    assert got.problem.startswith("not a URL that can be called: ")


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        OK + b"Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
        OK + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
        OK + b"X-Long: " + b"a" * 70_000 + b"\r\n\r\n",
    ],
    ids=["no HTTP", "no status", "two lengths", "not gzip", "long header"],
)
def test_an_answer_that_is_not_http_is_no_fault_of_the_url(wire, raw):
    got = send(wire.answers(raw))

    assert got.status is None
    assert got.failure not in (None, "bad_url")
    assert "Connection aborted" not in got.problem


def test_what_is_no_http_can_not_write_to_the_terminal(wire):
    assert send(wire.answers(b"\x1b[31m\0\r\n\r\n")).problem.isprintable()


@pytest.mark.parametrize(
    ("timeout", "failures"),
    [(timedelta(0), ("timeout", None)), (timedelta(days=99_999_999), (None,))],
)
def test_no_time_limit_is_too_short_or_too_long_to_be_understood(receiver, timeout, failures):
    """Nearly no time is enough for an answer over loopback, now and then."""
    assert send(receiver.url, timeout=timeout).failure in failures
