"""The journal as server-sent events: what a page that is open has not seen yet.

The server asks it again and again, see ``streams``.
"""

from dataclasses import replace

from mock_redox.core.journal import Journal, Query
from mock_redox.web.page.jinja import render
from mock_redox.web.page.rows import row

MOST = 100
"""Rows that are sent at once; if there are more, the page had better read the list anew."""


class Live:
    """What one page wants to see, and how far it got.

    Args:
        query: what narrows it.
        seen: the number of the last exchange that the page has.
    """

    def __init__(self, journal: Journal, query: Query, seen: int) -> None:
        self._journal = journal
        self._query = query
        self._seen = seen

    def next(self) -> bytes:
        """Events for all that is new, or nothing. Takes no time where there is nothing."""
        newest, seen = self._journal.newest, self._seen
        if newest == seen:
            return b""
        self._seen = newest
        if newest < seen:  # it was cleared, and counts from one again
            return _event("reload", newest, "")
        found = self._journal.find(replace(self._query, after=seen, before=newest + 1))
        if len(found) > MOST:
            return _event("reload", newest, "")
        shown = [
            _event("row", each.id, render("timeline/row", row=row(each), fresh=True))
            for each in found
        ]
        return b"".join(shown) + _event("seen", newest, str(len(self._journal)))


def _event(kind: str, number: int, data: str) -> bytes:
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"id: {number}\nevent: {kind}\n{lines}\n".encode("utf-8", "replace")
