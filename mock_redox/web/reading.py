"""Reads a request from a WSGI environ into a note; the body within its limit."""

from io import BytesIO
from wsgiref.types import WSGIEnvironment

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wsgi import get_input_stream

from mock_redox.core.errors import Explanation
from mock_redox.core.journal import Headers
from mock_redox.core.redox import Redox
from mock_redox.web.note import Note
from mock_redox.web.paths import as_text, base_of, body_limit


def noted(environ: WSGIEnvironment) -> Note:
    """All but the body, and the headers that depend on it."""
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    return Note(
        method=environ["REQUEST_METHOD"],
        path=as_text(environ.get("PATH_INFO") or "/"),
        query=as_text(environ.get("QUERY_STRING", "")),
        base=base_of(environ.get("wsgi.url_scheme", "http"), host),
        content_type=environ.get("CONTENT_TYPE"),
    )


def read(environ: WSGIEnvironment, note: Note, redox: Redox) -> bool:
    """Read the body into the note, and leave it in the environ; whether it is within its limit."""
    limit, fits = body_limit(redox, note.path), True
    try:
        note.body = _body(environ, limit)
    except RequestEntityTooLarge:
        fits = False
        size = environ.get("CONTENT_LENGTH") or f"more than {limit}"
        note.explanation = Explanation(
            "limit.too_large", f"a body of {size} bytes",
            f"at most {limit} bytes", "send less, or raise max_body or max_other_body",
        )  # fmt: skip
    except (ClientDisconnected, OSError, ValueError):
        note.reason = "the body ended early or its framing is broken"
    note.headers = _headers(environ, len(note.body))
    if fits:
        environ["wsgi.input"] = BytesIO(note.body)
        environ["CONTENT_LENGTH"] = str(len(note.body))
    return fits


def _body(environ: WSGIEnvironment, limit: int) -> bytes:
    """The body. Werkzeug's stream knows all ways to have one; a plain length needs none of it.

    Raises:
        RequestEntityTooLarge: it is longer than the limit.
        ClientDisconnected: it ends early.
    """
    length, source = environ.get("CONTENT_LENGTH") or "", environ["wsgi.input"]
    if length.isascii() and length.isdigit() and len(length) < 20 and int(length) <= limit:
        body: bytes = source.read(int(length))
        if len(body) < int(length):
            raise ClientDisconnected
        return body
    body = get_input_stream(environ, max_content_length=limit).read()
    # Of a chunked body Werkzeug reads as much as the limit, whether or not more follows.
    if "wsgi.input_terminated" in environ and len(body) == limit and source.read(1):
        raise RequestEntityTooLarge
    return body


def _headers(environ: WSGIEnvironment, read: int) -> Headers:
    """As they came; with the length of the body only where that is not what was read."""
    found = [
        (name[5:].replace("_", "-").lower(), value)
        for name, value in environ.items()
        if name.startswith("HTTP_") and isinstance(value, str)
    ]
    if environ.get("CONTENT_TYPE"):
        found.append(("content-type", environ["CONTENT_TYPE"]))
    if environ.get("CONTENT_LENGTH", str(read)) not in ("", str(read)):
        found.append(("content-length", environ["CONTENT_LENGTH"]))
    return tuple(found)
