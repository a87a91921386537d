"""Routes of the page. What answers them, Jinja's templates included, is loaded when first asked."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from flask import Blueprint, Response

from mock_redox.core.errors import Misuse

blueprint = Blueprint("page", __name__, url_prefix="/__mock__")

ROUTES = {
    "GET /": "timeline.whole",
    "GET /page/rows": "timeline.rows",
    "GET /page/events": "timeline.events",
    "GET /page/exchanges/<number>": "exchanges.one",
    "GET /page/exchanges/<number>/export/<form>": "exchanges.taken_out",
    "GET /page/<any(tokens,destinations,failures,clock):area>": "areas.whole",
    "GET /page/live/<any(tokens,destinations,failures,clock):area>": "areas.live",
    "GET /page/send": "sending.whole",
    "GET /page/send/events": "sending.events",
    "POST /page/send/preview": "sending.preview",
    "POST /page/send": "sending.send",
    "POST /page/send/story": "sending.story",
    "GET /page/setup": "setting_up.whole",
    "GET /page/head/<here>": "heads.live",
    "POST /page/destinations/save": "areas.save_destination",
    "POST /page/do/<name>": "doing.do",
    "GET /page/static/<name>": "files.static",
}
"""Verb and path to a function of a module beside this one."""

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Mock-Redox": "1",
}
"""Nothing runs that does not come as a file from here, whatever a client sent."""


def _view(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(".")

    def view(**path: str) -> Any:
        return getattr(import_module(f"mock_redox.web.page.{module}"), function)(**path)

    return view


@blueprint.errorhandler(Misuse)
def misuse(error: Misuse) -> Response:
    """What was wrong, where, and how to mend it: as a notice, or as a page."""
    from mock_redox.web.page.rendering import refusal

    return refusal(error)


@blueprint.after_request
def guarded(response: Response) -> Response:
    response.headers.extend(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


for _rule, _name in ROUTES.items():
    _method, _, _path = _rule.partition(" ")
    blueprint.add_url_rule(
        _path, endpoint=_name.replace(".", "_"), view_func=_view(_name), methods=[_method]
    )
