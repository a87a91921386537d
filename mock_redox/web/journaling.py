"""One entry in the journal for every exchange that somebody had with the mock."""

from mock_redox.core.failures.forced import HEADER
from mock_redox.core.failures.surfaces import surface_of
from mock_redox.core.redox import Redox
from mock_redox.web.answers import Answer
from mock_redox.web.disturbing import DROPPED
from mock_redox.web.note import Note


def journal(note: Note, redox: Redox, answer: Answer, took: float) -> None:
    """What came, what went, and why.

    Args:
        took: seconds of real time.
    """
    forced = note.forced
    if forced is not None:
        forced.judge(note.explanation)
        redox.failures.settle(forced)
    if forced is not None and (forced.applied or forced.by == HEADER):
        note.reason = "; ".join(filter(None, (note.reason, forced.told)))
    dropped, refused = answer is DROPPED, answer.status >= "4"
    redox.journal.add(
        at=note.at,
        wall=note.wall,
        took=took,
        direction="in",
        method=note.method,
        url=f"{note.base}{note.path}?{note.query}" if note.query else note.base + note.path,
        path=note.path,
        request_headers=note.headers,
        request_body=note.body,
        status=None if dropped else int(answer.status[:3]),
        response_headers=tuple(answer.headers),
        response_body=answer.body,
        outcome="failed" if dropped else "refused" if refused else "ok",
        forced=forced.failure.name if forced and forced.applied else None,
        client=note.client or (_claimed(note, redox) if refused else None),
        reason=note.reason,
        explanation=note.explanation,
    )


def _claimed(note: Note, redox: Redox) -> str | None:
    """Whose calls are searched for is mostly he whose calls are refused."""
    surface = surface_of(note.path)
    if surface is None:
        return None
    return redox.auth.caller(surface, note.body, note.header("authorization"))
