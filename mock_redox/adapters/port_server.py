"""Granian's server for one port, on this loop and on a socket that listens already."""

import socket
from pathlib import Path
from typing import Any, cast

from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.log import LOGGING_CONFIG, LogLevels
from granian.server.embed import Server

from mock_redox.adapters.listening import BACKLOG


class PortServer(Server):
    """Takes a listener over, in place of one that it would bind itself.

    Granian binds with SO_REUSEPORT, by which two servers of one user share a port without a word,
    and each gets some of the calls.

    Args:
        files: of a certificate and its key, for https; none for http.
    """

    def __init__(self, app: Any, listener: socket.socket, files: list[Path]) -> None:
        self._listener = listener
        cert, key = files or (None, None)
        address, port, *_ = listener.getsockname()
        super().__init__(
            app, address=address, port=port, interface=Interfaces.RSGI, http=HTTPModes.http1,
            websockets=False, backlog=BACKLOG, log_level=LogLevels.error, ssl_cert=cert,
            ssl_key=key, ssl_protocol_min=SSLProtocols.tls12, log_dictconfig=_on_stderr(),
        )  # fmt: skip

    def _init_shared_socket(self) -> None:
        held: Any = SocketHolder  # its stub tells no arguments
        self._shd = held(self._listener.detach(), False, BACKLOG)


def _on_stderr() -> dict[str, Any]:
    """Who reads no more than the one line on stdout would hold the server up in the end."""
    told = cast(dict[str, dict[str, Any]], LOGGING_CONFIG["handlers"])
    handlers = {name: {**each, "stream": "ext://sys.stderr"} for name, each in told.items()}
    return {"handlers": handlers}
