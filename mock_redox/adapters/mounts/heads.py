"""What an app in this process gets besides the request's own headers, and how its crash looks."""

import logging
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from mock_redox.core.ports import Answer, Outgoing

CLIENT = "127.0.0.1"
"""Where an in-process request seems to come from."""

_LOG = logging.getLogger("mock_redox")


def place(url: str) -> tuple[SplitResult, str, int]:
    """The parts of a URL, its host and its port."""
    parts = urlsplit(url)
    return parts, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def headers(outgoing: Outgoing) -> Iterator[tuple[str, str]]:
    """As they would stand on the wire: Host, Content-Length where there is a body, and its own."""
    yield "host", urlsplit(outgoing.url).netloc.rpartition("@")[2]
    if outgoing.body:
        yield "content-length", str(len(outgoing.body))
    yield from outgoing.headers


def crashed(wrong: Exception, begun: bool) -> Answer:
    """What a client sees of an app that raised: 500, or a broken line once the answer had begun.

    The exception itself goes to the log ``mock_redox``, as a server's would.
    """
    _LOG.error("an app mounted in this process raised %r", wrong, exc_info=wrong)
    if begun:
        problem = "the connection was closed before the answer was whole"
        return Answer(failure="closed", problem=problem)
    kind = (("content-type", "text/plain; charset=utf-8"),)
    return Answer(status=500, headers=kind, body=b"Internal Server Error")
