"""An answer as WSGI wants it, for those who give one without Flask; and JSON as Redox writes it."""

import json
from http import HTTPStatus
from typing import NamedTuple

import orjson

OURS = ("X-Mock-Redox", "1")
"""The header on answers that are the mock's own, and none of Redox's."""


class Answer(NamedTuple):
    """Status line, headers and body, as WSGI wants them; no status where none comes."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


def answer_of(status: int, content_type: str, body: bytes) -> Answer:
    """An answer with no further headers."""
    headers = [("Content-Type", content_type), ("Content-Length", str(len(body)))]
    return Answer(_STATUS.get(status, f"{status} Refused"), headers, body)


def compact(value: object) -> bytes:
    """JSON without blanks, as Node's are."""
    try:
        return orjson.dumps(value)
    except TypeError:  # nested deeper or larger numbers than it takes, or half a character
        return json.dumps(value, separators=(",", ":")).encode()


_STATUS = {each.value: f"{each.value} {each.phrase}" for each in HTTPStatus}
