"""Whole pages, with their head; and the way back to one."""

from typing import Any

from flask import Response, redirect

from mock_redox.core.errors import Misuse, Unknown, dotted
from mock_redox.web.page import heads
from mock_redox.web.page.jinja import render
from mock_redox.web.page.parts import by_htmx, html, notice


def whole(here: str, template: str, **context: Any) -> Response:
    """A page with its head."""
    return html(render(template, head=heads.part(here), **context))


def back_to(area: str) -> Response:
    """For browsers that run no script."""
    address = {key: url for key, _, url in heads.AREAS}[area]
    return redirect(address, 303)  # type: ignore[return-value]


def refusal(error: Misuse) -> Response:
    """What was wrong, as a notice for the page that is open, or as a page."""
    status = 404 if isinstance(error, Unknown) else 422
    where = dotted(error.path)
    text = f"{where}: {error.problem}" if where else error.problem
    if not by_htmx():
        return html(render("error", head=heads.part(""), problem=text), status)
    answer = html(notice(text, "refused"), status)
    answer.headers["HX-Reswap"] = "none"
    return answer
