"""Sends requests over HTTP, with exactly the headers that core asked for."""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.cookiejar import DefaultCookiePolicy

import requests
from requests.exceptions import ContentDecodingError, InvalidHeader, SSLError
from urllib3.exceptions import HTTPError
from urllib3.util import SKIP_HEADER

from mock_redox.adapters import broken
from mock_redox.adapters.deadlines import Deadline, WatchedAdapter
from mock_redox.adapters.targets import Forbidden
from mock_redox.adapters.trust import BadBundle
from mock_redox.core.ports import Answer, Failure, Outgoing, Reach

_PIECE = 65_536
_ALL = (
    requests.RequestException, OSError, ValueError, http.client.HTTPException, HTTPError,
    broken.TooLarge, Forbidden, BadBundle,
)  # fmt: skip
_SHORTEST, _LONGEST = 0.001, 1_000_000.0


class HttpSender:
    """Redox's side of the wire: no proxy, no cookies, no redirect, one bound on the whole answer.

    A session a thread: connections are kept, and parallel pushes don't share one. Where requests
    may go and whose certificate is good belongs to a connection, so a change there begins anew.
    """

    def __init__(self) -> None:
        self._local = threading.local()

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
        with self._session(outgoing.reach).request(
            outgoing.method, outgoing.url, data=outgoing.body or None, stream=True,
            headers=_headers(outgoing), timeout=seconds, allow_redirects=False,
            verify=not outgoing.reach.tls_insecure,
            auth=lambda request: request,  # or a name in the URL would replace Authorization
        ) as response:  # fmt: skip
            body = _read(response, outgoing.max_bytes)
            return Answer(
                status=response.status_code, headers=tuple(response.headers.items()), body=body
            )

    def _session(self, reach: Reach) -> requests.Session:
        if getattr(self._local, "reach", None) != reach:
            session = _Session()
            session.trust_env = False
            session.headers.clear()
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            adapter = WatchedAdapter(reach)
            session.mount("http://", adapter)
            session.mount("https://", adapter)
            self._local.session, self._local.reach = session, reach
        session = self._local.session
        assert isinstance(session, requests.Session)
        return session


class _Session(requests.Session):
    """Does not even look where a redirect leads: requests would parse it and read the body."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


def _headers(outgoing: Outgoing) -> dict[str, str | bytes]:
    """As given, without what the libraries would add of their own."""
    given = {name: value.encode("latin-1", "replace") for name, value in outgoing.headers}
    skipped = {name: SKIP_HEADER for name in ("user-agent", "accept-encoding") if name not in given}
    return {**given, **skipped}


def _read(response: requests.Response, limit: int) -> bytes:
    pieces, size = [], 0
    for piece in response.iter_content(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise broken.TooLarge(limit)
    return b"".join(pieces)


_KINDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], Failure, str], ...] = (
    (broken.TooLarge, "too_large", "{}"),
    (Forbidden, "forbidden", "{}"),
    (BadBundle, "tls", "{}"),
    ((requests.Timeout, TimeoutError), "timeout", ""),
    (ssl.SSLCertVerificationError, "tls",
     "TLS failed: the certificate is not trusted: {0.verify_message}; name its CA in the setting "
     "tls_ca, or take any certificate with tls_insecure"),
    (ssl.SSLError, "tls", "TLS failed: {}; does the port speak plain http?"),
    (SSLError, "tls", "TLS failed: {}"),
    ((InvalidHeader, ContentDecodingError), "not_http", "the answer is not sound HTTP: {}"),
    (ConnectionRefusedError, "unreachable",
     "connection refused; is it running, and on this port?"),
    (socket.gaierror, "unreachable", "the host name is not known"),
    ((http.client.IncompleteRead, ConnectionResetError, BrokenPipeError), "closed",
     "the connection was closed before the answer was whole"),
    (http.client.HTTPException, "not_http", "the answer is not HTTP: {}"),
    ((requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, ValueError), "bad_url",
     "not a URL that can be called: {}"),
)  # fmt: skip
"""What was raised, as a failure and a sentence; the first that fits a cause counts."""


def _explained(wrong: BaseException) -> Answer:
    causes = list(_causes(wrong))
    for kind, failure, problem in _KINDS:
        for cause in causes:
            if isinstance(cause, kind):
                return Answer(failure=failure, problem=problem.format(cause)[:300])
    return Answer(failure="unreachable", problem=str(wrong)[:300])


def _causes(wrong: BaseException) -> Iterator[BaseException]:
    """An error and what it wraps: requests wraps urllib3, which wraps sockets."""
    pending, seen = [wrong], set()
    while pending:
        each = pending.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        inner = (*each.args, getattr(each, "reason", None), each.__cause__, each.__context__)
        pending += [one for one in inner if isinstance(one, BaseException)]
