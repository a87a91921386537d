"""Where the page is. What answers, Jinja's templates included, is loaded when it is first opened.

There are two routes for Flask, and the rest in ``routes``: to make a route takes Werkzeug half a
millisecond, which the start of every mock would pay for each.
"""

from flask import Blueprint, Response

from mock_redox.core.errors import Misuse

blueprint = Blueprint("page", __name__, url_prefix="/__mock__")

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Mock-Redox": "1",
}
"""Nothing runs that does not come as a file from here, whatever a client sent."""


@blueprint.get("/", endpoint="home", defaults={"path": ""})
@blueprint.route("/page/<path:path>", methods=["GET", "POST"])
def page(path: str) -> Response:
    """The page, or a part of it."""
    from mock_redox.web.page.routes import answer

    return answer(path)


@blueprint.errorhandler(Misuse)
def misuse(error: Misuse) -> Response:
    """What was wrong, where, and how to mend it: as a notice, or as a page."""
    from mock_redox.web.page.pages import refusal

    return refusal(error)


@blueprint.after_request
def guarded(response: Response) -> Response:
    response.headers.extend(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
