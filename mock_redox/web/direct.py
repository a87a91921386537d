"""Answers that need nothing of Flask's request: the gate gives them without a dispatch.

Flask's way to a view and back costs more than proving an assertion does, and the token endpoint is
what every client calls. The views of the blueprints call the same functions, so that there is one
behaviour; only the way to it is shorter.
"""

from collections.abc import Callable

from mock_redox.core.errors import TokenRefused
from mock_redox.core.failures.model import JSON
from mock_redox.core.redox import Redox
from mock_redox.core.settings import TOKEN_PATH
from mock_redox.core.wording import ERROR_URI
from mock_redox.web.answers import Answer, answer_of, compact
from mock_redox.web.note import Note

Direct = Callable[[Redox, Note], Answer]
"""From the state, and what the gate noted of the request."""


def token(redox: Redox, note: Note) -> Answer:
    """The grant of an OAuth API key, or the three-field refusal of auth.md 2.5."""
    try:
        client, granted = note.meet(
            lambda forced: redox.auth.token(note.content_type, note.body, (note.base,), forced)
        )
    except TokenRefused as error:
        note.explanation = error.explanation
        refused = {
            "error": "invalid_request",
            "error_description": error.text,
            "error_uri": ERROR_URI,
        }
        return _json(error.status, refused)
    note.client = client.client_id
    return _json(200, granted)


def _json(status: int, value: object) -> Answer:
    answer = answer_of(status, JSON, compact(value))
    answer.headers.extend(NO_STORE)
    return answer


NO_STORE = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))

DIRECT: dict[tuple[str, str], Direct] = {("POST", TOKEN_PATH): token}
"""By verb and path."""
