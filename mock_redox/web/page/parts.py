"""Parts of a page, which htmx puts into the one that is open."""

import hashlib
import re
from typing import Any

from flask import Response, request
from markupsafe import Markup

from mock_redox.web import current
from mock_redox.web.page.jinja import render

_TICKS = re.compile(r'<(time|progress) data-(now|until)="([^"]*)"[^>]*>[^<]*</\1>')
"""What the page itself counts on, second by second."""


def html(text: str, status: int = 200) -> Response:
    raw = text.encode("utf-8", "replace")
    return Response(raw, status, content_type="text/html; charset=utf-8")


def by_htmx() -> bool:
    """Whether a part of the page is wanted, to be put into the one that is open."""
    return "HX-Request" in request.headers


def polled(name: str, template: str, **context: Any) -> str:
    """A part that the page asks for again and again; see ``fresh``."""
    text = render(template, **context)
    inner = Markup(text)  # noqa: S704
    return render("parts/polled", name=name, version=_version(text), inner=inner)


def fresh(text: str) -> Response:
    """The part, or 204 if the page has it already."""
    have = request.args.get("have", "")
    return Response(status=204) if have and f'data-version="{have}"' in text[:400] else html(text)


def notice(text: str, kind: str = "done", **more: Any) -> str:
    """A line at the foot of the page, in a region that screen readers tell of."""
    return render("parts/notice", text=text, kind=kind, **{"secret": None, "link": None, **more})


def _version(text: str) -> str:
    """What tells whether a text differs from another, apart from time that passes."""
    settled = _TICKS.sub(lambda found: found[3] if found[2] == "until" else "", text)
    whole = (settled + _clock_key()).encode("utf-8", "replace")
    return hashlib.sha256(whole).hexdigest()[:12]


def _clock_key() -> str:
    """The same for as long as nobody moves the clock, so that the page can count by itself."""
    clock = current.redox().clock
    drift = clock.now().timestamp() - clock.rate * clock.wall().timestamp()
    return f"{clock.rate} {drift:.0f}" if clock.rate <= 1000 else f"{clock.rate}"
