"""Tokens, destinations, failures and clock: what each shows, as a page and as its live part."""

from collections.abc import Callable
from typing import Any

from flask import Response, request

from mock_redox.core.failures.catalogue import FAMILIES, failure, search
from mock_redox.core.redox import Redox
from mock_redox.core.setup import DestinationSpec
from mock_redox.core.sso.variants import VARIANTS
from mock_redox.core.times import iso
from mock_redox.core.webhooks.feeds import Feed
from mock_redox.web import current
from mock_redox.web.page.jinja import render
from mock_redox.web.page.pages import whole as whole_page
from mock_redox.web.page.parts import fresh, html, polled
from mock_redox.web.page.saying import names

MOST_TOKENS = 200
"""Tokens that are listed."""


def whole(area: str) -> Response:
    found = request.args.get("search", "").strip()[:200]
    more = {"families": FAMILIES, "found": search(found), "search": found}
    return whole_page(area, area, live=part(area), **(more if area == "failures" else {}))


def live(area: str) -> Response:
    """The part that changes, if it has changed."""
    return fresh(part(area))


def part(area: str) -> str:
    return polled(f"live/{area}", f"{area}/live", **CONTEXTS[area](current.redox()))


def failure_entry() -> Response:
    """What there is to know of a failure, and the form that switches it on; for when it is opened.

    Raises:
        Unknown: there is none of that name.
    """
    return html(
        render("failures/inside", each=failure(request.args.get("name", "")), names=names())
    )


def _tokens(redox: Redox) -> dict[str, Any]:
    names = {each.client_id: each.name for each in redox.auth.clients.all()}
    names |= {each.api_key: each.source.name for each in redox.auth.legacy.all()}
    alive = redox.auth.tokens.alive()
    shown = [
        {**each.as_json(), "name": names.get(each.grant.client) or ""}
        for each in alive[:MOST_TOKENS]
    ]
    lifetime = redox.settings.now.token_lifetime.total_seconds()
    return {"tokens": shown, "alive": len(alive), "lifetime": lifetime}


def _destinations(redox: Redox) -> dict[str, Any]:
    feeds = [_feed(redox, each) for each in redox.webhooks.queue.all()]
    known = [each.as_json() for each in redox.destinations.all()]
    own = [
        {**each, "feeds": [feed for feed in feeds if feed["destination"] == each["id"]]}
        for each in known
        if each["environment"] is not None
    ]
    return {
        "destinations": own,
        "public": [each for each in known if each["environment"] is None],
        "fields": DestinationSpec(),
        "sign_ons": list(VARIANTS),
    }


def _feed(redox: Redox, feed: Feed) -> dict[str, Any]:
    """With its first message, and what became of that at the last try."""
    first = next(iter(tuple(feed.waiting)), None)
    last = first.last if first else None
    return {
        **feed.as_json(),
        "first": first.event if first else None,
        "taken": iso(first.at) if first else None,
        "last": last.as_json() if last and not last.good else None,
    }


def _failures(redox: Redox) -> dict[str, Any]:
    return {"active": [each.as_json() for each in redox.failures.all()]}


def _clock(redox: Redox) -> dict[str, Any]:
    lifetime = redox.settings.now.token_lifetime.total_seconds()
    return {"clock": redox.clock.as_json(), "lifetime": lifetime}


CONTEXTS: dict[str, Callable[[Redox], dict[str, Any]]] = {
    "tokens": _tokens,
    "destinations": _destinations,
    "failures": _failures,
    "clock": _clock,
}
"""What the live part of each area shows."""
