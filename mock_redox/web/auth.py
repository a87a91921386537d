"""The token endpoints, new and legacy (auth.md 2 and 3)."""

from collections.abc import Callable

from flask import Blueprint, Response

from mock_redox.core.auth.login import LegacyKey
from mock_redox.core.errors import LegacyLoginRefused
from mock_redox.core.failures.forced import Forced
from mock_redox.core.failures.model import JSON
from mock_redox.core.settings import ALIAS_PATH, TOKEN_PATH
from mock_redox.web import current, direct
from mock_redox.web.answers import compact
from mock_redox.web.refusals import unknown_path

blueprint = Blueprint("auth", __name__)


@blueprint.post(TOKEN_PATH)
def token() -> Response:
    """The grant of an OAuth API key."""
    answer = direct.token(current.redox(), current.note())
    return Response(answer.body, answer.status, answer.headers)


@blueprint.post(ALIAS_PATH)
def token_of_2021() -> Response:
    """The address that Redox's demo app used in 2021, if the setting asks for it."""
    if not current.redox().settings.now.oauth_token_alias:
        return unknown_path()
    return token()


@blueprint.post("/auth/authenticate")
def authenticate() -> Response:
    """A legacy login."""
    return _answered(current.redox().auth.legacy.authenticate)


@blueprint.post("/auth/refreshToken")
def refresh() -> Response:
    """A legacy renewal."""
    return _answered(current.redox().auth.legacy.refresh)


def _answered(call: Callable[[bytes, Forced | None], tuple[LegacyKey, dict[str, str]]]) -> Response:
    note = current.note()
    key, answer = note.meet(lambda forced: call(note.body, forced))
    note.client = key.api_key
    return Response(compact(answer), 200, dict(direct.NO_STORE), content_type=JSON)


@blueprint.errorhandler(LegacyLoginRefused)
def login_refused(error: LegacyLoginRefused) -> Response:
    """Plain text, under the content type that Redox declares (auth.md 3.3, 11)."""
    current.note().explanation = error.explanation
    return Response(error.text, error.status, content_type=error.content_type)
