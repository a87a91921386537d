"""A mock for one replay: both clocks stand where they are put, and nothing is sent."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import WSGIEnvironment

from mock_redox.adapters.samples import LateSamples
from mock_redox.core.clock import Clock
from mock_redox.core.errors import Misuse
from mock_redox.core.incidents.replaying import Ground, Request, Response
from mock_redox.core.ports import NoStore
from mock_redox.core.redox import Redox
from mock_redox.core.setup import Setup
from mock_redox.web.app import create_app
from mock_redox.web.claiming import HANG_UP, WAIT
from mock_redox.web.paths import body_limit

_LARGEST = 100_000_000
"""Bytes of a body that is only there to be too large."""


class Stage:
    """What ``core.incidents.replay`` asks for."""

    def __init__(self, ground: Ground) -> None:
        self._wall = ground.start.timestamp()
        clock = Clock(lambda: self._wall, start=ground.start)
        store = NoStore()
        store.starts = ground.run
        samples = LateSamples(ground.settings.seed, ground.settings.locale)
        self.redox = Redox(ground.settings, Setup(), clock, ground.sender, samples, store)
        self._app = create_app(self.redox, controlled=False)

    def at(self, now: datetime, wall: datetime) -> None:
        self._wall = wall.timestamp()
        self.redox.clock.set(now)

    def perform(self, request: Request) -> Response:
        answer: list[Any] = []
        dropped: list[None] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            answer[:] = [int(status[:3]), tuple(headers)]

        environ = self._environ(request)
        environ |= {HANG_UP: lambda: dropped.append(None), WAIT: lambda seconds: None}
        chunks = self._app(environ, start)
        return Response(None if dropped else answer[0], answer[1], b"".join(chunks))

    def _environ(self, request: Request) -> WSGIEnvironment:
        host, _, path = request.url.partition("://")[2].partition("/")
        parts = urlsplit(request.url[: request.url.find("/", 8)])
        raw = self._too_large(request) if request.unread else request.body
        length = dict(request.headers).get("content-length") if request.unread else str(len(raw))
        environ: WSGIEnvironment = {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": f"/{path}".encode().decode("latin-1"),
            "QUERY_STRING": request.query,
            "SERVER_NAME": parts.hostname or "",
            "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": host,
            "wsgi.url_scheme": parts.scheme,
            "wsgi.input": BytesIO(raw),
        }
        return {**environ, **_length(length), **_headers(dict(request.headers))}

    def _too_large(self, request: Request) -> bytes:
        """A length that is announced suffices; else there must be a byte too many."""
        if "content-length" in dict(request.headers):
            return b""
        limit = body_limit(self.redox, "/" + request.url.partition("://")[2].partition("/")[2])
        if limit >= _LARGEST:
            raise Misuse(f"a body of more than {limit} bytes is not made up for a replay")
        return bytes(limit + 1)


def _length(length: str | None) -> Mapping[str, Any]:
    return {"wsgi.input_terminated": True} if length is None else {"CONTENT_LENGTH": length}


def _headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    keys = {name: name.upper().replace("-", "_") for name in headers}
    return {
        key if key == "CONTENT_TYPE" else f"HTTP_{key}": headers[name]
        for name, key in keys.items()
        if key != "CONTENT_LENGTH"
    }
