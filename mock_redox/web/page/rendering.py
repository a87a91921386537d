"""Templates, and the answers that are made of them: a whole page, or a part of one for htmx."""

import hashlib
import json
import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from mock_redox import __version__
from mock_redox.core.errors import Misuse, Unknown, dotted
from mock_redox.web.page import heads
from mock_redox.web.page.files import address

_TEMPLATES = Path(__file__).with_name("templates")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What HTML can't hold, and what hides text or turns its direction."""
_TICKS = re.compile(r'<(time|progress) data-(now|until)="([^"]*)"[^>]*>[^<]*</\1>')
"""What the page itself counts on, second by second."""


def visible(value: object) -> object:
    """Text from outside, so that all of it is seen. Jinja escapes it afterwards."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", value)
    return value


@cache
def environment() -> Environment:
    """Jinja with everything that the templates use."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES), trim_blocks=True, lstrip_blocks=True,
        autoescape=select_autoescape(["html.j2"]),  # snippets are no HTML before they are shown
        undefined=StrictUndefined, finalize=visible, auto_reload=False,
    )  # fmt: skip
    made.globals |= {"version": __version__, "do": action, "static": address}
    made.filters |= {"clock_time": _clock_time, "plain_time": _plain_time}
    made.filters |= {"quoted": json.dumps, "sentence": _sentence, "for_shell": shlex.quote}
    return made


def render(template: str, **context: Any) -> str:
    return environment().get_template(f"{template}.html.j2").render(**context)


def whole(here: str, template: str, **context: Any) -> Response:
    """A page with its head."""
    return html(render(template, head=heads.part(here), **context))


def html(text: str, status: int = 200) -> Response:
    raw = text.encode("utf-8", "replace")
    return Response(raw, status, content_type="text/html; charset=utf-8")


def by_htmx() -> bool:
    """Whether a part of the page is wanted, to be put into the one that is open."""
    return "HX-Request" in request.headers


def unchanged_or(text: str, clock: str = "") -> tuple[str, str]:
    """The text, and what tells whether it differs from another, apart from time that passes."""
    settled = _TICKS.sub(lambda found: found[3] if found[2] == "until" else "", text) + clock
    return text, hashlib.sha256(settled.encode("utf-8", "replace")).hexdigest()[:12]


def polled(name: str, template: str, **context: Any) -> str:
    """A part that the page asks for again and again; see ``fresh``."""
    text, version = unchanged_or(render(template, **context), heads.clock_key())
    return render("parts/polled", name=name, version=version, inner=Markup(text))  # noqa: S704


def fresh(text: str) -> Response:
    """The part, or 204 if the page has it already."""
    have = request.args.get("have", "")
    return Response(status=204) if have and f'data-version="{have}"' in text[:400] else html(text)


def notice(text: str, kind: str = "done", **more: Any) -> str:
    """A line at the foot of the page, in a region that screen readers tell of."""
    return render("parts/notice", text=text, kind=kind, **{"secret": None, "link": None, **more})


def back_to(area: str) -> Response:
    """For browsers that run no script."""
    address = {key: url for key, _, url in heads.AREAS}[area]
    return redirect(address, 303)  # type: ignore[return-value]


def refusal(error: Misuse) -> Response:
    status = 404 if isinstance(error, Unknown) else 422
    where = dotted(error.path)
    text = f"{where}: {error.problem}" if where else error.problem
    if not by_htmx():
        return html(render("error", head=heads.part(""), problem=text), status)
    answer = html(notice(text, "refused"), status)
    answer.headers["HX-Reswap"] = "none"
    return answer


def action(name: str, area: str, /, **fixed: str) -> str:
    """The URL that carries out an operation of the control API and comes back to an area."""
    return f"/__mock__/page/do/{name}?{urlencode({'area': area, **fixed})}"


def _clock_time(text: str) -> str:
    """The time of day, of what ``iso`` wrote."""
    return text[11:23]


def _plain_time(text: str) -> str:
    """Date and time to the second, for people."""
    return f"{text[:10]} {text[11:19]}"


def _sentence(text: str) -> str:
    """With a capital at its beginning."""
    return text[:1].upper() + text[1:]
