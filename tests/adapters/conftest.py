"""For the adapters: an environment without settings, a dead port, and one real ``serve``."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest


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
    return f"http://127.0.0.1:{port}"


def eventually(holds: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether it comes to hold in time; for what another process does."""
    until, pause = time.monotonic() + seconds, threading.Event()
    while not holds():
        if time.monotonic() > until:
            return False
        pause.wait(0.01)
    return True


@dataclass
class Serving:
    """A ``mock-redox serve`` of its own process, and the line it said."""

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
        self.process.send_signal(by)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, out, err


def run_serve(*options: str, port: str = "0") -> subprocess.Popen[str]:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("MOCK_REDOX_")}
    return subprocess.Popen(
        [sys.executable, "-m", "mock_redox", "serve", "--port", port, *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ,
    )  # fmt: skip


def start_serving() -> Serving:
    process = run_serve("--log", "none")
    assert process.stdout is not None
    return Serving(process, process.stdout.readline())


@pytest.fixture(scope="session")
def served() -> Iterator[Serving]:
    """One real server for all tests that only call it."""
    serving = start_serving()
    yield serving
    serving.end()


@pytest.fixture
def own_server() -> Iterator[Serving]:
    """A real server that the test may end."""
    serving = start_serving()
    yield serving
    if serving.process.poll() is None:
        serving.end(signal.SIGKILL)
    serving.process.communicate()
