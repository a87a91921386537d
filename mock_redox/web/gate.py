"""Round every request: reads it, has it answered, and journals what came and what went."""

import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from mock_redox.core.failures.model import TEXT
from mock_redox.core.redox import Redox
from mock_redox.web import bugs
from mock_redox.web.answers import Answer, answer_of
from mock_redox.web.claiming import claim, hang_up, may_fail, wait
from mock_redox.web.current import redox_of
from mock_redox.web.direct import DIRECT
from mock_redox.web.disturbing import DROPPED, disturbed, instead
from mock_redox.web.guarding import Guard
from mock_redox.web.journaling import journal
from mock_redox.web.note import KEY, Note
from mock_redox.web.paths import is_control
from mock_redox.web.reading import noted, read

ICON = "/favicon.ico"


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
        note = environ[KEY] = noted(environ)
        whole = read(environ, note, redox)
        control = is_control(note.path)
        if control:
            note.refusal = self._guard.answer(environ, redox.settings.now)
        elif may_fail(redox, note):
            claim(redox, note)
        with self._turn:
            note.at, note.wall = redox.clock.now(), redox.clock.wall()
            answer = self._answer(environ, note, redox) if whole else _too_large()
            if not control:
                journal(note, redox, answer, time.perf_counter() - begun)
        if note.forced is not None and note.forced.applied and note.forced.delay:
            wait(environ, note.forced.delay)
        if answer is DROPPED:
            hang_up(environ)
        start_response(answer.status or "500 Dropped", answer.headers)
        return [answer.body]

    def _is_for_browsers(self, environ: WSGIEnvironment) -> bool:
        """Whether there is a page, for which a browser asks so by itself: that is no exchange."""
        return environ["REQUEST_METHOD"] == "GET" and "page" in self._app.blueprints

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
        """Directly where that is possible."""
        direct = DIRECT.get((note.method, note.path))
        if direct is None:
            return self._pass_on(environ)
        try:
            return direct(redox, note)
        except Exception as error:
            return bugs.told(error, note)

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


def _too_large() -> Answer:
    """413 is documented, its body is not (platform.md C)."""
    return answer_of(413, TEXT, b"Payload Too Large")
