"""The Redox behind this request, its body, and what the journal should know of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar, cast

from flask import Flask, current_app, request

from mock_redox.core.auth.tokens import Grant
from mock_redox.core.errors import Explanation
from mock_redox.core.failures.forced import Asked, Forced
from mock_redox.core.redox import Redox

KEY = "mock_redox"
T = TypeVar("T")


class Answer(NamedTuple):
    """Status line, headers and body, as WSGI wants them; no status where none comes."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


@dataclass(slots=True)
class Note:
    """What a view tells the gate for the journal."""

    base: str = ""
    """The URL under which the mock was reached, without a slash at the end."""
    body: bytes = b""
    client: str | None = None
    reason: str = ""
    explanation: Explanation | None = None
    forced: Forced | None = None
    """The failure that this request is to meet."""
    refusal: Answer | None = None
    """The mock's own answer to an order that can't be carried out."""
    may_wait: bool = True
    """Whether it has a thread of its own."""
    at: datetime = datetime.min
    wall: datetime | None = None
    """When it came: by the mock's clock, and in the world outside."""

    def meet(self, call: Callable[[Forced | None], T]) -> T:
        """Make a call on Redox with what is forced; begin again where the client asks for more.

        Raises:
            MustWait: what it asks for takes time.
        """
        try:
            return call(self.forced)
        except Asked as asked:
            if asked.forced.delay and not self.may_wait:
                raise MustWait from None
            self.forced = asked.forced
            return call(asked.forced)


class MustWait(Exception):
    """This request takes time, so it needs a thread; nothing was done yet."""


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


def identify(environment: str | None = None) -> Grant:
    """Who calls, from the request's headers; a FHIR URL names its environment. For the journal too.

    Raises:
        BearerRefused: nobody who may.
    """
    told, headers = note(), request.headers
    caller = told.meet(
        lambda forced: redox().auth.identify(
            headers.get("Authorization"),
            source_id=headers.get("Redox-Source-Id"),
            environment=environment,
            forced=forced,
        )
    )
    told.client = caller.client
    return caller
