"""One request to an ASGI app, and the answer that it gives piece by piece."""

import asyncio
from typing import Any
from urllib.parse import unquote

from mock_redox.adapters.mounts.heads import CLIENT, crashed, headers, place
from mock_redox.core.ports import Answer, Outgoing


class Exchange:
    """The app's ``receive`` and ``send`` for a request (ASGI 3, HTTP spec 2.3)."""

    def __init__(self, outgoing: Outgoing, state: dict[str, Any]) -> None:
        self._outgoing = outgoing
        self._state = state
        self._asked = False
        self._whole = asyncio.Event()
        self._status: int | None = None
        self._headers: tuple[tuple[str, str], ...] = ()
        self._pieces: list[bytes] = []

    async def run(self, app: Any) -> Answer:
        """The answer as soon as it is whole; what the app does after that goes on."""
        call = asyncio.ensure_future(app(self._scope(), self._receive, self._send))
        whole = asyncio.ensure_future(self._whole.wait())
        await asyncio.wait([call, whole], return_when=asyncio.FIRST_COMPLETED)
        whole.cancel()
        if self._whole.is_set():
            call.add_done_callback(_told)
            return Answer(status=self._status, headers=self._headers, body=b"".join(self._pieces))
        return crashed(_wrong(call), begun=self._status is not None)

    def _scope(self) -> dict[str, Any]:
        parts, host, port = place(self._outgoing.url)
        path = parts.path or "/"
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": self._outgoing.method,
            "scheme": parts.scheme,
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
                for name, value in headers(self._outgoing)
            ],
            "client": (CLIENT, 0),
            "server": (host, port),
            "state": self._state.copy(),
        }

    async def _receive(self) -> dict[str, Any]:
        """The whole body; asked again, it waits until the answer is whole, as a client does."""
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": self._outgoing.body, "more_body": False}
        await self._whole.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._status = int(message["status"])
            self._headers = tuple(
                (bytes(name).decode("latin-1"), bytes(value).decode("latin-1"))
                for name, value in message.get("headers", ())
            )
        elif message["type"] == "http.response.body":
            if self._status is None:
                raise RuntimeError("the app sent a body before it sent a status")
            self._pieces.append(bytes(message.get("body", b"")))
            if not message.get("more_body", False):
                self._whole.set()


def _wrong(call: "asyncio.Future[Any]") -> Exception:
    """Why there is no whole answer. What is no ``Exception``, such as pytest.fail, is raised."""
    if call.cancelled():
        return RuntimeError("the app cancelled itself")
    wrong = call.exception()
    if wrong is None:
        return RuntimeError("the app returned without a whole answer")
    if not isinstance(wrong, Exception):
        raise wrong
    return wrong


def _told(call: "asyncio.Future[Any]") -> None:
    """An exception after the answer changes nothing for the client, but is logged."""
    if not call.cancelled() and isinstance(call.exception(), Exception):
        crashed(_wrong(call), begun=True)
