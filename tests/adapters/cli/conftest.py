"""The command line, called in this process, against a mock or an endpoint of the test's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from click.testing import CliRunner

from mock_redox.adapters.cli import main

TOKEN = "my-made-up-token-0123456789"


@dataclass
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def problem(self) -> str:
        """The last line on stderr."""
        return self.err.strip().splitlines()[-1] if self.err.strip() else ""


@pytest.fixture
def call() -> Callable[..., Said]:
    """Runs ``mock-redox`` with arguments; an exception that click does not know is raised."""

    def run(*arguments: object, stdin: str | bytes | None = None, **environ: str) -> Said:
        result = CliRunner().invoke(
            main, [str(each) for each in arguments], env=environ, prog_name="mock-redox",
            catch_exceptions=False, input=stdin,
        )  # fmt: skip
        return Said(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def sound(receiver):
    """A receiver that reads ``verification-token``, and refuses a wrong one and what is no JSON."""

    def answer(environ, body):
        try:
            sent = json.loads(body or b"{}")
        except ValueError:
            return 400, {}, b""
        if "challenge" in sent:
            right = sent["verification-token"] == TOKEN
            return (200, {}, sent["challenge"].encode()) if right else (401, {}, b"")
        right = environ.get("HTTP_VERIFICATION_TOKEN") == TOKEN
        return (200, {}, b"") if right else (401, {}, b"")

    receiver.answer = answer
    return receiver


@pytest.fixture
def at(redox_server):
    """The options that name the running mock."""
    return ["--url", redox_server.url]


@pytest.fixture
def status(redox_server):
    """Of a call to the Data Model API."""
    return lambda **more: (
        requests.post(f"{redox_server.url}/endpoint", timeout=5, **more).status_code
    )
