"""Styles and scripts, as they are in the package."""

from functools import cache
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
    """A file by its plain name; under its ``address`` a browser keeps it for good.

    Raises:
        Unknown: there is none.
    """
    if name not in _known():
        raise Unknown(f"no file {name!r:.60}")
    raw, mark = _read(name)
    answer = Response(raw, content_type=_KINDS[Path(name).suffix])
    kept = request.args.get("v") == mark
    answer.headers["Cache-Control"] = "max-age=31536000, immutable" if kept else "no-cache"
    answer.set_etag(mark)
    answer.make_conditional(request)
    return answer


def address(name: str) -> str:
    """The URL of a file, which is another when the file is."""
    return f"/__mock__/page/static/{name}?v={_read(name)[1]}"


def text(name: str) -> str:
    """The content of a file."""
    return _read(name)[0].decode("utf-8")


@cache
def _known() -> frozenset[str]:
    return frozenset(each.name for each in _STATIC.iterdir() if each.suffix in _KINDS)


@cache
def _read(name: str) -> tuple[bytes, str]:
    """The content, and what tells it from others."""
    raw = (_STATIC / name).read_bytes()
    return raw, sha256(raw).hexdigest()[:12]
