"""What is to happen to a request, by the orders that stand or by its own header; and how."""

import json
import time
from wsgiref.types import WSGIEnvironment

from mock_redox.core.errors import Misuse
from mock_redox.core.failures.surfaces import surface_of
from mock_redox.core.redox import Redox
from mock_redox.web.answers import OURS, answer_of
from mock_redox.web.note import Note

FAIL_HEADER = "x-mock-redox-fail"

HANG_UP = "mock_redox.hang_up"
"""In a WSGI environ: ends the connection, without arguments. A server or transport puts it in."""

WAIT = "mock_redox.wait"
"""In a WSGI environ: waits so many seconds, where that is to be done otherwise than by sleeping."""


def may_fail(redox: Redox, note: Note) -> bool:
    """Whether anything asks for failures, so that one may be meant for this request."""
    return redox.failures.standing or note.header(FAIL_HEADER) is not None


def claim(redox: Redox, note: Note) -> None:
    """Note what is to happen to the request; a header that asks for nonsense is answered so."""
    surface = surface_of(note.path)
    if surface is None:
        return
    try:
        note.forced = redox.failures.claim(
            surface,
            note.path,
            lambda: redox.auth.callers(surface, note.body, note.header("authorization")),
            note.header(FAIL_HEADER),
        )
    except Misuse as wrong:
        problem = {"where": "X-Mock-Redox-Fail", "problem": wrong.problem}
        body = json.dumps({"error": problem}).encode()
        note.refusal = answer_of(422, "application/json", body)
        note.refusal.headers.append(OURS)
        note.reason = f"X-Mock-Redox-Fail: {wrong.problem}"


def wait(environ: WSGIEnvironment, seconds: float) -> None:
    """Let the time pass, as the transport does it."""
    environ.get(WAIT, time.sleep)(seconds)


def hang_up(environ: WSGIEnvironment) -> None:
    """End the connection without an answer.

    Raises:
        ConnectionResetError: there is no connection, as with a test client.
    """
    end = environ.get(HANG_UP)
    if end is None:
        raise ConnectionResetError("the mock was told to end the connection without an answer")
    end()
