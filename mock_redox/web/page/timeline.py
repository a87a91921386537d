"""The timeline: the journal, newest first, narrowed and searched here and not in the browser."""

from dataclasses import replace
from typing import Any, cast, get_args
from urllib.parse import urlencode

from flask import Response, request

from mock_redox.core.journal import Direction, Outcome, Query
from mock_redox.web import current
from mock_redox.web.page.jinja import render
from mock_redox.web.page.live import Live
from mock_redox.web.page.pages import whole as whole_page
from mock_redox.web.page.parts import html
from mock_redox.web.page.rows import WORDS, row
from mock_redox.web.streams import STREAM

PAGE = 100
"""Rows that come at once."""
_RETRY = 1000
"""Milliseconds after which a browser asks again where a stream ends at once."""


def whole() -> Response:
    return whole_page("timeline", "timeline", **listed(asked()), detail=None)


def rows() -> Response:
    """The list as the filter wants it, or older rows at its end."""
    query = asked()
    answer = html(render("timeline/list", **listed(query)))
    if query.before is None:
        narrowed = urlencode(given(query))
        answer.headers["HX-Replace-Url"] = f"/__mock__/{'?' + narrowed if narrowed else ''}"
    return answer


def events() -> Response:
    """What is new, as server-sent events.

    A server that can goes on with the stream, see ``streams``; with others it ends at once, and the
    browser asks again after a moment: with the number of the last one, so that it misses none.
    """
    seen = request.headers.get("Last-Event-ID") or request.args.get("seen", "")
    redox = current.redox()
    live = Live(redox.journal, asked(), int(seen) if _is_number(seen) else redox.journal.newest)
    streams = request.environ.get(STREAM)
    if streams is not None:
        streams.append(live)
    body = f"retry: {_RETRY}\n\n".encode() + live.next()
    return Response(body, content_type="text/event-stream; charset=utf-8")


def asked() -> Query:
    """What the filter says; what it can't mean does not narrow."""
    args = request.args
    before, outcome, direction = (args.get(each, "") for each in ("before", "outcome", "direction"))
    return Query(
        text=args.get("text", "").strip()[:200] or None,
        path=args.get("path", "").strip()[:200] or None,
        outcome=cast(Outcome, outcome) if outcome in get_args(Outcome) else None,
        direction=cast(Direction, direction) if direction in get_args(Direction) else None,
        before=int(before) if _is_number(before) else None,
    )


def given(query: Query) -> dict[str, str]:
    """The same as parameters of a URL."""
    names = ("text", "path", "outcome", "direction")
    return {name: value for name in names if (value := getattr(query, name))}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16


def listed(query: Query) -> dict[str, Any]:
    journal = current.redox().journal
    newest = journal.newest
    found = journal.find(replace(query, limit=PAGE + 1))
    shown = [row(each) for each in reversed(found)][:PAGE]
    narrowed = given(query)
    more = len(found) > PAGE
    return {
        "rows": shown,
        "first_page": query.before is None,
        "older": urlencode({**narrowed, "before": shown[-1].id}) if more else "",
        "stream": urlencode({**narrowed, "seen": newest}),
        "filter": query,
        "narrowed": bool(narrowed),
        "kept": len(journal),
        "dropped": journal.dropped,
        "words": WORDS,
    }
