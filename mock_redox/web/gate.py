"""Round every request: reads the body within its limit, and journals what came and what went."""

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
from mock_redox.core.failures.forced import HEADER
from mock_redox.core.journal import Headers
from mock_redox.core.redox import Redox
from mock_redox.web.claiming import FAIL_HEADER, claim, hang_up, wait
from mock_redox.web.current import KEY, Answer, MustWait, Note, redox_of
from mock_redox.web.direct import DIRECT
from mock_redox.web.disturbing import DROPPED, disturbed, instead
from mock_redox.web.guarding import Guard

CONTROL = "/__mock__"
ICON = "/favicon.ico"
CONTROL_LIMIT = 50_000_000
MAY_NOT_WAIT = "mock_redox.may_not_wait"
"""In a WSGI environ: the caller has no thread to spare for this request."""
API_PATHS = ("/endpoint", "/query")


class Gate:
    """WSGI round the app. What happens under ``/__mock__`` is not an exchange with Redox."""

    def __init__(self, app: Flask, turn: AbstractContextManager[object], guard: Guard) -> None:
        self._app = app
        self._turn = turn
        self._guard = guard
        self._inner: WSGIApplication = app.wsgi_app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == ICON and self._is_for_browsers(environ):
            start_response("204 No Content", [("Cache-Control", "max-age=86400")])
            return []
        redox, begun = redox_of(self._app), time.perf_counter()
        note = environ[KEY] = Note(base=_base(environ), may_wait=MAY_NOT_WAIT not in environ)
        whole = self._read(environ, note, redox)
        control = is_control(environ.get("PATH_INFO", ""))
        if control:
            note.refusal = self._guard.answer(environ, redox.settings.now)
        elif redox.failures.standing or FAIL_HEADER in environ:
            claim(redox, note, environ, _path(environ))
        with self._turn:
            note.at, note.wall = redox.clock.now(), redox.clock.wall()
            answer = self._answer(environ, note, redox) if whole else _too_large()
            if not control:
                self._journal(environ, note, redox, answer, time.perf_counter() - begun)
        if note.forced is not None and note.forced.applied and note.forced.delay:
            wait(environ, note.forced.delay)
        if answer is DROPPED:
            hang_up(environ)
        start_response(answer.status or "500 Dropped", answer.headers)
        return [answer.body]

    def _is_for_browsers(self, environ: WSGIEnvironment) -> bool:
        """Whether there is a page, for which a browser asks so by itself: that is no exchange."""
        return environ["REQUEST_METHOD"] == "GET" and "page" in self._app.blueprints

    def _journal(
        self, environ: WSGIEnvironment, note: Note, redox: Redox, answer: Answer, took: float
    ) -> None:
        forced = note.forced
        if forced is not None:
            forced.judge(note.explanation)
            redox.failures.settle(forced)
        if forced is not None and (forced.applied or forced.by == HEADER):
            note.reason = "; ".join(filter(None, (note.reason, forced.told)))
        dropped = answer is DROPPED
        redox.journal.add(
            at=note.at,
            wall=note.wall,
            took=took,
            status=None if dropped else int(answer.status[:3]),
            response_headers=tuple(answer.headers),
            response_body=answer.body,
            outcome="failed" if dropped else "refused" if answer.status >= "4" else "ok",
            forced=forced.failure.name if forced and forced.applied else None,
            **_request(environ, note),
        )

    def _answer(self, environ: WSGIEnvironment, note: Note, redox: Redox) -> Answer:
        """As Redox would, and then as the failure that is forced leaves it."""
        if note.refusal is not None:
            return note.refusal
        first = instead(redox, note)
        if first is not None:
            return first
        answer = self._answered(environ, note, redox)
        if note.forced is not None:  # perhaps only now, where the client asks for it
            answer = instead(redox, note) or disturbed(note, answer)
        return answer

    def _answered(self, environ: WSGIEnvironment, note: Note, redox: Redox) -> Answer:
        """Directly where that is possible; a bug in it goes the long way, where it is told."""
        direct = DIRECT.get((environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")))
        if direct:
            try:
                return direct(redox, note, environ.get("CONTENT_TYPE"))
            except MustWait:
                raise
            except Exception:  # noqa: S110  (the long way tells of it)
                pass
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


def is_control(path: str) -> bool:
    """Whether it leads to the control API: the router takes any number of slashes for the first."""
    return path.lstrip("/").startswith(CONTROL[1:])


def body_limit(redox: Redox, path: str) -> int:
    """Bytes that a body to this path may have."""
    if is_control(path):
        return CONTROL_LIMIT  # no setting may lock out the way to change it
    limits = redox.settings.now
    return limits.max_body if path in API_PATHS else limits.max_other_body


def may_wait(redox: Redox, method: str, path: str) -> bool:
    """Whether the answer may take somebody else's time: all but tokens for keys that are here."""
    return (method, path) not in DIRECT or redox.auth.clients.fetches or redox.failures.standing


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
    path, query = _path(environ), _as_text(environ.get("QUERY_STRING", ""))
    return {
        "direction": "in",
        "method": environ["REQUEST_METHOD"],
        "url": f"{note.base}{path}?{query}" if query else note.base + path,
        "path": path,
        "request_headers": _headers(environ, len(note.body)),
        "request_body": note.body,
        "client": note.client,
        "reason": note.reason,
        "explanation": note.explanation,
    }


def _path(environ: WSGIEnvironment) -> str:
    return _as_text(environ.get("PATH_INFO") or "/")


def _as_text(part: str) -> str:
    """WSGI hands the bytes of a URL over as Latin-1."""
    return part if part.isascii() else part.encode("latin-1", "replace").decode("utf-8", "replace")


def _headers(environ: WSGIEnvironment, read: int) -> Headers:
    """As they came; with the length of the body only where that is not what was read."""
    found = [
        (name[5:].replace("_", "-").lower(), value)
        for name, value in environ.items()
        if name.startswith("HTTP_") and isinstance(value, str)
    ]
    if environ.get("CONTENT_TYPE"):
        found.append(("content-type", environ["CONTENT_TYPE"]))
    if environ.get("CONTENT_LENGTH", str(read)) not in ("", str(read)):
        found.append(("content-length", environ["CONTENT_LENGTH"]))
    return tuple(found)
