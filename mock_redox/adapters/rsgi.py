"""Granian's own interface in front of the WSGI app: what can't wait is answered on its loop.

Handing a request to a thread and back costs more than proving an assertion does, and WSGI adds to
that. So only requests that may wait for somebody else (pushes, verifications, JWKS URLs) go so.
"""

import asyncio
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any
from wsgiref.types import WSGIApplication

from mock_redox.adapters.hanging_up import hang_up
from mock_redox.web.answers import Answer
from mock_redox.web.at_once import AtOnce
from mock_redox.web.claiming import HANG_UP
from mock_redox.web.note import Note
from mock_redox.web.paths import as_text, base_of
from mock_redox.web.streams import BEAT, STREAM, Stream

THREADS = 128
"""Threads for what may wait: slow endpoints hold them, and may call back meanwhile."""

UNREADABLE = "\ufffd"
"""Stands for the value of a header that is not ASCII."""

LOOK = 0.1
"""Seconds between looks at what is new for a stream. A look costs a microsecond."""
REST = 0.3
"""Seconds after something was sent, so that a storm of calls is told of in heaps."""
SILENCE = 15.0
"""Seconds without news, after which a line shows whether somebody still listens."""
MOST = 1_000_000
"""Bytes on one stream, since what a reader does not take is kept; one that does take it asks anew,
with the number of the last event, and misses none."""

Limit = Callable[[str], int]
"""From the path: bytes of body that are read before the request is given up."""


class Rsgi:
    """An RSGI application that answers what a WSGI app does.

    Args:
        at_once: answers what it can on the loop.
        app: gives the app that answers the rest, on a thread; to make one may take time.
        limit: how much of a body is read.
        end: called when the server ends.
    """

    def __init__(
        self,
        at_once: AtOnce,
        app: Callable[[], WSGIApplication],
        limit: Limit,
        end: Callable[[], object],
    ) -> None:
        self._at_once = at_once
        self._app = app
        self._limit = limit
        self._end = end
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mock_redox")
        self._streams: set[asyncio.Task[Any]] = set()

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        body, headers = await self._read(scope, protocol), _headers(scope)
        length = headers.get("content-length", "0")
        if length == str(len(body)) and "transfer-encoding" not in headers:  # else late, too much
            answer = self._at_once.answer(_note(scope, headers, body))
            if answer is not None:
                protocol.response_bytes(*_as_rsgi_does(answer))
                return
        environ = _environ(scope, headers, body)
        environ[HANG_UP] = lambda: hang_up(scope.client)
        streams: list[Stream] = []
        environ[STREAM] = streams
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self._threads, self._call, environ)
        if streams:
            await self._stream(protocol, answer, streams[0])
        else:
            protocol.response_bytes(*_as_rsgi_does(answer))

    async def _stream(self, protocol: Any, answer: Answer, live: Stream) -> None:
        """Go on with an answer on the loop, without a thread, until its reader has left."""
        status, headers, first = _as_rsgi_does(answer)
        headers = [pair for pair in headers if pair[0].lower() != "content-length"]
        task = asyncio.ensure_future(
            _follow(protocol.response_stream(status, headers), first, live)
        )
        self._streams.add(task)
        gone = asyncio.ensure_future(_left(protocol))
        try:
            await asyncio.wait([task, gone], return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._streams.discard(task)
            task.cancel()
            gone.cancel()

    def end_streams(self) -> None:
        """Let go of those who listen, so that the server can end."""
        for each in tuple(self._streams):
            each.cancel()

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Granian calls it when it ends; ``production`` then leaves without running ``atexit``."""
        self._end()

    async def _read(self, scope: Any, protocol: Any) -> bytes:
        """The body, but of one that is too large only as much as shows it."""
        length, limit = scope.headers.get("content-length"), self._limit(scope.path)
        if length is not None:
            if int(length) > limit:
                return b""
            try:
                return bytes(await protocol())
            except RuntimeError:  # closed early: too short for its length, as the app will see
                return b""
        if "transfer-encoding" not in scope.headers:
            return b""
        parts, size = [], 0
        async for part in protocol:
            parts.append(part)
            size += len(part)
            if size > limit:
                break
        return b"".join(parts)

    def _call(self, environ: dict[str, Any]) -> Answer:
        begun: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            begun[:] = [status, headers]

        body = b"".join(self._app()(environ, start))
        return Answer(begun[0], begun[1], body)


async def _left(protocol: Any) -> None:
    """Ends when the reader has left. Granian's own future is none that asyncio can cancel."""
    await protocol.client_disconnect()


async def _follow(transport: Any, first: bytes, live: Stream) -> None:
    """Send what is there, and then whatever comes, up to a limit."""
    try:
        await transport.send_bytes(first)
        quiet, sent = 0.0, 0
        while sent < MOST:
            news = live.next() or (BEAT if quiet >= SILENCE else b"")
            pause, quiet = (REST, 0.0) if news else (LOOK, quiet + LOOK)
            if news:
                await transport.send_bytes(news)
                sent += len(news)
            await asyncio.sleep(pause)
    except RuntimeError:  # the reader has left
        return


def _note(scope: Any, headers: dict[str, str], body: bytes) -> Note:
    """The request, whose body came whole, as the gate would note it from an environ."""
    told = headers.copy()
    told.pop("content-length", None)
    return Note(
        method=scope.method,
        path=scope.path,
        query=as_text(_as_wsgi_does(scope.query_string)),
        base=base_of(scope.scheme, headers.get("host") or scope.server),
        content_type=headers.get("content-type"),
        headers=tuple(told.items()),
        body=body,
    )


def _as_rsgi_does(answer: Answer) -> tuple[int, list[tuple[str, str]], bytes]:
    return int(answer.status[:3]), answer.headers, answer.body


def _environ(scope: Any, headers: dict[str, str], body: bytes) -> dict[str, Any]:
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _as_wsgi_does(scope.path),
        "QUERY_STRING": _as_wsgi_does(scope.query_string),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if "transfer-encoding" in headers:
        environ["wsgi.input_terminated"] = True
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ


def _as_wsgi_does(text: str) -> str:
    """The bytes as Latin-1. A client may send other characters than a URL has, as they are."""
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def _headers(scope: Any) -> dict[str, str]:
    """By their names in lower case; those that come several times are joined, as WSGI does it.

    Granian hands out the values that are ASCII; of others it tells no more than the name. A name
    with an underscore is left out, as servers mostly do: WSGI would take it for one with a dash.
    """
    headers: dict[str, str] = {}
    for name, value in scope.headers.items():
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    for name in set(scope.headers.keys()).difference(headers):
        headers[name] = UNREADABLE
    for name in [name for name in headers if "_" in name]:
        del headers[name]
    return headers
