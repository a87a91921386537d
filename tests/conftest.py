"""What all tests share: one ``api`` in three transports, and a receiver that does as it is told."""

from __future__ import annotations

import gc
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import hypothesis
import pytest
import requests
from thoroughness import THOROUGH

import mock_redox.web.app  # noqa: F401  (or runs of pytest inside of tests load parts of it twice)
from mock_redox import MockRedox, serve

pytest_plugins = ["pytester"]

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
REAL = "https://api.redoxengine.com"
FORM = {"content-type": "application/x-www-form-urlencoded"}


def pytest_configure(config: pytest.Config) -> None:
    # A deadline says how busy the machine is.
    hypothesis.settings.register_profile("mock_redox", deadline=None)
    hypothesis.settings.load_profile("mock_redox")
    config.addinivalue_line("markers", "thorough: takes long; run with --thorough, or by its file")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first, so that workers which share the tests end together."""
    if not THOROUGH and config.args == config.getini("testpaths"):
        late = [item for item in items if item.get_closest_marker("thorough")]
        config.hook.pytest_deselected(items=late)
        items[:] = [item for item in items if not item.get_closest_marker("thorough")]
    items.sort(key=lambda item: not {"contract", "browser"} & {*item.path.parts})


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Thousands of tests are no garbage: to look through them takes a fifth of a second each time,
    and every run of pytest inside of a test does so twice."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def _light_inner_runs() -> Iterator[None]:
    """Runs of pytest inside of tests load two plugins; all that is installed here takes seconds."""
    with pytest.MonkeyPatch.context() as environ:
        environ.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        environ.setenv("PYTEST_PLUGINS", "mock_redox.adapters.pytest_plugin,xdist.plugin")
        yield


@dataclass(frozen=True)
class Reply:
    """An answer, however it travelled."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def json(self) -> Any:
        return json.loads(self.body)


class Api:
    """Calls the mock through one transport, as client code would."""

    def __init__(self, redox: MockRedox, base: str, send: Callable[..., Reply]) -> None:
        self.redox = redox
        self.base = base
        self._send = send

    def call(
        self, method: str, path: str, body: bytes | str = b"", headers: dict[str, str] | None = None
    ) -> Reply:
        raw = body.encode() if isinstance(body, str) else body
        return self._send(method, path, raw, headers or {})

    def post_json(self, path: str, value: object, headers: dict[str, str] | None = None) -> Reply:
        head = {"content-type": "application/json", **(headers or {})}
        return self.call("POST", path, json.dumps(value), head)

    def post_form(self, path: str, fields: Any, headers: dict[str, str] | None = None) -> Reply:
        return self.call("POST", path, urlencode(fields), {**FORM, **(headers or {})})

    def token_request(self, assertion: str | None = None, **fields: str | None) -> Reply:
        """A token request; ``None`` leaves a field out."""
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": JWT_BEARER,
            "client_assertion": self.redox.assertion() if assertion is None else assertion,
            **fields,
        }
        given = {name: value for name, value in form.items() if value is not None}
        return self.post_form("/v2/auth/token", given)

    def bearer(self) -> dict[str, str]:
        """Headers with a token that was asked for just now."""
        return {"authorization": f"Bearer {self.token_request().json()['access_token']}"}


def _through_test_client(redox: MockRedox, base: str) -> Callable[..., Reply]:
    client = redox.app.test_client()

    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        got = client.open(path, method=method, data=body, headers=headers, base_url=base)
        return Reply(got.status_code, dict(got.headers), got.data)

    return send


def _through_requests(base: str) -> Callable[..., Reply]:
    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        with requests.Session() as session:
            session.trust_env = False  # to look for proxies takes longer than the call
            got = session.request(method, base + path, data=body, headers=headers, timeout=20)
        return Reply(got.status_code, dict(got.headers), got.content)

    return send


@pytest.fixture(params=["test client", "interceptor", "live server"])
def api(request: pytest.FixtureRequest, redox: MockRedox) -> Api:
    """The mock through each transport in turn: the same app, entered three ways."""
    if request.param == "test client":
        return Api(redox, REAL, _through_test_client(redox, REAL))
    if request.param == "interceptor":
        request.getfixturevalue("redox_intercept")
        return Api(redox, REAL, _through_requests(REAL))
    live = request.getfixturevalue("redox_server").url
    return Api(redox, live, _through_requests(live))


@dataclass
class Receiver:
    """An endpoint whose answer a test chooses; it keeps what it got."""

    url: str = ""
    answer: Callable[[dict[str, Any], bytes], tuple[int, dict[str, str], bytes]] | None = None
    got: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    def app(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        head = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k[:5] == "HTTP_"}
        head |= {"content-type": environ.get("CONTENT_TYPE", "")}
        target = environ["PATH_INFO"] + ("?" if environ["QUERY_STRING"] else "")
        self.got.append((environ["REQUEST_METHOD"], target + environ["QUERY_STRING"], head, body))
        status, headers, answer = (self.answer or _echo)(environ, body)
        start(f"{status} X", list(headers.items()))
        return [answer]


def _echo(environ: dict[str, Any], body: bytes) -> tuple[int, dict[str, str], bytes]:
    """What a correct receiver answers to a challenge; 200 and nothing to all else."""
    query = dict(pair.split("=", 1) for pair in environ["QUERY_STRING"].split("&") if "=" in pair)
    sent = json.loads(body) if body else query
    return 200, {"Content-Type": "text/plain"}, str(sent.get("challenge", "")).encode()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on a free port of 127.0.0.1."""
    made = Receiver()
    with serve(made.app) as server:
        made.url = f"{server.url}/redox"
        yield made


@pytest.fixture
def raw_endpoint() -> Iterator[Callable[[Callable[[socket.socket], None]], str]]:
    """Makes an endpoint out of a function that gets each raw connection: for broken answers."""
    listeners: list[socket.socket] = []

    def start(behave: Callable[[socket.socket], None]) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def loop() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    behave(connection)

        threading.Thread(target=loop, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/redox"

    yield start
    for listener in listeners:
        listener.close()
