"""``/endpoint`` and ``/query``: the Data Model API (data-models.md 2 to 5)."""

from flask import Blueprint, Response, g

from mock_redox.core.errors import BearerRefused, MessageRefused
from mock_redox.core.failures.model import JSON
from mock_redox.web import current
from mock_redox.web.answers import compact

blueprint = Blueprint("data_model", __name__)

_RECORDED = {
    "Cache-Control": "private, no-cache, no-store, must-revalidate",
    "Expires": "-1",
    "Pragma": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "deny",
    "Referrer-Policy": "same-origin",
}
"""Headers on recorded answers (platform.md B)."""


@blueprint.post("/endpoint")
@blueprint.post("/query")
def receive() -> Response:
    """A message or a query."""
    redox = current.redox()
    caller = g.caller = current.identify()
    reply = redox.data_model.receive(current.body(), caller)
    current.note().explanation = reply.explanation
    return _json(reply.status, reply.body)


@blueprint.errorhandler(BearerRefused)
def bearer_refused(error: BearerRefused) -> Response:
    """401 in plain text, without WWW-Authenticate (auth.md 4.2)."""
    current.note().explanation = error.explanation
    return Response(error.text, error.status, content_type="text/html; charset=utf-8")


@blueprint.errorhandler(MessageRefused)
def message_refused(error: MessageRefused) -> Response:
    """``Meta.Errors``."""
    current.note().explanation = error.explanation
    return _json(error.status, current.redox().data_model.refused(error, g.get("caller")))


def _json(status: int, body: object) -> Response:
    return Response(compact(body), status, _RECORDED, content_type=JSON)
