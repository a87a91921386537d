"""What all ways to make the user's system call Redox share."""

import threading
from concurrent.futures import ThreadPoolExecutor

from mock_redox.contract.calling.reports import Report

PATIENCE = 120.0
"""Seconds that a call may take, whatever happens in it."""


class Many:
    """A way, with calls at the same time."""

    named: str
    is_process: bool
    zoned: bool

    def once(self, zone: str | None = None) -> Report:
        """One call, maybe beside others."""
        raise NotImplementedError

    def make(self, zone: str | None = None) -> Report:
        return self.once(zone)

    def make_at_once(self, count: int) -> list[Report]:
        start = threading.Barrier(count)

        def one(_: int) -> Report:
            start.wait()
            return self.once()

        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(one, range(count)))
