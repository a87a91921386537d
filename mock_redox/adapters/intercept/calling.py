"""A call of the app as a server would make it, but with a request that never left this process."""

import sys
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes, urlsplit
from wsgiref.types import WSGIApplication, WSGIEnvironment

from mock_redox.web.claiming import HANG_UP, WAIT


class Request(NamedTuple):
    """What comes, whoever sends it; and what its library does where the network would fail.

    Attributes:
        wait: lets so many seconds pass before the answer, or gives up as the caller would.
        hang_up: raises what the caller gets of a connection that ends without an answer.
    """

    method: str
    url: str
    headers: Iterable[tuple[str, str]]
    body: bytes
    wait: Callable[[float], None]
    hang_up: Callable[[], None]


def answer(app: WSGIApplication, request: Request) -> tuple[int, list[tuple[str, str]], bytes]:
    """Call the app with a plain environ, which is quicker than Werkzeug's test client."""
    begun: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        begun[:] = [int(status[:3]), headers]

    chunks = app(_environ(request), start)
    try:
        body = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    return begun[0], begun[1], body


def _environ(request: Request) -> WSGIEnvironment:
    parts = urlsplit(request.url)
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": parts.netloc.rpartition("@")[2],
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(request.body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        HANG_UP: request.hang_up,
        WAIT: request.wait,
    }
    seen: set[str] = set()
    for name, value in request.headers:
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_LENGTH", "TRANSFER_ENCODING"):
            key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
            environ[key] = f"{environ[key]},{value}" if key in seen else value
            seen.add(key)
    return environ
