"""What no well-behaved client sends, seen on a raw socket."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import trustme

from mock_redox.adapters.senders import HttpSender
from mock_redox.core.ports import Outgoing, Reach
from mock_redox.core.webhooks.faults import FAULTS
from mock_redox.core.webhooks.messages import serialised
from mock_redox.core.webhooks.parcels import packed
from mock_redox.core.webhooks.variants import VARIANTS, Known

TOKEN = "Abc-129z"
EMPTY = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
TOO_LARGE = b"HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n"
NAMES = [name for name in FAULTS if name != "huge"]
MESSAGE = {
    "Meta": {"DataModel": "PatientAdmin", "Logs": [{"ID": "log", "AttemptID": "try"}]},
    "Patient": {"Identifiers": [{"ID": "1", "IDType": "MR"}], "Notes": ["é"]},
}
KNOWN = Known(TOKEN, ("Former1",), ("Other1",))


def send(url, **changes):
    usual = {"method": "POST", "headers": (), "body": b"{}", "timeout": timedelta(seconds=5)}
    return HttpSender().send(Outgoing(url=url, **{**usual, **changes}))


@pytest.mark.parametrize("name", VARIANTS)
def test_each_variant_goes_out_with_exactly_its_bytes(wire, name):
    parcel = packed(wire.answers(), {"Meta": {}}, b'{"Meta":{}}', VARIANTS[name].carry(KNOWN))
    answer = send(parcel.url, headers=parcel.headers, body=parcel.body)
    request, host, *rest = wire.heads[0].split(b"\r\n")
    asked = [f"{name}: {value}".encode("latin-1") for name, value in parcel.headers]

    assert answer.status == 200
    assert sorted(rest) == sorted([*asked, b"Content-Length: %d" % len(parcel.body)])
    assert [line for line in rest if line in asked] == asked
    assert host.startswith(b"Host: 127.0.0.1:")
    assert (b"?verification-token=" + TOKEN.encode() in request) == (name == "query-only")


def test_the_same_header_twice_is_two_lines_in_their_order(wire):
    send(wire.answers(), headers=(("verification-token", "b"), ("verification-token", "a")))
    lines = [line for line in wire.heads[0].split(b"\r\n") if line.startswith(b"verif")]

    assert lines == [b"verification-token: b", b"verification-token: a"]


@pytest.mark.parametrize("value", ["  tok", "tok  ", "\ttok\t"])
def test_blanks_around_a_value_are_sent(wire, value):
    send(wire.answers(), headers=(("verification-token", value),))

    assert f"\r\nverification-token: {value}\r\n".encode() in wire.heads[0] + b"\r\n"


def test_a_line_break_in_a_header_is_never_sent(wire):
    got = send(wire.answers(), headers=(("a", "b"), ("a", "c\r\nd: e")))

    assert (got.status, got.failure) == (None, "bad_url")
    assert wire.heads == []


@dataclass
class Heard:
    """All that came on each connection, piece by piece, and whether the other side ended it."""

    start: Any
    pieces: list[bytes] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    read: threading.Event = field(default_factory=threading.Event)

    def until(self, enough=lambda raw: False, answer: bytes = EMPTY) -> str:
        """The URL of an endpoint that reads until it has enough, or the end; then answers."""

        def behave(connection: socket.socket) -> None:
            connection.settimeout(5)
            with contextlib.suppress(OSError):
                while not enough(b"".join(self.pieces)):
                    piece = connection.recv(65_536)
                    if not piece:
                        self.ended.set()
                        break
                    self.pieces.append(piece)
                self.read.set()
                connection.sendall(answer)

        return self.start(behave)

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces).partition(b"\r\n\r\n")[2]


@pytest.fixture
def heard(raw_endpoint):
    return Heard(raw_endpoint)


BODY = b'{"a":"' + b"x" * 80 + b'"}'
WHOLE = {"headers": (("content-type", "application/json"),), "body": BODY}


def has_head(raw: bytes) -> bool:
    return b"\r\n\r\n" in raw


def has_body(raw: bytes) -> bool:
    return raw.endswith(BODY)


def test_a_slow_body_comes_in_pieces_and_is_whole(heard):
    got = send(heard.until(has_body), **WHOLE, manner="slow")

    assert (got.status, heard.body) == (200, BODY)
    assert len(heard.pieces) > 2
    assert got.took >= 7 * 5 / 400


def test_a_slow_body_ends_early_when_the_answer_comes_early(heard):
    url = heard.until(
        lambda raw: b"\r\n\r\n" in raw, b"HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n"
    )

    assert send(url, **WHOLE, manner="slow").status == 413


def test_of_half_a_body_half_comes_and_then_the_end(heard):
    got = send(heard.until(answer=b""), **WHOLE, manner="half")

    assert heard.ended.wait(5)
    assert heard.body == BODY[: len(BODY) // 2]
    assert b"Content-Length: %d\r\n" % len(BODY) in b"".join(heard.pieces)
    assert (got.status, got.failure) == (None, "closed")


def test_an_answer_to_half_a_body_is_read(heard):
    got = send(heard.until(answer=b"HTTP/1.1 400 Bad\r\nContent-Length: 2\r\n\r\nno"), **WHOLE,
               manner="half")  # fmt: skip

    assert (got.status, got.body) == (400, b"no")


def test_a_connection_is_cut_after_the_whole_body(heard):
    got = send(heard.until(), **WHOLE, manner="cut")

    assert heard.ended.wait(5)
    assert heard.body == BODY
    assert (got.status, got.failure) == (None, "closed")
    assert got.problem == "the mock hung up, as it was asked to"


def test_a_silent_connection_says_nothing_until_the_time_is_over(heard):
    got = send(heard.until(), **WHOLE, manner="silent", timeout=timedelta(seconds=0.2))

    assert heard.ended.wait(5)
    assert heard.pieces == []
    assert (got.status, got.failure) == (None, "timeout")
    assert got.took < 2


def test_who_hangs_up_on_a_silent_connection_has_closed_it(heard):
    got = send(heard.until(lambda raw: True, b""), **WHOLE, manner="silent")

    assert (got.status, got.failure) == (None, "closed")


@pytest.mark.parametrize(("length", "answered"), [(5, 200), (10**6, None)])
def test_a_length_that_is_a_lie_goes_out_as_it_is(heard, length, answered):
    enough = has_body if answered else (lambda raw: False)
    headers = (("content-length", str(length)),)
    got = send(heard.until(enough), headers=headers, body=BODY, timeout=timedelta(seconds=0.3))
    head = b"".join(heard.pieces).partition(b"\r\n\r\n")[0]

    assert heard.body == BODY
    assert head.lower().count(b"content-length") == 1
    assert b"content-length: %d" % length in head
    assert got.status == answered


@pytest.mark.parametrize("name", NAMES)
def test_each_fault_goes_out_with_exactly_its_bytes(heard, name):
    parcel = FAULTS[name].change(
        packed("http://x", MESSAGE, serialised(MESSAGE), VARIANTS["right"].carry(KNOWN))
    )
    sent = parcel.body[: len(parcel.body) // 2] if FAULTS[name].manner == "half" else parcel.body
    quiet = FAULTS[name].manner == "silent"
    url = heard.until(lambda raw: not quiet and raw.endswith(sent) and b"\r\n\r\n" in raw)
    send(url, headers=parcel.headers, body=parcel.body, manner=FAULTS[name].manner,
         timeout=timedelta(seconds=0.3 if quiet else 5))  # fmt: skip
    assert heard.read.wait(5)  # a sender that hangs up does not wait for that
    head = b"".join(heard.pieces).partition(b"\r\n\r\n")[0]
    asked = [f"{key}: {value}".encode("latin-1") for key, value in parcel.headers]

    assert heard.body == (b"" if quiet else sent)
    assert quiet or set(asked) <= set(head.split(b"\r\n"))
    assert (head.lower().count(b"content-length:") == 1) == (not quiet and name != "chunked")


def test_a_huge_body_is_refused_before_it_was_sent(heard):
    url = heard.until(has_head, TOO_LARGE)
    got = send(url, headers=(), body=b"x" * 40_000_000)

    assert heard.read.wait(5)
    assert got.status == 413 or got.failure == "closed"  # what was not read may reset it
    assert len(heard.body) < 40_000_000


@pytest.mark.parametrize(
    ("raw", "failure"),
    [(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "closed"),
     (b"hello\r\n\r\n", "not_http"),
     (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + b"x" * 99, "too_large")],
)  # fmt: skip
def test_a_broken_answer_is_told_as_ever(heard, raw, failure):
    got = send(heard.until(has_body, raw), **WHOLE, manner="slow", max_bytes=50)

    assert (got.status, got.failure) == (None, failure)


@pytest.mark.parametrize(
    ("url", "failure"), [("ftp://x/", "bad_url"), ("http://[::1", "bad_url"), ("x", "bad_url")]
)
def test_what_is_no_url_is_told(url, failure):
    assert send(url, manner="silent").failure == failure


def test_a_dead_endpoint_is_unreachable(dead_url):
    assert send(dead_url, manner="cut").failure == "unreachable"


@pytest.mark.parametrize(
    ("manner", "outcome"),
    [("slow", 200), ("half", "closed"), ("cut", "closed"), ("silent", "timeout")],
)
def test_it_works_over_tls_too(raw_endpoint, tmp_path, manner, outcome):
    authority, got = trustme.CA(), []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    reach = Reach(tls_ca=str(tmp_path / "ca.pem"))

    def behave(connection):
        connection.settimeout(5)
        with (
            contextlib.suppress(OSError),
            context.wrap_socket(connection.dup(), server_side=True) as secure,
        ):
            while not b"".join(got).endswith(BODY) and (piece := secure.recv(65_536)):
                got.append(piece)
            secure.sendall(EMPTY)

    url = raw_endpoint(behave).replace("http:", "https:")
    answer = send(url, **WHOLE, manner=manner, timeout=timedelta(seconds=1), reach=reach)

    assert (answer.status or answer.failure) == outcome


def test_a_certificate_that_nobody_knows_is_told(raw_endpoint, tmp_path):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)

    def behave(connection):
        with (
            contextlib.suppress(OSError),
            context.wrap_socket(connection.dup(), server_side=True),
        ):
            pass

    url = raw_endpoint(behave).replace("http:", "https:")

    assert send(url, manner="slow").failure == "tls"


@pytest.mark.parametrize("manner", ["slow", "half", "cut", "silent"])
def test_a_stranger_is_not_called_this_way_either(manner):
    answer = send("http://192.0.2.1/hook", manner=manner)

    assert answer.failure == "forbidden"
    assert "allowed_targets" in answer.problem
