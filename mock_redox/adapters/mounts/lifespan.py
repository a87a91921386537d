"""The lifespan of an ASGI app: it is told to start once, before the first request, and to end."""

import asyncio
from typing import Any


class Lifespan:
    """Starts and ends an app that has a lifespan; one that has none is left alone.

    Attributes:
        state: what the app keeps for its requests.
    """

    def __init__(self, app: Any) -> None:
        self.state: dict[str, Any] = {}
        self._app = app
        self._problem: str | None = None
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> str | None:
        """Tell it to start and wait until it has; returns what it says is wrong, or None."""
        self._told: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self._started, self._ended = asyncio.Event(), asyncio.Event()
        self._told.put_nowait({"type": "lifespan.startup"})
        self._task = asyncio.create_task(self._run())
        await self._started.wait()
        return self._problem

    async def end(self) -> None:
        """Tell it to end and wait until it has."""
        if self._task is not None and not self._task.done():
            self._told.put_nowait({"type": "lifespan.shutdown"})
            await self._ended.wait()

    async def _run(self) -> None:
        scope = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": self.state,
        }
        try:
            await self._app(scope, self._told.get, self._send)
        except Exception:  # noqa: S110  (that is how an app says that it has no lifespan)
            pass
        finally:
            self._started.set()
            self._ended.set()

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "lifespan.startup.failed":
            self._problem = str(message.get("message") or "the app gave no reason").strip()
        if message["type"].startswith("lifespan.startup."):
            self._started.set()
        else:
            self._ended.set()
