"""A WSGI app in this process (PEP 3333), called in the thread of the caller.

In that thread, because databases and transactions of a test often belong to it.
"""

import io
import sys
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication

from werkzeug.test import run_wsgi_app

from mock_redox.adapters.mounts.heads import CLIENT, crashed, headers, place
from mock_redox.core.ports import Answer, Outgoing


class WsgiHost:
    """Answers with what the app does. An app that hangs can't be stopped; it is late."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def answer(self, outgoing: Outgoing) -> Answer:
        pieces: list[bytes] = []
        try:
            body, status, head = run_wsgi_app(self._app, environ(outgoing))
            try:
                pieces.extend(body)
            finally:
                getattr(body, "close", lambda: None)()
            return Answer(
                status=int(status.split(None, 1)[0]), headers=tuple(head), body=b"".join(pieces)
            )
        except Exception as wrong:
            return crashed(wrong, begun=any(pieces))

    def close(self) -> None:
        """There is nothing to end."""


def environ(outgoing: Outgoing) -> dict[str, Any]:
    """The request as PEP 3333 wants it; header names as CGI writes them."""
    parts, host, port = place(outgoing.url)
    made: dict[str, Any] = {
        "REQUEST_METHOD": outgoing.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": CLIENT,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(outgoing.body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in headers(outgoing):
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        value = value.encode("latin-1", "replace").decode("latin-1")
        made[key] = f"{made[key]},{value}" if key in made else value
    return made
