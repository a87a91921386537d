"""What no well-behaved client sends, seen on a raw socket."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mock_redox.adapters.senders import HttpSender
from mock_redox.core.ports import Outgoing
from mock_redox.core.webhooks.parcels import packed
from mock_redox.core.webhooks.variants import VARIANTS, Known

TOKEN = "Abc-129z"
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
