"""Systems under test as services, and pytest runs against them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

CLIENTELE = Path(__file__).parents[1] / "clientele"


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def service(free_port: int) -> Iterator[Callable[..., str]]:
    """Starts a program of ``clientele`` that calls the mock on ``free_port``; returns its URL."""
    started: list[subprocess.Popen[str]] = []

    def start(program: str, *faults: str, **environ: str) -> str:
        run = ["node"] if program.endswith(".mjs") else [sys.executable]
        own = {**os.environ, "REDOX_URL": f"http://127.0.0.1:{free_port}", **environ}
        process = subprocess.Popen(
            [*run, str(CLIENTELE / program), "0", *faults],
            env=own, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(process)
        assert process.stdout is not None
        return f"http://127.0.0.1:{process.stdout.readline().strip()}"

    yield start
    for process in started:
        process.terminate()
        process.wait(5)
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def run(pytester: pytest.Pytester) -> Callable[..., pytest.RunResult]:
    """Runs the rules for clients with these options, in this process."""

    def run_rules(*options: str) -> pytest.RunResult:
        return pytester.runpytest_inprocess(
            "--pyargs", "mock_redox.contract", "-p", "no:cacheprovider", "-rs",
            *(options if "-k" in options else ("-k", "test_client", *options)),
        )  # fmt: skip

    return run_rules
