"""What came in a request, and what is told of it on its way: to the gate, and to the journal."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from mock_redox.core.errors import Explanation
from mock_redox.core.failures.forced import Asked, Forced
from mock_redox.core.journal import Headers
from mock_redox.web.answers import Answer

KEY = "mock_redox"
"""Of the note in a WSGI environ."""
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
