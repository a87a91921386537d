"""serve: an app on a thread and a free port, for tests; the command uses ``production``."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from wsgiref.types import WSGIApplication, WSGIEnvironment

from mock_redox.adapters.addresses import base_url
from mock_redox.adapters.listening import bind
from mock_redox.web.claiming import HANG_UP

POLL = 0.01
"""Seconds between looks at the stop flag, so that a stop does not take half a second."""


class Server:
    """A running server.

    Attributes:
        url: where it answers, without a slash at the end.
        port: the port it got.
    """

    def __init__(self, app: WSGIApplication, host: str = "127.0.0.1", port: int = 0) -> None:
        from werkzeug.serving import make_server

        listener = bind(host, port)
        listener.listen(128)
        self.port: int = listener.getsockname()[1]
        self.url = base_url(host, self.port)
        self._server = make_server(
            host, self.port, app, threaded=True, fd=listener.fileno(), request_handler=_quiet()
        )
        listener.close()
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self._server.block_on_close = False  # type: ignore[attr-defined]
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(POLL,), daemon=True, name="mock_redox server"
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop answering; open connections don't hold it up."""
        self._server.shutdown()
        self._thread.join(timeout=2)
        self._server.server_close()


@contextmanager
def serve(app: WSGIApplication, host: str = "127.0.0.1", port: int = 0) -> Iterator[Server]:
    """Serve an app on a thread while the block runs; port 0 takes a free one.

    Raises:
        Misuse: the address can't be had.
    """
    server = Server(app, host, port)
    try:
        yield server
    finally:
        server.stop()


def _quiet() -> type:
    """Werkzeug's handler without its access log: the journal says more."""
    from werkzeug.serving import WSGIRequestHandler

    class Quiet(WSGIRequestHandler):
        def log(self, *args: object) -> None: ...

        def make_environ(self) -> WSGIEnvironment:
            return {**super().make_environ(), HANG_UP: self._hang_up}

        def _hang_up(self) -> None:
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

    return Quiet
