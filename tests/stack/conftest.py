"""The stack of docker-compose.yml on a real engine; ``.ci/stack`` brings both."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).parents[2]
IMAGE = "mock-redox:0.1.0"
BASE = f"python:{os.environ.get('PYTHON', '3.12')}-slim"
MOCK = "http://127.0.0.1:7336/__mock__"


def pytest_ignore_collect() -> bool | None:
    """Nothing here, and no skip, where nobody has built the images."""
    return None if os.environ.get("STACK_IS_BUILT") else True


def run(*command: str, stdin: str | None = None, good: bool = True) -> str:
    """What a command says; its errors are shown where it fails."""
    done = subprocess.run(
        command, cwd=ROOT, input=stdin, capture_output=True, text=True, timeout=180
    )
    if good and done.returncode:
        pytest.fail(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def docker(*command: str, **more: Any) -> str:
    return run("docker", *command, **more)


def inspected(name: str) -> dict[str, Any]:
    (found,) = json.loads(docker("inspect", name))
    return found


def eventually(holds: Callable[[], bool], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def healthy(name: str) -> bool:
    return bool(inspected(name)["State"]["Health"]["Status"] == "healthy")


class Stack:
    """The running stack, from outside: the engine, and the mock on its published port."""

    def __init__(self) -> None:
        self.http = requests.Session()
        self.http.headers["Authorization"] = "Bearer only-for-this-stack"

    def compose(self, *command: str, **more: Any) -> str:
        return docker("compose", *command, **more)

    def up(self) -> None:
        self.compose("up", "-d", "--no-build", "--pull", "never", "--wait", "--wait-timeout", "90")

    def post(self, path: str, body: object) -> requests.Response:
        return self.http.post(MOCK + path, json=body, timeout=10)

    def enqueue(self) -> str:
        """The id of a message that waits for the app, once the mock has accepted it."""
        order = {"event": "PatientAdmin.Arrival", "to": "my-app", "queued": True}
        made = self.post("/deliveries", {**order, "unverified": True})
        made.raise_for_status()
        return str(made.json()["id"])

    def waiting(self) -> list[str]:
        """The ids of the messages that are not done with."""
        made = self.http.get(f"{MOCK}/deliveries", timeout=10).json()["deliveries"]
        return [each["id"] for each in made if not each["good"]]

    def retry(self) -> None:
        """Now, and not when the feeds would try again by themselves."""
        for feed in self.http.get(f"{MOCK}/feeds", timeout=10).json()["feeds"]:
            self.post(f"/feeds/{feed['id']}/retry", {})

    def arrived(self) -> int:
        return len(requests.get("http://127.0.0.1:8000/arrivals", timeout=10).json())


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Up for all the tests; afterwards nothing of it is left."""
    made = Stack()
    made.compose("--profile", "round", "config", "--quiet")
    try:
        made.up()
        yield made
    except BaseException:
        print(made.compose("logs", "--tail", "50", good=False), file=sys.stderr)
        raise
    finally:
        made.compose("--profile", "round", "down", "--volumes")
        left = docker("volume", "ls", "-q", "--filter", "name=mock-redox_")
        assert left + docker("ps", "-aq", "--filter", "name=mock-redox") == ""
