"""The Redox behind this request, its body, and what the journal should know of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast

from flask import Flask, current_app, request

from mock_redox.core.auth.tokens import Grant
from mock_redox.core.errors import Explanation
from mock_redox.core.failures.forced import Asked, Forced
from mock_redox.core.journal import Headers
from mock_redox.core.redox import Redox
from mock_redox.web.answers import Answer

KEY = "mock_redox"
T = TypeVar("T")


@dataclass(slots=True)
class Note:
    """What came, and what a view tells the gate of it for the journal."""

    method: str = ""
    path: str = ""
    query: str = ""
    base: str = ""
    """The URL under which the mock was reached, without a slash at the end."""
    content_type: str | None = None
    headers: Headers = ()
    body: bytes = b""
    client: str | None = None
    reason: str = ""
    explanation: Explanation | None = None
    forced: Forced | None = None
    """The failure that this request is to meet."""
    refusal: Answer | None = None
    """The mock's own answer to an order that can't be carried out."""
    at_once: bool = False
    """Whether it has no thread of its own, so that nothing which takes time may come of it."""
    at: datetime = datetime.min
    wall: datetime | None = None
    """When it came: by the mock's clock, and in the world outside."""

    def header(self, name: str) -> str | None:
        """A header by its name in lower case."""
        return next((value for each, value in self.headers if each == name), None)

    def meet(self, call: Callable[[Forced | None], T]) -> T:
        """Make a call on Redox with what is forced; begin again where the client asks for more.

        Raises:
            MustWait: it asks for a failure, which may take time.
        """
        try:
            return call(self.forced)
        except Asked as asked:
            if self.at_once:
                raise MustWait from None
            self.forced = asked.forced
            return call(asked.forced)


class MustWait(Exception):
    """This request may take time, so it needs a thread; nothing was done yet."""


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
