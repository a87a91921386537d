"""Where ``serve`` listens: which ports are free, who can come, and whether it answers."""

import errno
import ipaddress
import secrets
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from mock_redox.adapters.addresses import base_url, reached
from mock_redox.core.errors import Misuse
from mock_redox.core.settings import Settings

BACKLOG = 1024
"""Callers that wait to be heard."""
_DEADLINE = 30.0
_HELLO = b"GET /__mock__/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Listening:
    """Where it listens, for whom, and how.

    Attributes:
        host: as it was asked for; ``address`` is what that means.
        tls_port: None without https.
        ca: the certificate that clients have to trust, as PEM.
        token: the control token; ``made`` if nobody gave it.
    """

    host: str
    address: str
    port: int
    tls_port: int | None = None
    ca: bytes | None = None
    token: str | None = None
    made: bool = False

    @property
    def local(self) -> bool:
        """Whether nobody but this machine can connect."""
        address = ipaddress.ip_address(self.address.partition("%")[0])
        return (getattr(address, "ipv4_mapped", None) or address).is_loopback

    def url(self, scheme: str = "http") -> str:
        port = self.port if scheme == "http" else self.tls_port
        return base_url(self.host, str(port), scheme)


@contextmanager
def listening(settings: Settings) -> Iterator[tuple[Listening, list[socket.socket]]]:
    """An address, and what listens on it: first for http, then for https.

    From now on nobody else gets the ports, and who calls waits until there is a server.

    Raises:
        Misuse: one of them can't be had.
    """
    if settings.tls and settings.port == settings.tls_port != 0:
        raise Misuse(f"port and tls_port are both {settings.port}; http and https need one each")
    with ExitStack() as stack:
        listeners = []
        for port in [settings.port, settings.tls_port] if settings.tls else [settings.port]:
            listeners.append(stack.enter_context(_listener(settings.host, port)))
        yield _place(settings, *(each.getsockname() for each in listeners)), listeners


def _place(settings: Settings, plain: tuple[str, int], *tls: tuple[str, int]) -> Listening:
    place = Listening(
        settings.host, plain[0], plain[1], tls_port=tls[0][1] if tls else None,
        token=settings.control_token or None,
    )  # fmt: skip
    if place.local or place.token:
        return place
    return replace(place, token=secrets.token_urlsafe(24), made=True)


def _listener(host: str, port: int) -> socket.socket:
    """Two who are bound at the same moment are told apart here: one of them can't listen."""
    listener = bind(host, port)
    try:
        listener.listen(BACKLOG)
    except OSError as wrong:
        listener.close()
        raise _unable(host, port, wrong) from None
    listener.setblocking(False)
    return listener


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to the address.

    Raises:
        Misuse: it is in use, not allowed, or not of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except (OSError, OverflowError) as wrong:
        listener.close()
        raise _unable(host, port, wrong) from None
    return listener


def _unable(host: str, port: int, wrong: Exception) -> Misuse:
    reason = getattr(wrong, "strerror", None) or str(wrong)
    return Misuse(f"can't listen on {host}:{port}: {reason}; {_remedy(wrong)}")


def _remedy(wrong: Exception) -> str:
    if isinstance(wrong, PermissionError):
        return "the system reserves such ports, see docs/tls.md; or take one above 1023"
    if isinstance(wrong, socket.gaierror) or getattr(wrong, "errno", None) == errno.EADDRNOTAVAIL:
        return "this machine has no such address; take 127.0.0.1, or 0.0.0.0 for all that it has"
    return "stop what listens there, or take another port (--port 0 takes a free one)"


def answers(place: Listening) -> bool:
    """Whether it really answers, on all its ports; waits for that."""
    ports: list[tuple[int, ssl.SSLContext | None]] = [(place.port, None)]
    if place.tls_port is not None and place.ca is not None:
        trusting = ssl.create_default_context(cadata=place.ca.decode())
        trusting.check_hostname = False  # it is asked for by whatever address it has
        ports.append((place.tls_port, trusting))
    return all(_answers(reached(place.host), *each) for each in ports)


def _answers(host: str, port: int, trusting: ssl.SSLContext | None) -> bool:
    try:
        with ExitStack() as stack:
            plain = stack.enter_context(socket.create_connection((host, port), _DEADLINE))
            line = stack.enter_context(trusting.wrap_socket(plain)) if trusting else plain
            line.sendall(_HELLO)
            return b" 200 " in line.recv(64)
    except OSError:
        return False
