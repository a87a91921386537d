"""A fault of the mock itself: the client sees Redox's 500; the log and the journal say more."""

import logging

from mock_redox.core.failures.model import TEXT
from mock_redox.web.answers import Answer, answer_of
from mock_redox.web.note import Note

_LOG = logging.getLogger("mock_redox")


def told(error: Exception, note: Note) -> Answer:
    """The answer. The request is not tried again: what it did before the fault is done."""
    _LOG.error("mock_redox has a bug; please report this", exc_info=error)
    note.reason = f"a bug in mock_redox: {type(error).__name__}: {error}"
    return answer_of(500, TEXT, b"Internal Server Error")
