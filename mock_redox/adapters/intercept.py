"""intercept: calls by ``requests`` to the Redox hosts fall into the app, in this process.

The calls are taken at ``Session.get_adapter``, by an adapter of our own which ``responses``
answers for. A test that uses ``responses`` itself patches ``HTTPAdapter.send``: the two never
meet, in whichever order they start, and calls to other hosts are none of our business.
"""

import functools
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import RemoteDisconnected
from io import BytesIO
from typing import Any
from unittest import mock
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import WSGIApplication, WSGIEnvironment

import requests
import responses
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.exceptions import ProtocolError
from urllib3.util import Timeout

from mock_redox.core.settings import HOSTS
from mock_redox.web.claiming import HANG_UP, WAIT

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_TARGET = f"{__name__}.RedoxAdapter.send"


class RedoxAdapter(HTTPAdapter):
    """Stands where a connection to Redox would be opened; keeps the caller's retry policy."""

    def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
        raise RuntimeError("the interception has ended")


@contextmanager
def intercept(
    app: WSGIApplication, hosts: tuple[str, ...] = HOSTS
) -> Iterator[responses.RequestsMock]:
    """Answer calls to ``https://`` or ``http://`` of the hosts from the app while the block runs.

    Other hosts are reached as ever. Yields the ``RequestsMock``, whose ``calls`` list them.
    """
    pattern = re.compile(
        rf"https?://([^/?#]*@)?({'|'.join(map(re.escape, hosts))})(:\d+)?(/|\?|$)", re.I
    )
    answers = responses.RequestsMock(assert_all_requests_are_fired=False, target=_TARGET)
    for method in _METHODS:
        answers.add_callback(
            method, pattern, callback=lambda request: _answer(app, request), content_type=None
        )
    get_adapter = requests.Session.get_adapter

    def redirected(session: requests.Session, url: str) -> BaseAdapter:
        adapter = get_adapter(session, url)
        if not pattern.match(url):
            return adapter
        return RedoxAdapter(max_retries=getattr(adapter, "max_retries", 0))

    with answers, mock.patch.object(requests.Session, "get_adapter", redirected):
        yield answers


def _answer(app: WSGIApplication, request: Any) -> Any:
    """Call the app with a plain environ, which is quicker than Werkzeug's test client."""
    answer: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        answer[:] = [int(status[:3]), headers]

    chunks = app(_environ(request), start)
    try:
        body = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    return answer[0], answer[1], body


def _environ(request: Any) -> WSGIEnvironment:
    parts = urlsplit(request.url)
    body = _bytes(request.body)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": parts.netloc.rpartition("@")[2],
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        HANG_UP: _hang_up,
        WAIT: functools.partial(_wait, _patience(request)),
    }
    for name, value in request.headers.items():
        key = name.upper().replace("-", "_")
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        if key not in ("CONTENT_LENGTH", "TRANSFER_ENCODING"):
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = text
    return environ


def _bytes(body: Any) -> bytes:
    """A body in whatever form ``requests`` takes it: text, bytes, or an iterable of them."""
    if isinstance(body, str):
        return body.encode("utf-8")
    if body is None or isinstance(body, bytes | bytearray | memoryview):
        return bytes(body or b"")
    return b"".join(_bytes(piece) for piece in body)


def _hang_up() -> None:
    """As ``requests`` tells of a server that hung up."""
    cause = RemoteDisconnected("Remote end closed connection without response")
    raise requests.ConnectionError(ProtocolError("Connection aborted.", cause))


def _patience(request: Any) -> float | None:
    """Seconds that the caller waits for an answer."""
    timeout = (getattr(request, "req_kwargs", None) or {}).get("timeout")
    if isinstance(timeout, Timeout):
        fresh = timeout.clone()
        fresh.start_connect()
        timeout = fresh.read_timeout
    seconds = timeout[1] if isinstance(timeout, tuple) else timeout
    return seconds if isinstance(seconds, int | float) else None


def _wait(patience: float | None, seconds: float) -> None:
    """Nobody need wait for an answer that comes too late."""
    if patience is not None and seconds >= patience:
        raise requests.ReadTimeout(f"Read timed out. (read timeout={patience})")
    time.sleep(seconds)
