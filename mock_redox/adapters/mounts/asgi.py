"""An ASGI app in this process, on an event loop of its own in a thread of its own.

A loop of its own, because the caller's may be running, and because what the app makes when it
starts belongs to the loop it was made on.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future
from typing import Any

from mock_redox.adapters.mounts.exchange import Exchange
from mock_redox.adapters.mounts.lifespan import Lifespan
from mock_redox.core.errors import Misuse
from mock_redox.core.ports import Answer, Outgoing

STARTING, ENDING = 30.0, 5.0
"""Seconds that an app may take to start and to end."""
_TIDYING = 1.0
"""Seconds that it may go on after its last answer, to close what it has opened."""

AsgiApp = Callable[..., Coroutine[Any, Any, None]]


class AsgiHost:
    """Answers with what the app does. One that hangs is left to it: a server would not stop it.

    Raises:
        Misuse: the app's lifespan says that it can't start, or does not end starting.
    """

    def __init__(self, app: AsgiApp) -> None:
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True, name="mock_redox mount")
        self._thread.start()
        self._lifespan = Lifespan(app)
        try:
            problem = self._soon(self._lifespan.start()).result(STARTING)
        except TimeoutError:
            problem = f"it took longer than {STARTING:g} s"
        if problem is not None:
            self.close()
            raise Misuse(f"the app's lifespan did not start: {problem}")

    def answer(self, outgoing: Outgoing) -> Answer:
        waiting = self._soon(Exchange(outgoing, self._lifespan.state).run(self._app))
        try:
            answer: Answer = waiting.result(outgoing.timeout.total_seconds())
            return answer
        except TimeoutError:
            return Answer(failure="timeout")
        except CancelledError:
            return Answer(failure="closed", problem="the app was unmounted while it answered")

    def close(self) -> None:
        """End the lifespan, then the loop with all that still runs on it."""
        ended = self._soon(self._lifespan.end())
        try:
            ended.result(ENDING)
        except TimeoutError:
            ended.cancel()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ENDING)

    def _soon(self, what: Coroutine[Any, Any, Any]) -> "Future[Any]":
        return asyncio.run_coroutine_threadsafe(what, self._loop)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        left = asyncio.all_tasks(self._loop)
        if left:
            left = self._loop.run_until_complete(asyncio.wait(left, timeout=_TIDYING))[1]
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()
