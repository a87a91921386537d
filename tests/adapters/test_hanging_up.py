"""Connections that the server keeps to itself are ended, and nothing else is touched."""

import socket
from pathlib import Path

import pytest
import requests

from mock_redox.adapters.hanging_up import hang_up

OPEN = Path("/dev/fd")


@pytest.fixture
def connection():
    """Both ends of a connection, opened after sockets of another kind."""
    pair, listener = socket.socketpair(), socket.create_server(("127.0.0.1", 0))
    with pair[0], pair[1], listener, socket.create_connection(listener.getsockname()) as near:
        far, _ = listener.accept()
        with far:
            yield near, far


def test_the_connection_of_that_client_ends(connection):
    near, far = connection
    host, port = far.getpeername()

    hang_up(f"{host}:{port}")

    near.settimeout(5)
    assert near.recv(1) == b""


def test_nothing_else_is_closed_and_no_descriptor_is_left_behind(connection):
    near, far = connection
    before = len([*OPEN.iterdir()])

    hang_up("192.0.2.1:1")

    assert len([*OPEN.iterdir()]) == before
    far.sendall(b"x")
    assert near.recv(1) == b"x"


@pytest.mark.parametrize("name", ["service.dropped_before", "service.dropped_after"])
def test_serve_ends_a_connection_that_is_to_drop(served, name):
    with pytest.raises(requests.ConnectionError):
        requests.post(f"{served.url}/v2/auth/token", headers={"X-Mock-Redox-Fail": name}, timeout=5)
