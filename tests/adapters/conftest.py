"""For the adapters: no settings from outside, broken endpoints, and real ``serve`` processes."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

EMPTY = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    """What the developer has set must not decide a test."""
    for name in [name for name in os.environ if name.startswith("MOCK_REDOX_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def dead_url() -> str:
    """A URL on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}/redox"


@pytest.fixture
def hanging(raw_endpoint) -> str:
    """A URL at which nothing is answered, until whoever asks hangs up."""
    return raw_endpoint(lambda line: [*iter(lambda: line.recv(65_536), b"")])


@dataclass
class Wire:
    """Endpoints that answer with given bytes, and the heads of the requests that they got."""

    start: Callable[[Callable[[socket.socket], None]], str]
    heads: list[bytes] = field(default_factory=list)
    connections: int = 0

    def answers(
        self, raw: bytes = EMPTY, *, then: bytes = b"", hangs: bool = False, times: int = 1
    ) -> str:
        """The URL of an endpoint.

        Args:
            raw: what it sends to each request.
            then: sent again and again until the client leaves.
            hangs: keeps the connection open until the client leaves.
            times: requests on one connection.
        """

        def behave(connection: socket.socket) -> None:
            self.connections += 1
            try:
                for _ in range(times):
                    self.heads.append(_read(connection))
                    connection.sendall(raw)
                while then and not select.select([connection], [], [], 0.02)[0]:
                    connection.sendall(then)
                _ = hangs and connection.recv(1)
            except OSError:
                return

        return self.start(behave)


def _read(connection: socket.socket) -> bytes:
    """The head of a request, once its body is there too."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += _some(connection)
    head, _, body = raw.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while length and len(body) < int(length[1]):
        body += _some(connection)
    return head


def _some(connection: socket.socket) -> bytes:
    piece = connection.recv(65_536)
    if not piece:
        raise ConnectionResetError
    return piece


@pytest.fixture
def wire(raw_endpoint) -> Wire:
    """For what a well-behaved server can't show."""
    return Wire(raw_endpoint)


@pytest.fixture
def eventually() -> Callable[..., bool]:
    """Whether something comes to hold in time; for what another process does."""

    def wait(holds: Callable[[], bool], seconds: float = 5.0) -> bool:
        until, pause = time.monotonic() + seconds, threading.Event()
        while not holds():
            if time.monotonic() > until:
                return False
            pause.wait(0.01)
        return True

    return wait


@dataclass
class Serving:
    """A ``mock-redox serve`` in a process of its own, and the line it said."""

    process: subprocess.Popen[str]
    line: str

    @property
    def known(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.line)
        return found

    @property
    def url(self) -> str:
        return str(self.known["url"])

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def end(self, by: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Exit code, what else it said on stdout, and stderr."""
        if self.process.poll() is None:
            self.process.send_signal(by)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, out, err


def _serve(*options: str) -> Serving:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("MOCK_REDOX_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "mock_redox", "serve", "--port", "0", *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ,
    )  # fmt: skip
    assert process.stdout is not None
    return Serving(process, process.stdout.readline())


@pytest.fixture(scope="session")
def served() -> Iterator[Serving]:
    """One real server for all tests that only call it."""
    serving = _serve("--log", "none")
    yield serving
    serving.end()


@pytest.fixture(scope="session")
def secured() -> Iterator[Serving]:
    """One real server that listens to other machines, over https too, and wants a token."""
    serving = _serve(
        "--log", "none", "--host", "0.0.0.0", "--tls", "--tls-port", "0",
        "--tls-names", "mock.example",
    )  # fmt: skip
    yield serving
    serving.end()


@pytest.fixture
def start_serve() -> Iterator[Callable[..., Serving]]:
    """Starts real servers of the test's own, which it may end."""
    started: list[Serving] = []

    def start(*options: str) -> Serving:
        started.append(_serve(*options))
        return started[-1]

    yield start
    for serving in started:
        serving.end()
