"""Sends requests over HTTP, with exactly the headers that core asked for."""

import threading
import time
from http.cookiejar import DefaultCookiePolicy

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import SKIP_HEADER

from mock_redox.core.ports import Answer, Failure, Outgoing

_PIECE = 65_536


class HttpSender:
    """Redox's side of the wire: no proxy, no cookies, no redirect, one bound on the whole answer.

    A session a thread: connections are kept, and parallel pushes don't share one.
    """

    def __init__(self) -> None:
        self._local = threading.local()

    def send(self, outgoing: Outgoing) -> Answer:
        begun = time.monotonic()
        seconds = outgoing.timeout.total_seconds()
        try:
            with self._session().request(
                outgoing.method, outgoing.url, data=outgoing.body or None, stream=True,
                headers=_headers(outgoing), timeout=seconds, allow_redirects=False,
            ) as response:  # fmt: skip
                body = _read(response, begun + seconds, outgoing.max_bytes)
                return Answer(
                    status=response.status_code, headers=tuple(response.headers.items()),
                    body=body, took=time.monotonic() - begun,
                )  # fmt: skip
        except (requests.RequestException, OSError, ValueError, _Limit) as wrong:
            failure, problem = _explained(wrong, outgoing)
            return Answer(failure=failure, problem=problem, took=time.monotonic() - begun)

    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            session = requests.Session()
            session.trust_env = False
            session.headers.clear()
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            session.mount("http://", HTTPAdapter(max_retries=0))
            session.mount("https://", HTTPAdapter(max_retries=0))
            self._local.session = session
        session = self._local.session
        assert isinstance(session, requests.Session)
        return session


class _Limit(Exception):
    """The answer took too long or was too large."""

    def __init__(self, failure: Failure, problem: str) -> None:
        super().__init__(problem)
        self.failure: Failure = failure


def _headers(outgoing: Outgoing) -> dict[str, str | bytes]:
    """As given, without what the libraries would add of their own."""
    given = {name: value.encode("latin-1", "replace") for name, value in outgoing.headers}
    skipped = {name: SKIP_HEADER for name in ("user-agent", "accept-encoding") if name not in given}
    return {**given, **skipped}


def _read(response: requests.Response, until: float, limit: int) -> bytes:
    pieces, size = [], 0
    for piece in response.iter_content(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            raise _Limit("too_large", f"the answer is larger than {limit} bytes")
        if time.monotonic() > until:
            raise _Limit("timeout", "the answer did not end in time")
    return b"".join(pieces)


def _explained(wrong: Exception, outgoing: Outgoing) -> tuple[Failure, str]:
    seconds = f"{outgoing.timeout.total_seconds():g} s"
    if isinstance(wrong, _Limit):
        return wrong.failure, str(wrong)
    if isinstance(wrong, requests.Timeout):
        return "timeout", f"nothing came within {seconds}"
    if isinstance(wrong, requests.exceptions.SSLError):
        return "tls", f"TLS failed: {wrong}"
    if isinstance(wrong, requests.exceptions.InvalidURL | ValueError):
        return "bad_url", f"not a URL that can be called: {wrong}"
    text = str(wrong)
    if "timed out" in text:
        return "timeout", f"nothing came within {seconds}"
    if "refused" in text:
        return "unreachable", "connection refused; is it running, and on this port?"
    if "resolve" in text or "Name or service" in text:
        return "unreachable", "the host name is not known"
    if "Remote end closed" in text or "reset" in text or "IncompleteRead" in text:
        return "closed", "the connection was closed before the answer was whole"
    return "unreachable", text[:300]
