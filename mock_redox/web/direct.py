"""Answers that need nothing of Flask's request: the gate gives them without a dispatch.

Flask's way to a view and back costs more than proving an assertion does, and the token endpoint is
what every client calls. The views of the blueprints call the same functions, so that there is one
behaviour; only the way to it is shorter.
"""

import json
from collections.abc import Callable
from http import HTTPStatus

from mock_redox.core.errors import TokenRefused
from mock_redox.core.failures.model import JSON
from mock_redox.core.redox import Redox
from mock_redox.core.settings import TOKEN_PATH
from mock_redox.core.wording import ERROR_URI
from mock_redox.web.current import Answer, Note

Direct = Callable[[Redox, Note, str | None], Answer]
"""From the state, what the gate noted (the body among it) and the content type."""


def token(redox: Redox, note: Note, content_type: str | None) -> Answer:
    """The grant of an OAuth API key, or the three-field refusal of auth.md 2.5."""
    try:
        client, granted = note.meet(
            lambda forced: redox.auth.token(content_type, note.body, (note.base,), forced)
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


def answer_of(status: int, content_type: str, body: bytes) -> Answer:
    """An answer with no further headers."""
    headers = [("Content-Type", content_type), ("Content-Length", str(len(body)))]
    return Answer(_STATUS.get(status, f"{status} Refused"), headers, body)


def _json(status: int, value: object) -> Answer:
    body = json.dumps(value, separators=(",", ":")).encode()
    answer = answer_of(status, JSON, body)
    answer.headers.extend(NO_STORE)
    return answer


NO_STORE = (("Cache-Control", "no-store"), ("Pragma", "no-cache"))
_STATUS = {each.value: f"{each.value} {each.phrase}" for each in HTTPStatus}

DIRECT: dict[tuple[str, str], Direct] = {("POST", TOKEN_PATH): token}
"""By verb and path."""
