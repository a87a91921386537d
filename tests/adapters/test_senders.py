"""HttpSender: the headers asked for and no others, and an answer or a named failure, in time."""

import re
import select
import socket
from datetime import timedelta
from functools import partial

import pytest

from mock_redox.adapters.senders import HttpSender
from mock_redox.core.ports import Outgoing

HEADERS = (
    ("verification-token", "tökén"),
    ("authorization", "Bearer tökén"),
    ("application-name", "RedoxEngine"),
    ("content-type", "application/json"),
)
EMPTY = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


def outgoing(url, **changes):
    usual = {"method": "POST", "headers": HEADERS, "body": b"{}", "timeout": timedelta(seconds=5)}
    return Outgoing(url=url, **{**usual, **changes})


def send(url, **changes):
    return HttpSender().send(outgoing(url, **changes))


def read_request(connection):
    """The head and body of one request."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += connection.recv(65_536)
    head, _, body = raw.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += connection.recv(65_536)
    return head, body


def answer(connection, raw=EMPTY, then=None):
    """Answer a request with these bytes; ``then`` comes again and again until the client leaves."""
    read_request(connection)
    try:
        connection.sendall(raw)
        while then and not select.select([connection], [], [], 0.02)[0]:
            connection.sendall(then)
    except OSError:
        return


def hang_after(raw, connection):
    answer(connection, raw)
    connection.recv(1)


def answering(raw_endpoint, raw, then=None):
    return raw_endpoint(lambda connection: answer(connection, raw, then))


def heard(raw_endpoint, **changes):
    """The lines of the head that went over the wire."""
    heads = []

    def listen(connection):
        heads.append(read_request(connection)[0])
        connection.sendall(EMPTY)

    assert send(raw_endpoint(listen), **changes).status == 200
    return heads[0].split(b"\r\n")


def test_the_wire_carries_exactly_the_headers_asked_for_in_lower_case(raw_endpoint):
    request, host, *rest = heard(raw_endpoint)

    assert request == b"POST /redox HTTP/1.1"
    assert host.startswith(b"Host: 127.0.0.1:")
    assert sorted(rest) == [
        b"Content-Length: 2",
        b"application-name: RedoxEngine",
        "authorization: Bearer tökén".encode("latin-1"),
        b"content-type: application/json",
        "verification-token: tökén".encode("latin-1"),
    ]


def test_nothing_is_added_to_a_get(raw_endpoint):
    lines = heard(raw_endpoint, method="GET", body=b"", headers=(("connection", "close"),))

    assert lines[0] == b"GET /redox HTTP/1.1"
    assert lines[2:] == [b"connection: close"]


def test_an_empty_header_goes_out_empty(raw_endpoint):
    headers = (("verification-token", ""), ("authorization", "Bearer "))
    lines = [line.rstrip() for line in heard(raw_endpoint, headers=headers)]

    assert b"verification-token:" in lines
    assert b"authorization: Bearer" in lines


def test_a_name_and_password_in_the_url_do_not_replace_the_authorization(raw_endpoint):
    heads = []

    def listen(connection):
        heads.append(read_request(connection)[0].lower())
        connection.sendall(EMPTY)

    send(raw_endpoint(listen).replace("http://", "http://user:password@"))

    assert b"\r\nauthorization: bearer" in heads[0]


def test_the_answer_comes_back_whole(receiver):
    receiver.answer = lambda environ, body: (201, {"X-Seen": body.decode()}, b"thanks")
    got = send(receiver.url)

    assert (got.status, got.body, got.good) == (201, b"thanks", True)
    assert dict(got.headers)["X-Seen"] == "{}"
    assert (got.failure, got.problem) == (None, "")
    assert 0 < got.took < 5


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(receiver, status):
    receiver.answer = lambda environ, body: (status, {"Location": receiver.url}, b"")

    assert send(receiver.url).status == status
    assert len(receiver.got) == 1


@pytest.mark.parametrize("location", [b"http://[::1", b"\xff\xfe", b"ftp://x", b""])
def test_where_a_redirect_leads_does_not_matter(raw_endpoint, location):
    raw = b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"

    assert send(answering(raw_endpoint, raw)).status == 302


def test_no_cookie_is_kept(receiver):
    receiver.answer = lambda environ, body: (200, {"Set-Cookie": "session=1; Path=/"}, b"")
    sender = HttpSender()
    for _ in range(2):
        sender.send(outgoing(receiver.url))

    assert [("cookie" in head) for _, _, head, _ in receiver.got] == [False, False]


def test_no_proxy_is_taken_from_the_environment(receiver, monkeypatch, dead_url):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, dead_url)

    assert send(receiver.url).status == 200


def test_no_password_is_taken_from_a_netrc(receiver, monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login user password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    send(receiver.url, headers=())

    assert "authorization" not in receiver.got[0][2]


def test_a_connection_is_kept_for_the_next_request(raw_endpoint):
    connections = []

    def serve_two(connection):
        connections.append(connection)
        for _ in range(2):
            read_request(connection)
            connection.sendall(EMPTY)

    sender, url = HttpSender(), raw_endpoint(serve_two)
    statuses = [sender.send(outgoing(url)).status for _ in range(2)]

    assert statuses == [200, 200]
    assert len(connections) == 1
