"""Answers without WSGI, without Flask and without a thread, for servers that can do so.

Tokens are what every client asks for first and most often. So a server may ask here before it hands
a request on; and it can answer these while the rest is still being loaded.
"""

import json
import time
from contextlib import AbstractContextManager

from mock_redox.core.redox import Redox
from mock_redox.web import bugs
from mock_redox.web.answers import OURS, Answer, answer_of
from mock_redox.web.claiming import may_fail
from mock_redox.web.direct import DIRECT
from mock_redox.web.journaling import journal
from mock_redox.web.note import MustWait, Note
from mock_redox.web.paths import CONTROL

LIVE = {"live": True}
"""That the process answers: probes ask for nothing else, over and over."""
_ASKED = ("GET", f"{CONTROL}/health/live")


class AtOnce:
    """A short way past the gate, for what can't take anybody's time; to an app with a control API.

    Args:
        redox: who answers.
        turn: entered while a request is thought about, as in ``create_app``.
    """

    def __init__(self, redox: Redox, turn: AbstractContextManager[object]) -> None:
        self._redox = redox
        self._turn = turn

    def answer(self, note: Note) -> Answer | None:
        """The answer to tokens for keys that are here, and to whether the mock lives.

        None where the request has to come the long way: it may take somebody else's time, or it is
        to meet a failure. Nothing was done then.
        """
        redox, begun = self._redox, time.perf_counter()
        if (note.method, note.path) == _ASKED:
            return _live()  # no exchange with Redox, and never to fail
        direct = DIRECT.get((note.method, note.path))
        if direct is None or may_fail(redox, note):
            return None
        note.at_once = True
        with self._turn:
            if redox.auth.clients.fetches:  # by now: a client may be registered meanwhile
                return None
            note.at, note.wall = redox.clock.now(), redox.clock.wall()
            try:
                answer = direct(redox, note)
            except MustWait:
                return None
            except Exception as error:
                answer = bugs.told(error, note)
            journal(note, redox, answer, time.perf_counter() - begun)
        return answer


def _live() -> Answer:
    answer = answer_of(200, "application/json", json.dumps(LIVE).encode())
    answer.headers.append(OURS)
    return answer
