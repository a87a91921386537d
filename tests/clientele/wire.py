"""How the clients here reach Redox: into the mock's app without a socket, or over HTTP."""

from __future__ import annotations

import io
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.parse import urljoin, urlsplit

from mock_redox.web.claiming import HANG_UP, WAIT

REDIRECTS = (301, 302, 303, 307, 308)


class NoAnswer(Exception):
    """Redox did not answer, or not in time."""


@dataclass
class Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def in_process(app: Any) -> Any:
    """Calls of the app itself; quicker than any client library."""

    def send(
        method: str, url: str, headers: dict[str, str], body: bytes, timeout: float | None
    ) -> Answer:
        parts, got = urlsplit(url), []
        environ = {
            "REQUEST_METHOD": method, "PATH_INFO": parts.path, "QUERY_STRING": parts.query,
            "SERVER_NAME": parts.hostname, "SERVER_PORT": str(parts.port or 443),
            "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": parts.netloc,
            "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(), "wsgi.url_scheme": parts.scheme, "SCRIPT_NAME": "",
            "wsgi.version": (1, 0), "wsgi.multithread": True, "wsgi.multiprocess": False,
            "wsgi.run_once": False, HANG_UP: _hang_up, WAIT: _waiting(timeout),
        }  # fmt: skip
        for name, value in headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
        chunks = app(environ, lambda status, head, info=None: got.extend((status, head)))
        return Answer(int(got[0][:3]), {k.lower(): v for k, v in got[1]}, b"".join(chunks))

    return send


def _hang_up() -> None:
    raise NoAnswer("the connection ended")


def _waiting(timeout: float | None) -> Any:
    def wait(seconds: float) -> None:
        if timeout is not None and seconds >= timeout:
            raise NoAnswer(f"no answer in {timeout:g} s")
        time.sleep(seconds)

    return wait


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))


def by_urllib(
    method: str, url: str, headers: dict[str, str], body: bytes, timeout: float | None
) -> Answer:
    """Over HTTP, by the standard library; redirects are not followed."""
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with _OPENER.open(request, timeout=timeout or 60) as got:
            return Answer(got.status, {k.lower(): v for k, v in got.headers.items()}, got.read())
    except urllib.error.HTTPError as got:
        return Answer(got.code, {k.lower(): v for k, v in got.headers.items()}, got.read())
    except (OSError, HTTPException) as wrong:
        raise NoAnswer(f"no answer: {wrong}") from wrong


def to(answer: Answer, url: str) -> str | None:
    """Where a redirect leads."""
    moved = answer.status in REDIRECTS
    return urljoin(url, answer.headers.get("location", "")) if moved else None
