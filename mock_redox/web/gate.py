"""Round every request: reads the body within its limit, and journals what came and what went."""

import contextlib
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from io import BytesIO
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wsgi import get_input_stream

from mock_redox.core.errors import Explanation
from mock_redox.core.journal import Headers
from mock_redox.core.redox import Redox
from mock_redox.web.current import KEY, Note, redox_of
from mock_redox.web.direct import DIRECT, Answer

CONTROL = "/__mock__"
CONTROL_LIMIT = 50_000_000
API_PATHS = ("/endpoint", "/query")


class Gate:
    """WSGI round the app. What happens under ``/__mock__`` is not an exchange with Redox."""

    def __init__(self, app: Flask, turn: AbstractContextManager[object]) -> None:
        self._app = app
        self._turn = turn
        self._inner: WSGIApplication = app.wsgi_app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        redox, begun = redox_of(self._app), time.perf_counter()
        note = environ[KEY] = Note(base=_base(environ))
        whole = self._read(environ, note, redox)
        with self._turn:
            at = redox.clock.now()
            answer = self._answer(environ, note, redox) if whole else _too_large()
            if not environ.get("PATH_INFO", "").startswith(CONTROL):
                redox.journal.add(
                    at=at,
                    took=time.perf_counter() - begun,
                    status=int(answer.status[:3]),
                    response_headers=tuple(answer.headers),
                    response_body=answer.body,
                    outcome="refused" if answer.status >= "4" else "ok",
                    **_request(environ, note),
                )
        start_response(answer.status, answer.headers)
        return [answer.body]

    def _answer(self, environ: WSGIEnvironment, note: Note, redox: Redox) -> Answer:
        """Directly where that is possible; a bug in it goes the long way, where it is told."""
        direct = DIRECT.get((environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")))
        if direct:
            with contextlib.suppress(Exception):
                return direct(redox, note, environ.get("CONTENT_TYPE"))
        return self._pass_on(environ)

    def _read(self, environ: WSGIEnvironment, note: Note, redox: Redox) -> bool:
        limit = body_limit(redox, environ.get("PATH_INFO", ""))
        try:
            note.body = _body(environ, limit)
        except RequestEntityTooLarge:
            note.explanation = Explanation(
                "limit.too_large", f"a body of {environ.get('CONTENT_LENGTH') or 'more'} bytes",
                f"at most {limit} bytes", "send less, or raise max_body or max_other_body",
            )  # fmt: skip
            return False
        except (ClientDisconnected, OSError, ValueError):
            note.reason = "the body ended early or its framing is broken"
        environ["wsgi.input"] = BytesIO(note.body)
        environ["CONTENT_LENGTH"] = str(len(note.body))
        return True

    def _pass_on(self, environ: WSGIEnvironment) -> Answer:
        answer: list[Any] = []

        def capture(status: str, headers: Any, exc_info: Any = None) -> Any:
            answer[:] = [status, headers]

        result = self._inner(environ, capture)
        try:
            body = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        return Answer(answer[0], list(answer[1]), body)


def _body(environ: WSGIEnvironment, limit: int) -> bytes:
    """The body. Werkzeug's stream knows all ways to have one; a plain length needs none of it.

    Raises:
        RequestEntityTooLarge: it is longer than the limit.
        ClientDisconnected: it ends early.
    """
    length, source = environ.get("CONTENT_LENGTH") or "", environ["wsgi.input"]
    if length.isascii() and length.isdigit() and len(length) < 20 and int(length) <= limit:
        body: bytes = source.read(int(length))
        if len(body) < int(length):
            raise ClientDisconnected
        return body
    body = get_input_stream(environ, max_content_length=limit).read()
    # Of a chunked body Werkzeug reads as much as the limit, whether or not more follows.
    if "wsgi.input_terminated" in environ and len(body) == limit and source.read(1):
        raise RequestEntityTooLarge
    return body


def body_limit(redox: Redox, path: str) -> int:
    """Bytes that a body to this path may have."""
    if path.startswith(CONTROL):
        return CONTROL_LIMIT  # no setting may lock out the way to change it
    limits = redox.settings.now
    return limits.max_body if path in API_PATHS else limits.max_other_body


def may_wait(redox: Redox, method: str, path: str) -> bool:
    """Whether the answer may take somebody else's time: all but tokens for keys that are here."""
    return (method, path) not in DIRECT or redox.auth.clients.fetches


def _too_large() -> Answer:
    """413 is documented, its body is not (platform.md C)."""
    body = b"Payload Too Large"
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    return Answer("413 Payload Too Large", headers, body)


def _base(environ: WSGIEnvironment) -> str:
    """The URL under which the mock was reached. Werkzeug's way to it costs a tenth of a call."""
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    scheme = environ.get("wsgi.url_scheme", "http")
    return f"{scheme}://{host.removesuffix(':443' if scheme == 'https' else ':80')}"


def _request(environ: WSGIEnvironment, note: Note) -> dict[str, Any]:
    """What the journal keeps of a request, and of what was thought about it."""
    path, query = _path(environ), environ.get("QUERY_STRING")
    return {
        "direction": "in",
        "method": environ["REQUEST_METHOD"],
        "url": f"{note.base}{path}?{query}" if query else note.base + path,
        "path": path,
        "request_headers": _headers(environ),
        "request_body": note.body,
        "client": note.client,
        "reason": note.reason,
        "explanation": note.explanation,
    }


def _path(environ: WSGIEnvironment) -> str:
    """WSGI hands the bytes of a path over as Latin-1."""
    path: str = environ.get("PATH_INFO") or "/"
    return path if path.isascii() else path.encode("latin-1", "replace").decode("utf-8", "replace")


def _headers(environ: WSGIEnvironment) -> Headers:
    found = [
        (name[5:].replace("_", "-").lower(), value)
        for name, value in environ.items()
        if name.startswith("HTTP_") and isinstance(value, str)
    ]
    if environ.get("CONTENT_TYPE"):
        found.append(("content-type", environ["CONTENT_TYPE"]))
    return tuple(found)
