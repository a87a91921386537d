"""intercept: calls by ``requests`` and ``httpx`` to the Redox hosts fall into the app."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from wsgiref.types import WSGIApplication

import responses

from mock_redox.adapters.intercept import requests_calls
from mock_redox.core.settings import ALL_HOSTS


@contextmanager
def intercept(
    app: WSGIApplication, hosts: tuple[str, ...] = ALL_HOSTS
) -> Iterator[responses.RequestsMock]:
    """Answer calls to ``https://`` or ``http://`` of the hosts from the app while the block runs.

    Calls by ``httpx``, with or without ``await``, are taken where it is installed. Other hosts are
    reached as ever. Yields the ``RequestsMock``, whose ``calls`` list those by ``requests``.
    """
    pattern = re.compile(
        rf"https?://([^/?#]*@)?({'|'.join(map(re.escape, hosts))})(:\d+)?(/|\?|$)", re.I
    )
    with ExitStack() as stack:
        if find_spec("httpx") is not None:
            from mock_redox.adapters.intercept import httpx_calls

            stack.enter_context(httpx_calls.taken(app, pattern))
        yield stack.enter_context(requests_calls.taken(app, pattern))
