"""Starts an endpoint as a process of its own, in whatever language it is written."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

TOKEN = "my-made-up-token-0123456789"


@contextmanager
def started(*command: str) -> Iterator[str]:
    """The URL of an endpoint that runs while the block does.

    Args:
        command: how it is started, in this folder; a free port comes last.
    """
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    endpoint = subprocess.Popen(
        [*command, str(port)],
        cwd=Path(__file__).parent,
        env={**os.environ, "REDOX_VERIFICATION_TOKEN": TOKEN},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _once_it_answers(f"http://127.0.0.1:{port}", endpoint)
    finally:
        endpoint.terminate()
        endpoint.wait(timeout=10)


def _once_it_answers(url: str, endpoint: "subprocess.Popen[bytes]") -> str:
    until = time.monotonic() + 20
    while time.monotonic() < until and endpoint.poll() is None:
        try:
            requests.get(f"{url}/arrivals", timeout=5)
            return url
        except requests.ConnectionError:
            time.sleep(0.05)
    raise RuntimeError("the endpoint did not start")
