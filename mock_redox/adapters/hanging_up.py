"""Ends a connection of this process whose socket a server keeps to itself."""

import contextlib
import os
import socket
from pathlib import Path
from typing import Any

MOST_FILES = 65_536
"""Descriptors that are looked through."""


def hang_up(client: str) -> None:
    """End the connection of a client, found among the sockets of this process by its address.

    Args:
        client: ``host:port``, as the server tells it; an IPv6 host may stand in brackets.
    """
    client = client.replace("[", "").replace("]", "")
    for number in _descriptors():
        with contextlib.suppress(OSError), _socket(number) as connection:
            if _named(connection.getpeername()) == client:
                connection.shutdown(socket.SHUT_RDWR)
                return


def _socket(number: int) -> socket.socket:
    """Another handle on the same socket. Raises OSError where it is none."""
    copy = os.dup(number)
    try:
        return socket.socket(fileno=copy)
    except OSError:
        os.close(copy)
        raise


def _named(address: Any) -> str:
    """An address as servers write it; one of a Unix socket is not written so."""
    return ":".join(map(str, address[:2])) if isinstance(address, tuple) else ""


def _descriptors() -> list[int]:
    for folder in ("/proc/self/fd", "/dev/fd"):
        with contextlib.suppress(OSError):
            return sorted(int(each.name) for each in Path(folder).iterdir())
    return list(range(3, MOST_FILES))
