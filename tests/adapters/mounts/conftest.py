"""The same receivers as WSGI and as ASGI apps."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from mock_redox.adapters.mounts import Mounts
from mock_redox.core.ports import Answer, Outgoing

URL = "http://app.test/redox"


class Others:
    """The sender behind the mounts; it only notes what comes."""

    def __init__(self):
        self.sent = []

    def send(self, outgoing):
        self.sent.append(outgoing.url)
        return Answer(status=299)


@pytest.fixture
def others():
    return Others()


@pytest.fixture
def mounts(others):
    made = Mounts(others)
    yield made
    made.unmount()


@pytest.fixture
def send(mounts):
    def send(url=URL, method="POST", body=b"{}", seconds=5.0, **more):
        return mounts.send(
            Outgoing(method=method, url=url, body=body, timeout=timedelta(seconds=seconds), **more)
        )

    return send


def _as_wsgi(behave):
    """An app out of a function from (method, path, query, headers, body) to an answer."""

    def app(environ, start):
        head = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k[:5] == "HTTP_"}
        for name in ("content-type", "content-length"):
            if (value := environ.get(name.upper().replace("-", "_"))) is not None:
                head[name] = value
        path = environ["PATH_INFO"].encode("latin-1").decode()
        body = environ["wsgi.input"].read()
        got = behave(environ["REQUEST_METHOD"], path, environ["QUERY_STRING"], head, body)
        start(f"{got[0]} X", list(got[1].items()))
        return [got[2]]

    return app


def _as_asgi(behave):
    async def app(scope, receive, send):
        assert scope["type"] == "http"
        head = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        body = (await receive())["body"]
        query = scope["query_string"].decode()
        got = behave(scope["method"], scope["path"], query, head, body)
        headers = [(name.lower().encode(), value.encode()) for name, value in got[1].items()]
        await send({"type": "http.response.start", "status": got[0], "headers": headers})
        await send({"type": "http.response.body", "body": got[2]})

    return app


@pytest.fixture(params=[_as_wsgi, _as_asgi], ids=["wsgi", "asgi"])
def made_as(request):
    """Makes an app of either kind."""
    return request.param


def _told(method, path, query, head, body):
    """An answer that says what was asked."""
    seen = {"method": method, "path": path, "query": query, "head": head, "body": body.decode()}
    return 201, {"X-Seen": "1"}, json.dumps(seen).encode()


@pytest.fixture
def told():
    return _told


@pytest.fixture
def as_wsgi():
    return _as_wsgi


@pytest.fixture
def as_asgi():
    return _as_asgi
