"""One exchange, with all that is known of it, and the forms in which it can be taken along."""

import json
from typing import Any, cast, get_args

from flask import Response

from mock_redox.core.errors import Unknown
from mock_redox.core.incidents.choice import Choice, Form
from mock_redox.core.journal import Exchange, Query
from mock_redox.core.redox import Redox
from mock_redox.web import current
from mock_redox.web.control.actions import exchange
from mock_redox.web.page.jinja import render
from mock_redox.web.page.pages import whole as whole_page
from mock_redox.web.page.parts import by_htmx, html
from mock_redox.web.page.rows import WORDS, event_of, row, took
from mock_redox.web.page.timeline import listed

_SHOWN = 200_000
"""Characters of a body that are shown; the rest can be exported."""


def one(number: str) -> Response:
    """An exchange, in its own part of the page or with the list beside it."""
    redox = current.redox()
    detail = told(redox, exchange(redox, number))
    if by_htmx():
        return html(render("timeline/detail", detail=detail))
    return whole_page("timeline", "timeline", **listed(Query()), detail=detail)


def taken_out(number: str, form: str) -> Response:
    """As a file: an incident, a test, HAR or curl.

    Raises:
        Misuse: no such exchange or form, or it can't have that form.
    """
    from mock_redox.core.incidents.exporting import export

    redox = current.redox()
    if form not in get_args(Form):
        raise Unknown(f"no form {form!r:.40}; there are {', '.join(get_args(Form))}")
    wanted = Choice(ids=(str(exchange(redox, number).id),))
    made = export(redox, cast(Form, form), wanted)
    raw = made.text.encode("utf-8", "replace")
    answer = Response(raw, content_type="text/plain; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=made.name)
    return answer


def told(redox: Redox, each: Exchange) -> dict[str, Any]:
    """What the detail shows."""
    known = each.as_json()
    delivery = redox.webhooks.outbox.of(each.id) if each.direction == "out" else None
    return {
        **known,
        "row": row(each),
        "word": WORDS[each.outcome],
        "event": event_of(each),
        "took": took(each.took),
        "why": known["explanation"],
        "problem": each.problem,
        "delivery": delivery.as_json() if delivery else None,
        "request": _side(cast(dict[str, Any], known["request"])),
        "response": _side(cast(dict[str, Any], known["response"])),
    }


def _side(side: dict[str, Any]) -> dict[str, Any]:
    body = pretty(str(side["body"]))
    cut = len(body) > _SHOWN
    return {"headers": side["headers"], "body": body[:_SHOWN], "cut": cut}


def pretty(text: str) -> str:
    """JSON with a line a value; all else as it is."""
    if text[:1] not in ("{", "["):
        return text
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text
