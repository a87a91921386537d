"""How a server goes on with an answer that has no end.

A view can't go on sending, and a thread a page would soon be all threads. So a server that can
puts a list under ``STREAM`` into the environ; the view leaves something there that has a ``next``,
and the server asks it again and again (``adapters/rsgi.py``). With others the answer ends.
"""

from typing import Protocol

STREAM = "mock_redox.stream"
"""In a WSGI environ: a list for what goes on after the answer."""
BEAT = b": alive\n\n"
"""A comment among server-sent events, which shows a connection that is dead."""


class Stream(Protocol):
    """What goes on."""

    def next(self) -> bytes:
        """What is new, or nothing; at once."""
        ...
