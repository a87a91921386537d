"""Styles and scripts, as they are in the package."""

from hashlib import sha256
from pathlib import Path

from flask import Response, request

from mock_redox.core.errors import Unknown

_STATIC = Path(__file__).with_name("static")
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


def static(name: str) -> Response:
    """A file by its plain name; the browser asks each time whether it is still the same.

    Raises:
        Unknown: there is none.
    """
    known = {each.name: each for each in _STATIC.iterdir() if each.suffix in _KINDS}
    if name not in known:
        raise Unknown(f"no file {name!r:.60}")
    raw = known[name].read_bytes()
    answer = Response(raw, content_type=_KINDS[known[name].suffix])
    answer.headers["Cache-Control"] = "no-cache"
    answer.set_etag(sha256(raw).hexdigest()[:16])
    answer.make_conditional(request)
    return answer
