"""An exchange as one row of the timeline; no secret in it."""

import re
from dataclasses import dataclass

from mock_redox.core import redaction
from mock_redox.core.journal import Exchange
from mock_redox.core.times import iso

_LOOKED_AT = 2_000
"""Bytes at the beginning of a body, where ``Meta`` stands in all messages of Redox's."""
_MODEL = re.compile(rb'"DataModel"\s*:\s*"([\w ]{1,40})"')
_CHALLENGE = b'{"verification-token":'
"""How the body of a verification begins, as the mock writes it."""
_TYPE = re.compile(rb'"EventType"\s*:\s*"([\w-]{1,40})"')
_LONGEST = 160

WORDS = {"ok": "OK", "refused": "Refused", "failed": "No answer"}
"""What the outcomes are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a row shows."""

    id: int
    at: str
    direction: str
    method: str
    where: str
    status: str
    outcome: str
    event: str
    why: str
    forced: str
    took: str

    @property
    def word(self) -> str:
        return WORDS[self.outcome]


def row(exchange: Exchange) -> Row:
    inward = exchange.direction == "in"
    return Row(
        id=exchange.id,
        at=iso(exchange.at),
        direction=exchange.direction,
        method=exchange.method,
        where=redaction.url(exchange.path) if inward else _bare(redaction.url(exchange.url)),
        status="" if exchange.status is None else str(exchange.status),
        outcome=exchange.outcome,
        event=event_of(exchange),
        why=_why(exchange),
        forced=exchange.forced or "",
        took=took(exchange.took),
    )


def _bare(url: str) -> str:
    """Without the scheme, which a row has no room for."""
    return url.removeprefix("http://").removeprefix("https://")


def event_of(exchange: Exchange) -> str:
    """``PatientAdmin.Arrival``, if it was a message; ``challenge``, if it verifies an endpoint."""
    head = exchange.request_body[:_LOOKED_AT]
    if exchange.direction == "out" and (
        head.startswith(_CHALLENGE) or exchange.header("challenge")
    ):
        return "challenge"
    model, kind = _MODEL.search(head), _TYPE.search(head)
    return f"{model[1].decode()}.{kind[1].decode()}" if model and kind else ""


def took(seconds: float) -> str:
    """``0.4 ms``, ``12 ms``, ``1.2 s``."""
    if seconds >= 1:
        return f"{seconds:.1f} s"
    return f"{seconds * 1000:.1f} ms" if seconds < 0.01 else f"{seconds * 1000:.0f} ms"


def _why(exchange: Exchange) -> str:
    """Why it was not answered well, in a line; what the answer to the mock means in any case:

    a good one to a wrong token is no good news.
    """
    why = exchange.explanation
    if why is not None:
        text = f"{why.check}: got {why.got}"
    elif exchange.outcome != "ok" or exchange.direction == "out":
        text = exchange.problem or exchange.reason
    else:
        return ""
    shown = redaction.one_line(redaction.text(text))
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
