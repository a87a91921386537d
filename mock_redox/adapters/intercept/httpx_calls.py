"""Takes the calls that ``httpx`` makes, with and without ``await``. Imported where it is installed.

They are taken at the transports that open connections, below all that a caller may have put round
them (retries, caches), and above ``httpcore``, where ``respx`` works. A transport of the caller's
own that opens no connection, such as ``httpx.MockTransport``, is left alone.
"""

import functools
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast
from unittest import mock
from wsgiref.types import WSGIApplication

import httpx

from mock_redox.adapters.intercept import calling


@contextmanager
def taken(app: WSGIApplication, pattern: re.Pattern[str]) -> Iterator[None]:
    """Answer calls to URLs that match from the app while the block runs."""
    send = httpx.HTTPTransport.handle_request
    send_async = httpx.AsyncHTTPTransport.handle_async_request

    def handle(transport: Any, request: httpx.Request) -> httpx.Response:
        if not pattern.match(str(request.url)):
            return send(transport, request)
        body = b"".join(cast(Any, request.stream))
        return _response(app, request, body, functools.partial(_sleep, request))

    async def handle_async(transport: Any, request: httpx.Request) -> httpx.Response:
        if not pattern.match(str(request.url)):
            return await send_async(transport, request)
        return await _answered(app, request)

    with (
        mock.patch.object(httpx.HTTPTransport, "handle_request", handle),
        mock.patch.object(httpx.AsyncHTTPTransport, "handle_async_request", handle_async),
    ):
        yield


async def _answered(app: WSGIApplication, request: httpx.Request) -> httpx.Response:
    """On a thread: the loop goes on, so that an endpoint on it can answer what the app asks it."""
    from anyio import sleep  # httpx brings it along

    body = b"".join([piece async for piece in cast(Any, request.stream)])
    waits: list[float] = []
    call = functools.partial(_outcome, app, request, body, waits.append)
    made: httpx.Response | httpx.TransportError = await _on_thread(call)
    for seconds in waits:  # the last that the app does, and here it can be cancelled
        _give_up(request, seconds)
        await sleep(seconds)
    if isinstance(made, httpx.TransportError):
        raise made
    return made


def _on_thread(call: Callable[[], Any]) -> Awaitable[Any]:
    """Who gives up waiting need not wait for the thread."""
    from anyio import to_thread

    try:
        return to_thread.run_sync(call, abandon_on_cancel=True)
    except TypeError:  # before anyio 4.1 it had another name
        former: dict[str, Any] = {"cancellable": True}
        return to_thread.run_sync(call, **former)


def _outcome(*given: Any) -> httpx.Response | httpx.TransportError:
    try:
        return _response(*given)
    except httpx.TransportError as failed:
        return failed


def _response(
    app: WSGIApplication, request: httpx.Request, body: bytes, wait: Callable[[float], None]
) -> httpx.Response:
    headers = [
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
    ]
    hang_up = functools.partial(_hang_up, request)
    given = calling.Request(request.method, str(request.url), headers, body, wait, hang_up)
    status, told, content = calling.answer(app, given)
    stream = httpx.ByteStream(b"" if request.method == "HEAD" else content)
    return httpx.Response(
        status, headers=told, stream=stream, extensions={"http_version": b"HTTP/1.1"}
    )


def _hang_up(request: httpx.Request) -> None:
    """As ``httpx`` tells of a server that hung up."""
    problem = "Server disconnected without sending a response."
    raise httpx.RemoteProtocolError(problem, request=request)


def _sleep(request: httpx.Request, seconds: float) -> None:
    _give_up(request, seconds)
    time.sleep(seconds)


def _give_up(request: httpx.Request, seconds: float) -> None:
    """Nobody need wait for an answer that comes too late."""
    patience = request.extensions.get("timeout", {}).get("read")
    if patience is not None and seconds >= patience:
        raise httpx.ReadTimeout("The read operation timed out", request=request)
