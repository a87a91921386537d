"""The Redox behind this request, its body, and what the journal should know of it."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, request

from mock_redox.core.errors import Explanation
from mock_redox.core.redox import Redox

KEY = "mock_redox"


@dataclass(slots=True)
class Note:
    """What a view tells the gate for the journal."""

    base: str = ""
    """The URL under which the mock was reached, without a slash at the end."""
    body: bytes = b""
    client: str | None = None
    reason: str = ""
    explanation: Explanation | None = None


def attach(app: Flask, redox: Redox) -> None:
    """Let an app speak for this Redox from now on. The state belongs to the app object."""
    app.extensions[KEY] = redox


def redox_of(app: Flask) -> Redox:
    return cast(Redox, app.extensions[KEY])


def redox() -> Redox:
    return redox_of(current_app)


def note() -> Note:
    return cast(Note, request.environ[KEY])


def body() -> bytes:
    """The body, which the gate has read."""
    return note().body
