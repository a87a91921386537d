"""Requests that no well-behaved client can send, byte by byte on a socket of their own."""

import http.client
import select
import socket
import ssl
import threading
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit, urlunsplit

import requests

from mock_redox.adapters.deadlines import Deadline
from mock_redox.adapters.targets import addresses
from mock_redox.adapters.trust import context
from mock_redox.core.ports import Answer, Outgoing, Reach

_PIECE = 65_536
_LARGE = 10_000_000
"""Bytes of a body to which the answer may well come before all of it is sent."""
_SLOW_PIECES = 8
_PAUSE = 1 / 400
"""Of the timeout, between two pieces of a slow body: 75 ms of 30 s."""
_OWN_FRAMING = {"content-length", "transfer-encoding"}


class TooLarge(Exception):
    """The answer is larger than what is read of it.

    Args:
        limit: in bytes.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(f"the answer is larger than {limit} bytes")


def is_called_for(outgoing: Outgoing) -> bool:
    """Whether a library would refuse the request or mend it: a name twice, leading blanks, a length
    of its own. A large body goes this way too, to hear an answer that comes early.
    """
    names = [name.lower() for name, _ in outgoing.headers]
    return (
        outgoing.manner != "whole"
        or len(set(names)) < len(names)
        or bool(_OWN_FRAMING.intersection(names))
        or any(value[:1] in (" ", "\t") for _, value in outgoing.headers)
        or len(outgoing.body) > _LARGE
    )


def exchange(outgoing: Outgoing, seconds: float, deadline: Deadline) -> Answer:
    """Send the request in its manner, and read what is to be read of an answer.

    Args:
        seconds: bound on each step; the deadline bounds the whole.

    Raises:
        OSError: no connection, or the other side broke it off.
        http.client.HTTPException: what came back is not HTTP.
        ValueError: not a URL that can be called.
        TooLarge: the answer is longer than ``outgoing.max_bytes``.
        Forbidden: the target is a stranger's.
        BadBundle: the CAs can't be read.
    """
    parts = _address(outgoing.url)
    with _connected(parts, outgoing.reach, seconds, deadline) as connection:
        if outgoing.manner != "silent":
            _send(connection, outgoing, _head(outgoing, parts), seconds)
        tls = isinstance(connection, ssl.SSLSocket)
        if outgoing.manner == "cut" or (outgoing.manner == "half" and tls):  # TLS has no half end
            return Answer(failure="closed", problem="the mock hung up, as it was asked to")
        return _answer(connection, outgoing)


class _Connection:
    """A socket that closes with the block, where a deadline finds it."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def __enter__(self) -> socket.socket:
        return self.sock

    def __exit__(self, *error: object) -> None:
        self.sock.close()


def _address(url: str) -> SplitResult:
    """The URL as ``requests`` would call it, so that both ways lead to the same place."""
    prepared = requests.PreparedRequest()
    prepared.prepare_url(url, None)
    parts = urlsplit(prepared.url or "")
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"{url!r} is no http or https address")
    return parts


def _connected(parts: SplitResult, reach: Reach, seconds: float, deadline: Deadline) -> _Connection:
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    connection = _Connection(_dialled(parts.hostname or "", port, reach, seconds))
    deadline.watch(connection)
    try:
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if secure:
            connection.sock = context(reach).wrap_socket(
                connection.sock, server_hostname=parts.hostname
            )
            deadline.watch(connection)
    except BaseException:
        connection.sock.close()
        raise
    return connection


def _dialled(host: str, port: int, reach: Reach, seconds: float) -> socket.socket:
    """A connection to the first address that answers, of those that were judged."""
    wrong: OSError | None = None
    for address in addresses(host, port, reach):
        try:
            return socket.create_connection((address, port), seconds)
        except OSError as problem:
            wrong = problem
    raise wrong or OSError(f"{host} has no address")


def _head(outgoing: Outgoing, parts: SplitResult) -> bytes:
    """The request line and the headers, these as they are asked for.

    Raises:
        ValueError: a line break or the like, which would begin another header.
    """
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    lines = [f"{outgoing.method} {target} HTTP/1.1", f"Host: {parts.netloc.rpartition('@')[2]}"]
    if not any(name.lower() in _OWN_FRAMING for name, _ in outgoing.headers):
        lines.append(f"Content-Length: {len(outgoing.body)}")
    lines += [f"{name}: {value}" for name, value in outgoing.headers]
    if any(sign in line for line in lines for sign in "\r\n\0"):
        raise ValueError("a header with a line break in it")
    return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")


def _send(connection: socket.socket, outgoing: Outgoing, head: bytes, seconds: float) -> None:
    half = outgoing.manner == "half"
    body = outgoing.body[: len(outgoing.body) // 2] if half else outgoing.body
    slow = outgoing.manner == "slow"
    pause = seconds * _PAUSE if slow else 0.0
    size = max(1, -(-len(body) // _SLOW_PIECES)) if slow else _PIECE
    try:
        if not slow:
            head, body = head + body[:size], body[size:]
        connection.sendall(head)
        for piece in _pieces(body, size):
            if _answered(connection, pause):
                return
            connection.sendall(piece)
        if half and not isinstance(connection, ssl.SSLSocket):
            connection.shutdown(socket.SHUT_WR)  # the end, though an answer can still come
    except (BrokenPipeError, ConnectionResetError):
        return  # who hangs up early, as over a large body, may have answered first


def _pieces(body: bytes, size: int) -> Iterator[bytes]:
    return (body[at : at + size] for at in range(0, len(body), size))


def _answered(connection: socket.socket, pause: float) -> bool:
    """Whether an answer, or the end, came within the pause. TLS has more to say than answers."""
    if isinstance(connection, ssl.SSLSocket):
        threading.Event().wait(pause)
        return False
    return bool(select.select([connection], [], [], pause)[0])


def _answer(connection: socket.socket, outgoing: Outgoing) -> Answer:
    response = http.client.HTTPResponse(connection, method=outgoing.method)
    try:
        response.begin()
        body = _read(response, outgoing.max_bytes)
        return Answer(status=response.status, headers=tuple(response.getheaders()), body=body)
    finally:
        response.close()


def _read(response: http.client.HTTPResponse, limit: int) -> bytes:
    """The whole body. Raises TooLarge, or IncompleteRead if it ends too soon."""
    pieces, size = [], 0
    while piece := response.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise TooLarge(limit)
    if response.length:  # http.client says so only to who reads all at once
        raise http.client.IncompleteRead(b"".join(pieces), response.length)
    return b"".join(pieces)
