"""What a browser gets that has no control token: a form that asks for it.

It needs nothing but itself, since the files of the page are not for everybody either.
"""

from base64 import b64encode
from hashlib import sha256

from mock_redox.web.page.files import text
from mock_redox.web.page.jinja import render

_STYLE = text("tokens.css") + text("door.css")
_HASH = b64encode(sha256(_STYLE.encode()).digest()).decode()
HEADERS = (
    ("Content-Security-Policy", f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; "
     "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
)  # fmt: skip


def opened(page: str, rest: list[tuple[str, str]], *, wrong: bool) -> bytes:
    """The form, as HTML.

    Args:
        page: the address to which it leads.
        rest: the query of that, to which the token is added.
        wrong: a token came, but another one.
    """
    shown = render("door", style=_STYLE, page=page, rest=rest, wrong=wrong)
    return shown.encode("utf-8", "replace")
