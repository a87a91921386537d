"""One thread thinks, any number wait for the network: so many threads cost no throughput.

A request takes a fraction of a millisecond of Python, and threads that all want the interpreter
at once spend most of their time handing it round: with 16 connections one thread answers nearly
twice as many token requests as 32 do. But one thread alone would stand still while an endpoint
takes its time over a push. So thinking is behind a lock, which is open while something is sent.
"""

import threading
from types import TracebackType

from mock_redox.core.ports import Answer, Outgoing, Sender


class Turnstile:
    """A lock round the thinking; ``sender`` makes senders that step out of it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = threading.local()

    def __enter__(self) -> None:
        self._lock.acquire()
        self._inside.here = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._inside.here = False
        self._lock.release()

    def sender(self, sender: Sender) -> Sender:
        """The same sender, but others may think while it waits for the answer."""
        return _Outside(self, sender)

    def send_outside(self, sender: Sender, outgoing: Outgoing) -> Answer:
        if not getattr(self._inside, "here", False):
            return sender.send(outgoing)
        self.__exit__(None, None, None)
        try:
            return sender.send(outgoing)
        finally:
            self.__enter__()


class _Outside:
    def __init__(self, turnstile: Turnstile, sender: Sender) -> None:
        self._turnstile = turnstile
        self._sender = sender

    def send(self, outgoing: Outgoing) -> Answer:
        return self._turnstile.send_outside(self._sender, outgoing)
