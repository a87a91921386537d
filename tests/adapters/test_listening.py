"""Where serve listens: which ports it takes, and whether others need a token."""

import re
import socket

import pytest

from mock_redox import Settings
from mock_redox.adapters.listening import Listening, bind, listening
from mock_redox.core.errors import Misuse


def reserve(settings):
    """Where it would have listened."""
    with listening(settings) as (place, _):
        return place


def test_two_free_ports_are_two():
    found = {
        (place.port, place.tls_port)
        for place in (reserve(Settings(tls=True, port=0, tls_port=0)) for _ in range(20))
    }

    assert all(port != tls_port for port, tls_port in found)


def test_without_https_there_is_one_port():
    assert reserve(Settings(port=0)).tls_port is None


def test_one_port_for_both_is_refused():
    with pytest.raises(Misuse, match="port and tls_port are both 7336"):
        reserve(Settings(tls=True, port=7336, tls_port=7336))


def test_a_port_for_https_that_is_in_use_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Misuse, match=f"can't listen on 127.0.0.1:{port}: "):
            reserve(Settings(tls=True, port=0, tls_port=port))


def test_nobody_else_gets_the_port_before_there_is_a_server():
    with listening(Settings(port=0)) as (place, _), pytest.raises(Misuse, match="in use"):
        reserve(Settings(port=place.port))


def test_of_two_who_are_bound_at_the_same_moment_one_listens():
    with bind("127.0.0.1", 0) as other:
        port = other.getsockname()[1]
        with listening(Settings(port=port)), pytest.raises(OSError, match="in use"):
            other.listen()


def test_who_calls_before_there_is_a_server_waits():
    with (
        listening(Settings(port=0)) as (place, (listener,)),
        socket.create_connection(("127.0.0.1", place.port), 5) as early,
    ):
        early.sendall(b"hello")
        listener.setblocking(True)
        heard, _ = listener.accept()
        with heard:
            assert heard.recv(5) == b"hello"


@pytest.mark.parametrize("host", ["192.0.2.1", "a..b"])
def test_an_address_that_is_not_of_this_machine_is_told_as_what_is_wrong(host):
    with pytest.raises(Misuse, match=f"{re.escape(host)}:0: .*; this machine has no such address"):
        reserve(Settings(host=host, port=0))


@pytest.mark.parametrize(
    ("address", "local"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("0.0.0.0", False), ("::", False),
     ("192.168.1.2", False), ("fe80::1%eth0", False), ("::ffff:127.0.0.1", True)],
)  # fmt: skip
def test_who_can_connect_is_known_by_the_address(address, local):
    assert Listening(address, address, 1).local is local


def test_on_this_machine_no_token_is_made_up():
    place = reserve(Settings(port=0))

    assert (place.token, place.made) == (None, False)


@pytest.mark.parametrize("given", [None, ""])
def test_for_other_machines_one_is_made_up_each_time(given):
    places = [reserve(Settings(host="0.0.0.0", port=0, control_token=given)) for _ in range(2)]

    assert places[0].token != places[1].token
    assert all(each.made and len(each.token) == 32 for each in places)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_token_that_is_given_counts_everywhere_and_is_not_told(host):
    place = reserve(Settings(host=host, port=0, control_token="mine"))

    assert (place.token, place.made) == ("mine", False)


@pytest.mark.parametrize(
    ("host", "url"),
    [("0.0.0.0", "http://127.0.0.1:1"), ("::", "http://[::1]:1"), ("::1", "http://[::1]:1"),
     ("localhost", "http://localhost:1")],
)  # fmt: skip
def test_it_is_announced_by_an_address_that_can_be_called(host, url):
    assert Listening(host, "127.0.0.1", 1).url() == url
