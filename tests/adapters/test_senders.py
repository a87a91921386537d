"""HttpSender: the headers asked for and no others, and the answer as it came."""

from datetime import timedelta

import pytest

from mock_redox.adapters.senders import HttpSender
from mock_redox.core.ports import Outgoing

HEADERS = (
    ("verification-token", "tökén"),
    ("authorization", "Bearer tökén"),
    ("application-name", "RedoxEngine"),
    ("content-type", "application/json"),
)


def outgoing(url, **changes):
    usual = {"method": "POST", "headers": HEADERS, "body": b"{}", "timeout": timedelta(seconds=5)}
    return Outgoing(url=url, **{**usual, **changes})


def send(url, **changes):
    return HttpSender().send(outgoing(url, **changes))


def test_the_wire_carries_exactly_the_headers_asked_for_in_lower_case(wire):
    send(wire.answers())
    request, host, *rest = wire.heads[0].split(b"\r\n")

    assert request == b"POST /redox HTTP/1.1"
    assert host.startswith(b"Host: 127.0.0.1:")
    assert sorted(rest) == [
        b"Content-Length: 2",
        b"application-name: RedoxEngine",
        "authorization: Bearer tökén".encode("latin-1"),
        b"content-type: application/json",
        "verification-token: tökén".encode("latin-1"),
    ]


def test_nothing_is_added_to_a_get(wire):
    send(wire.answers(), method="GET", body=b"", headers=(("connection", "close"),))
    request, _, *rest = wire.heads[0].split(b"\r\n")

    assert request == b"GET /redox HTTP/1.1"
    assert rest == [b"connection: close"]


def test_an_empty_header_goes_out_empty(wire):
    send(wire.answers(), headers=(("verification-token", ""), ("authorization", "Bearer ")))
    lines = [line.rstrip() for line in wire.heads[0].split(b"\r\n")]

    assert b"verification-token:" in lines
    assert b"authorization: Bearer" in lines


def test_a_name_and_password_in_the_url_do_not_replace_the_authorization(wire):
    send(wire.answers().replace("http://", "http://user:password@"))

    assert "\r\nauthorization: Bearer tökén\r\n".encode("latin-1") in wire.heads[0]


def test_the_answer_comes_back_whole(receiver):
    receiver.answer = lambda environ, body: (201, {"X-Seen": body.decode()}, b"thanks")
    got = send(receiver.url)

    assert (got.status, got.body, got.good) == (201, b"thanks", True)
    assert dict(got.headers)["X-Seen"] == "{}"
    assert (got.failure, got.problem) == (None, "")
    assert 0 < got.took < 5


def test_the_query_of_the_url_goes_along_as_it_is(receiver):
    send(f"{receiver.url}?a=1&b=%20", method="GET", body=b"")

    assert receiver.got[0][1] == "/redox?a=1&b=%20"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(receiver, status):
    receiver.answer = lambda environ, body: (status, {"Location": receiver.url}, b"")

    assert send(receiver.url).status == status
    assert len(receiver.got) == 1


@pytest.mark.parametrize("location", [b"http://[::1", b"\xff\xfe", b"ftp://x", b""])
def test_where_a_redirect_leads_does_not_matter(wire, location):
    raw = b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n"

    assert send(wire.answers(raw)).status == 302


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


def test_a_connection_is_kept_for_the_next_request(wire):
    sender, url = HttpSender(), wire.answers(times=2)
    statuses = [sender.send(outgoing(url)).status for _ in range(2)]

    assert statuses == [200, 200]
    assert wire.connections == 1
