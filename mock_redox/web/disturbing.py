"""Failures of the server and the network: answers that come late, broken, or not at all."""

from collections.abc import Callable

from mock_redox.core.errors import Explanation
from mock_redox.core.failures.forced import Forced
from mock_redox.core.failures.model import Told
from mock_redox.core.redox import Redox
from mock_redox.web.answers import Answer, answer_of
from mock_redox.web.note import Note

DROPPED = Answer("", [], b"")
"""No answer: the connection ends."""


def _told(forced: Forced) -> Told:
    """The answer of the catalogue, where it is the same on every surface."""
    return next(iter(forced.failure.answers.values()))


def instead(redox: Redox, note: Note) -> Answer | None:
    """What comes in place of an answer, if the failure that is forced leaves none."""
    forced = note.forced
    if forced is None or forced.failure.stage != "before":
        return None
    forced.applied = True
    told = _told(forced)
    if told.status is None:
        return DROPPED
    if told.status == 200:  # late, but as ever
        return None
    failure = forced.failure
    note.explanation = Explanation(
        failure.name,
        "a request that the mock was told to let fail",
        "nothing that is wrong with it",
        failure.fix,
    )
    answer = answer_of(told.status, told.content_type, (told.body or "").encode())
    limit = [(name, redox.settings.now.rate_limit_header) for name in told.headers]
    return answer._replace(headers=[*answer.headers, *limit])


def disturbed(note: Note, answer: Answer) -> Answer:
    """The answer as the failure that is forced leaves it."""
    forced = note.forced
    if forced is None or forced.failure.stage != "after":
        return answer
    forced.applied = True
    change = _CHANGES.get(forced.failure.name)
    if change is None:
        return DROPPED
    told = _told(forced)
    if told.body is not None and told.status is not None:
        return answer_of(told.status, told.content_type, told.body.encode())
    body = change(answer.body)
    headers = [pair for pair in answer.headers if pair[0].lower() != "content-length"]
    return Answer(answer.status, [*headers, ("Content-Length", str(len(body)))], body)


_CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "service.truncated": lambda body: body[: len(body) // 2],
    "service.malformed": lambda body: body.replace(b":", b"=", 1) if b":" in body else body + b"}",
    "service.html": lambda body: body,
}
