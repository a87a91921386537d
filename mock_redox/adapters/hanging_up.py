"""Ends a connection of this process whose socket a server keeps to itself."""

import contextlib
import os
import socket
from pathlib import Path

MOST_FILES = 65_536
"""Descriptors that are looked through."""


def hang_up(client: str) -> None:
    """End the connection of a client, found among the sockets of this process by its address.

    Args:
        client: ``host:port``, as the server tells it.
    """
    for number in _descriptors():
        with contextlib.suppress(OSError), _socket(number) as connection:
            peer = connection.getpeername()
            if isinstance(peer, tuple) and _is(client, *peer[:2]):  # a pipe's has no port
                connection.shutdown(socket.SHUT_RDWR)
                return


def _is(client: str, host: object, port: object) -> bool:
    return client in (f"{host}:{port}", f"[{host}]:{port}")


def _socket(number: int) -> socket.socket:
    """Another handle of the socket behind a descriptor. Raises OSError if there is none."""
    handle = os.dup(number)
    try:
        return socket.socket(fileno=handle)
    except OSError:
        os.close(handle)
        raise


def _descriptors() -> list[int]:
    for folder in ("/proc/self/fd", "/dev/fd"):
        with contextlib.suppress(OSError):
            return sorted(int(each.name) for each in Path(folder).iterdir())
    return list(range(3, MOST_FILES))
