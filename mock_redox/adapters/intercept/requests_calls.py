"""Takes the calls that ``requests`` makes.

They are taken at ``Session.get_adapter``, by an adapter of our own which ``responses`` answers for.
A test that uses ``responses`` itself patches ``HTTPAdapter.send``: the two never meet, in whichever
order they start, and calls to other hosts are none of our business.
"""

import functools
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import RemoteDisconnected
from typing import Any
from unittest import mock
from wsgiref.types import WSGIApplication

import requests
import responses
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.exceptions import ProtocolError
from urllib3.util import Timeout

from mock_redox.adapters.intercept import calling

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_TARGET = f"{__name__}.RedoxAdapter.send"


class RedoxAdapter(HTTPAdapter):
    """Stands where a connection to Redox would be opened; keeps the caller's retry policy."""

    def send(self, request: Any, *args: Any, **kwargs: Any) -> requests.Response:
        raise RuntimeError("the interception has ended")


@contextmanager
def taken(app: WSGIApplication, pattern: re.Pattern[str]) -> Iterator[responses.RequestsMock]:
    """Answer calls to URLs that match from the app while the block runs."""
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
    headers = [
        (name, value.decode("latin-1") if isinstance(value, bytes) else str(value))
        for name, value in request.headers.items()
    ]
    wait = functools.partial(_wait, _patience(request))
    given = calling.Request(
        request.method, request.url, headers, _bytes(request.body), wait, _hang_up
    )
    return calling.answer(app, given)


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
