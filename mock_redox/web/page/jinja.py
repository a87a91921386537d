"""The templates, and what they may use."""

import json
import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from mock_redox import __version__
from mock_redox.core import redaction
from mock_redox.web.page.files import address

_TEMPLATES = Path(__file__).with_name("templates")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What HTML can't hold, and what hides text or turns its direction."""
_CLAIMS = {"alg", "aud", "exp", "iat", "iss", "jti", "kid", "nbf", "sub", "typ"}


@cache
def environment() -> Environment:
    """Jinja with everything that the templates use."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES), trim_blocks=True, lstrip_blocks=True,
        autoescape=select_autoescape(["html.j2"]),  # snippets are no HTML before they are shown
        undefined=StrictUndefined, finalize=visible, auto_reload=False,
    )  # fmt: skip
    made.globals |= {"version": __version__, "do": action, "static": address}
    made.filters |= {"clock_time": _clock_time, "plain_time": plain_time, "day": _day}
    made.filters |= {"quoted": json.dumps, "sentence": _sentence, "for_shell": shlex.quote}
    made.filters |= {"shown_url": redaction.url}
    return made


def render(template: str, **context: Any) -> str:
    return environment().get_template(f"{template}.html.j2").render(**context)


def visible(value: object) -> object:
    """Text from outside, so that all of it is seen. Jinja escapes it afterwards."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", value)
    return value


def action(name: str, area: str, /, **fixed: str) -> str:
    """The URL that carries out an operation of the control API and comes back to an area."""
    return f"/__mock__/page/do/{name}?{urlencode({'area': area, **fixed})}"


def plain_time(text: str) -> str:
    """Date and time to the second, for people; of what ``iso`` wrote."""
    return f"{text[:10]} {text[11:19]}"


def _day(text: str) -> str:
    return text[:10]


def _clock_time(text: str) -> str:
    """The time of day."""
    return text[11:23]


def _sentence(text: str) -> str:
    """With a capital at its beginning, unless a name is there: those are written as they are."""
    first = text.split(" ", 1)[0]
    is_name = first in _CLAIMS or "_" in first or "-" in first
    return text if is_name else text[:1].upper() + text[1:]
