"""Sends requests over HTTP, with exactly the headers that core asked for."""

import http.client
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import replace

from urllib3 import BaseHTTPResponse, PoolManager
from urllib3.exceptions import (
    DecodeError,
    HTTPError,
    InvalidHeader,
    LocationParseError,
    ReadTimeoutError,
    SSLError,
    URLSchemeUnknown,
)
from urllib3.util import SKIP_HEADER

from mock_redox.adapters import broken
from mock_redox.adapters.deadlines import Deadline, pool_manager
from mock_redox.adapters.targets import Forbidden
from mock_redox.adapters.trust import BadBundle
from mock_redox.core.ports import Answer, Failure, Outgoing, Reach
from mock_redox.core.redaction import one_line

_PIECE = 65_536
_ALL = (
    OSError, ValueError, http.client.HTTPException, HTTPError,
    broken.TooLarge, Forbidden, BadBundle,
)  # fmt: skip
_SHORTEST, _LONGEST = 0.001, 1_000_000.0


class HttpSender:
    """Redox's side of the wire: no proxy, no cookies, no redirect, one bound on the whole answer.

    Connections are kept and shared. Where requests may go and whose certificate is good belongs
    to a connection, so a change there begins anew. It rests on urllib3 and not on requests: that
    costs as much again, would add headers, and a user's stubs for requests would catch pushes.
    """

    def __init__(self) -> None:
        self._pools: tuple[Reach, PoolManager] | None = None

    def send(self, outgoing: Outgoing) -> Answer:
        begun = time.monotonic()
        seconds = min(max(outgoing.timeout.total_seconds(), _SHORTEST), _LONGEST)
        with Deadline(seconds) as deadline:
            try:
                if broken.is_called_for(outgoing):
                    answer = broken.exchange(outgoing, seconds, deadline)
                else:
                    answer = self._exchange(outgoing, seconds)
            except _ALL as wrong:
                answer = _explained(wrong)
        if deadline.passed or answer.failure == "timeout":
            answer = Answer(failure="timeout", problem=f"no whole answer within {seconds:g} s")
        return replace(answer, took=time.monotonic() - begun)

    def _exchange(self, outgoing: Outgoing, seconds: float) -> Answer:
        if not outgoing.url.lower().startswith(("http://", "https://")):
            raise ValueError(f"{outgoing.url!r} is no http or https address")
        response = self._manager(outgoing.reach).urlopen(
            outgoing.method, outgoing.url, body=outgoing.body or None, headers=_headers(outgoing),
            timeout=seconds, retries=False, redirect=False, preload_content=False,
        )  # fmt: skip
        try:
            body = _read(response, outgoing.max_bytes)
        except BaseException:
            response.close()  # what is left of the answer must not meet the next request
            raise
        response.release_conn()
        return Answer(status=response.status, headers=tuple(response.headers.items()), body=body)

    def _manager(self, reach: Reach) -> PoolManager:
        held = self._pools
        if held is None or held[0] != reach:
            held = self._pools = (reach, pool_manager(reach))
        return held[1]


def _headers(outgoing: Outgoing) -> dict[str, str]:
    """As given, without what the libraries would add of their own."""
    given = dict(outgoing.headers)
    skipped = {name: SKIP_HEADER for name in ("user-agent", "accept-encoding") if name not in given}
    return {**given, **skipped}


def _read(response: BaseHTTPResponse, limit: int) -> bytes:
    pieces, size = [], 0
    for piece in response.stream(_PIECE, decode_content=True):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise broken.TooLarge(limit)
    return b"".join(pieces)


_KINDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Failure, str], ...] = (
    (broken.TooLarge, "too_large", "{}"),
    (Forbidden, "forbidden", "{}"),
    (BadBundle, "tls", "{}"),
    ((TimeoutError, ReadTimeoutError), "timeout", ""),
    (ssl.SSLCertVerificationError, "tls",
     "TLS failed: the certificate is not trusted: {0.verify_message}; name its CA in the setting "
     "tls_ca, or take any certificate with tls_insecure"),
    (ssl.SSLError, "tls", "TLS failed: {}; does the port speak plain http?"),
    (SSLError, "tls", "TLS failed: {}"),
    ((InvalidHeader, DecodeError), "not_http", "the answer is not sound HTTP: {}"),
    (ConnectionRefusedError, "unreachable",
     "connection refused; is it running, and on this port?"),
    (socket.gaierror, "unreachable", "the host name is not known"),
    ((http.client.IncompleteRead, ConnectionResetError, BrokenPipeError), "closed",
     "the connection was closed before the answer was whole"),
    (http.client.HTTPException, "not_http", "the answer is not HTTP: {}"),
    ((LocationParseError, URLSchemeUnknown, ValueError), "bad_url",
     "not a URL that can be called: {}"),
)  # fmt: skip
"""What was raised, as a failure and a sentence; the first that fits a cause counts."""


def _explained(wrong: BaseException) -> Answer:
    causes = list(_causes(wrong))
    for kind, failure, problem in _KINDS:
        for cause in causes:
            if isinstance(cause, kind):
                return Answer(failure=failure, problem=_told(problem.format(cause)))
    return Answer(failure="unreachable", problem=_told(str(wrong)))


def _told(problem: str) -> str:
    """Errors quote what came, and that may be anything."""
    return one_line(problem)[:300]


def _causes(wrong: BaseException) -> Iterator[BaseException]:
    """An error and what it wraps: urllib3 wraps what sockets raise."""
    pending, seen = [wrong], set()
    while pending:
        each = pending.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        inner = (*each.args, getattr(each, "reason", None), each.__cause__, each.__context__)
        pending += [one for one in inner if isinstance(one, BaseException)]
