"""Looks on while a call meets a failure that does not go away, and ends it after a while."""

import threading
from collections.abc import Callable
from types import TracebackType

from mock_redox.contract.calling.exchanges import Seen
from mock_redox.contract.calling.mocks import Mock

WINDOW = 1.5
"""Seconds from the first request that fails, in which further ones are counted."""
_POLL = 0.03


class Watch:
    """Counts requests while the block runs, for as long as the window; then nothing fails any more.

    So a client that repeats with growing waits need not be waited for, and one that repeats for
    ever comes to an end.

    Attributes:
        count: the requests in the window.
    """

    def __init__(self, mock: Mock, which: Callable[[Seen], bool], window: float = WINDOW) -> None:
        self._mock, self._which, self._window = mock, which, window
        self._mark = mock.mark()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True, name="contract watch")
        self.count = 0

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.is_set() and not self._seen():
            self._ended.wait(_POLL)
        self._ended.wait(self._window)
        self.count = self._seen()
        self._mock.calm()

    def _seen(self) -> int:
        return sum(self._which(each) for each in self._mock.seen(self._mark))
