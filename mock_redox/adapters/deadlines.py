"""One bound on a whole exchange. A socket's timeout bounds each read, and drips outlast that."""

import contextlib
import socket
import threading
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

_current = threading.local()
"""The deadline of the exchange that this thread is in."""


class Deadline:
    """Ends the exchange that this thread makes within the block, when its time is over.

    Attributes:
        passed: whether it did.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._connection: Any = None
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        _current.deadline = self
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()
        _current.deadline = None

    def watch(self, connection: Any) -> None:
        """Note the connection, and its socket: the answer may outlive the connection's hold."""
        self._connection = connection
        self._socket = connection.sock or self._socket

    def _end(self) -> None:
        self.passed = True
        open_socket = self._socket or getattr(self._connection, "sock", None)
        if open_socket is not None:
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)


class _Watched:
    """Tells the thread's deadline of a connection, before it asks and before it waits."""

    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        _watch(self)
        super().putrequest(*args, **kwargs)  # type: ignore[misc]

    def getresponse(self, *args: Any, **kwargs: Any) -> Any:
        _watch(self)
        return super().getresponse(*args, **kwargs)  # type: ignore[misc]


def _watch(connection: Any) -> None:
    deadline = getattr(_current, "deadline", None)
    if deadline is not None:
        deadline.watch(connection)


class _Http(_Watched, HTTPConnection):
    pass


class _Https(_Watched, HTTPSConnection):
    pass


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class WatchedAdapter(HTTPAdapter):
    """An adapter whose connections obey the deadline; it retries nothing."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
