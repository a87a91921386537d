"""Connections under one bound on a whole exchange, and to near targets only.

A socket's timeout bounds each read, and drips outlast that.
"""

import contextlib
import math
import socket
import threading
import time
from functools import partial
from typing import Any

from urllib3 import PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from mock_redox.adapters.targets import addresses
from mock_redox.adapters.trust import context
from mock_redox.core.ports import Reach

_current = threading.local()
"""The deadline of the exchange that this thread is in."""


class Deadline:
    """Ends the exchange that this thread makes within the block, when its time is over.

    Attributes:
        passed: whether it did.
    """

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self.end = time.monotonic() + seconds
        self._connection: Any = None
        self._socket: socket.socket | None = None

    def __enter__(self) -> "Deadline":
        _current.deadline = self
        _watchdog.add(self)
        return self

    def __exit__(self, *error: object) -> None:
        _watchdog.remove(self)
        _current.deadline = None

    def watch(self, connection: Any) -> None:
        """Note the connection, and its socket: the answer may outlive the connection's hold."""
        self._connection = connection
        self._socket = connection.sock or self._socket

    def cut(self) -> None:
        """End the exchange: whoever waits for the socket is woken by its end."""
        self.passed = True
        open_socket = self._socket or getattr(self._connection, "sock", None)
        if open_socket is not None:
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)


class _Watchdog:
    """One thread for all deadlines: a thread for each costs as much as the exchange."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._watched: set[Deadline] = set()
        self._next = math.inf
        self._thread: threading.Thread | None = None

    def add(self, deadline: Deadline) -> None:
        with self._news:
            self._watched.add(deadline)
            if self._thread is None or not self._thread.is_alive():  # a fork leaves it behind
                self._thread = threading.Thread(
                    target=self._watch, daemon=True, name="mock_redox deadlines"
                )
                self._thread.start()
            elif deadline.end < self._next:
                self._news.notify()

    def remove(self, deadline: Deadline) -> None:
        with self._news:
            self._watched.discard(deadline)

    def _watch(self) -> None:
        with self._news:
            while True:
                now = time.monotonic()
                for over in [each for each in self._watched if each.end <= now]:
                    self._watched.discard(over)
                    over.cut()
                self._next = min((each.end for each in self._watched), default=now + _IDLE)
                self._news.wait(self._next - now)
                if not self._watched and self._next <= time.monotonic():
                    self._thread = None
                    return


_HOSTS, _A_HOST = 1024, 64
"""Pools that are kept, and connections in each."""

_IDLE = 5.0
"""Seconds without any exchange after which its thread ends."""

_watchdog = _Watchdog()


class _Watched:
    """Tells the thread's deadline of a connection, before it asks and before it waits."""

    reach: Reach
    _dns_host: str

    def _new_conn(self) -> socket.socket:
        """Look the name up once, and connect to an address that was judged and to no other."""
        name = self._dns_host
        wrong: Exception | None = None
        for address in addresses(name, self.port, self.reach):  # type: ignore[attr-defined]
            if wrong is not None and _is_over():
                break
            self._dns_host = address
            try:
                made: socket.socket = super()._new_conn()  # type: ignore[misc]
                return made
            except (HTTPError, OSError) as problem:
                wrong = problem
            finally:
                self._dns_host = name  # the certificate is judged by the name
        raise wrong or OSError(f"{name} has no address")

    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        _watch(self)
        super().putrequest(*args, **kwargs)  # type: ignore[misc]

    def getresponse(self, *args: Any, **kwargs: Any) -> Any:
        _watch(self)
        return super().getresponse(*args, **kwargs)  # type: ignore[misc]


def _is_over() -> bool:
    deadline = getattr(_current, "deadline", None)
    return deadline is not None and deadline.passed


def _watch(connection: Any) -> None:
    deadline = getattr(_current, "deadline", None)
    if deadline is not None:
        deadline.watch(connection)


class _Http(_Watched, HTTPConnection):
    pass


class _Https(_Watched, HTTPSConnection):
    pass


class _Pool:
    """Its connections know where they may go."""

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        self._reach = reach
        super().__init__(*args, **kwargs)

    def _new_conn(self) -> Any:
        made = super()._new_conn()  # type: ignore[misc]
        made.reach = self._reach
        return made


class _HttpPool(_Pool, HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(_Pool, HTTPSConnectionPool):
    ConnectionCls = _Https

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, reach=reach, **{**kwargs, "ssl_context": context(reach)})

    def _validate_conn(self, conn: Any) -> None:
        """As theirs, without the warning: that nobody looks is said in the journal."""
        if conn.is_closed:
            conn.connect()


def pool_manager(reach: Reach) -> PoolManager:
    """Pools whose connections obey the deadline and the reach, for many hosts and threads."""
    manager = PoolManager(num_pools=_HOSTS, maxsize=_A_HOST)
    manager.pool_classes_by_scheme = {
        "http": partial(_HttpPool, reach=reach),  # type: ignore[dict-item]
        "https": partial(_HttpsPool, reach=reach),  # type: ignore[dict-item]
    }
    return manager
