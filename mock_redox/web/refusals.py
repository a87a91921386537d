"""What Redox answers to paths and verbs it does not have, with the meant one in the journal.

403 and 404 share one documented explanation: no POST, no destination, or no event type
(data-models.md 5.1). Which of them is sent when is not known, so both are settings; so is the
answer to a message that lacks destination or event type.
"""

import re

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from mock_redox.core.errors import Explanation
from mock_redox.core.failures.model import TEXT
from mock_redox.core.nearest import nearest
from mock_redox.core.settings import ALIAS_PATH
from mock_redox.web import bugs, current
from mock_redox.web.control.blueprint import no_such_operation
from mock_redox.web.paths import CONTROL

_FLASK = re.compile(r"<(?:\w+:)?(\w+)>")
"""A part of a path that may be anything, as Flask writes it."""


def unknown_path() -> Response:
    """The answer to a path that Redox does not have."""
    known = _paths()
    near = nearest(request.path, known)
    current.note().explanation = Explanation(
        "request.path_unknown", f"{request.method} {request.path}",
        f"{near}, as it seems" if near else f"one of {', '.join(known)}",
        _advice(request.path),
    )  # fmt: skip
    return Response(
        "Not Found", current.redox().settings.now.unknown_path_status, content_type=TEXT
    )


def _advice(path: str) -> str:
    if path.startswith(("/fhir", "/platform", "/upload", "/mcp", "/.well-known")):
        return "Redox has this, but the mock does not emulate it yet; see docs/fidelity.md"
    return "correct the path; letters are case-sensitive, and no slash stands at the end"


def wrong_method() -> Response:
    """The answer to another verb than POST."""
    current.note().explanation = Explanation(
        "request.method_wrong", f"{request.method} {request.path}", f"POST {request.path}",
        "every call to Redox's data and token endpoints is a POST",
    )  # fmt: skip
    return Response(
        "Forbidden", current.redox().settings.now.wrong_method_status, content_type=TEXT
    )


def any_http_error(error: HTTPException) -> Response:
    """Werkzeug's own refusals in Redox's manner; under ``/__mock__`` in the control API's."""
    if request.path.startswith(CONTROL) and error.code in (404, 405):
        return no_such_operation(error.code, getattr(error, "valid_methods", None))
    off = request.path == ALIAS_PATH and not current.redox().settings.now.oauth_token_alias
    if error.code == 404 or (error.code == 405 and off):
        return unknown_path()
    if error.code == 405:
        return wrong_method()
    current.note().reason = error.description or ""
    return Response(error.name, error.code or 400, content_type=TEXT)


def any_other_error(error: Exception) -> Response:
    """A fault of the mock."""
    answer = bugs.told(error, current.note())
    return Response(answer.body, answer.status, answer.headers)


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, any_http_error)
    app.register_error_handler(Exception, any_other_error)


def _paths() -> list[str]:
    rules = current_app.url_map.iter_rules()
    hidden = (CONTROL, ALIAS_PATH)
    paths = {rule.rule for rule in rules if not rule.rule.startswith(hidden)}
    return sorted(_FLASK.sub(r"{\1}", path) for path in paths)
