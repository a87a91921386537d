"""What a replay says: each call, and where its answer is another one than the recorded."""

from dataclasses import dataclass
from typing import Any

from mock_redox.core.failures.diagnosis import Diagnosis
from mock_redox.core.incidents.incident import (
    Incident,
    Outcome,
    SavedAnswer,
    SavedExchange,
    explained,
)
from mock_redox.core.redaction import one_line

_AROUND = 40
"""Characters shown on each side of a difference."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One call of a replay, with the answer that came now, as the file would hold it."""

    saved: SavedExchange
    now: SavedAnswer
    diagnosis: Diagnosis | None
    differences: tuple[str, ...]

    @property
    def as_recorded(self) -> bool:
        return not self.differences

    def as_json(self) -> dict[str, object]:
        before = self.saved.answer
        return {
            "id": self.saved.id, "call": self.saved.line, "status": self.now.status,
            "check": self.now.check, "as_recorded": self.as_recorded,
            "same": {
                "status": before.status == self.now.status,
                "check": not _is_whole(before) or before.check == self.now.check,
                "headers": before.headers == self.now.headers,
                "body": _same_body(before, self.now),
            },
            "differences": list(self.differences),
        }  # fmt: skip

    def __str__(self) -> str:
        told = Outcome(
            exchange=self.saved.id, call=self.saved.line, status=self.now.status,
            check=self.now.check,
        )  # fmt: skip
        verdict = "as recorded" if self.as_recorded else "NOT as recorded"
        return one_line(f"{self.saved.id:>4}  {told}  {verdict}")


@dataclass(frozen=True, kw_only=True)
class Replay:
    """All calls of an incident, made again."""

    incident: Incident
    steps: tuple[Step, ...]

    @property
    def as_recorded(self) -> bool:
        """Whether every answer is the recorded one, byte for byte but for the placeholders."""
        return all(each.as_recorded for each in self.steps)

    @property
    def outcome(self) -> Outcome:
        """How the call that the incident is about was answered now."""
        wanted = self.incident.outcome.exchange
        step = next(each for each in self.steps if each.saved.id == wanted)
        return Outcome(
            exchange=step.saved.id, call=step.saved.line, status=step.now.status,
            check=step.now.check, explanation=explained(step.diagnosis),
        )  # fmt: skip

    def report(self) -> str:
        """A line a call, the differences under it, and the explanation of the outcome."""
        lines = []
        for step in self.steps:
            lines += [str(step), *(one_line(f"        {each}") for each in step.differences)]
        told = [f"{name + ':':<10}{part}" for name, part in self.outcome.explanation.items()]
        end = "as recorded" if self.as_recorded else "NOT as recorded"
        return "\n".join([*lines, *(one_line(f"      {each}") for each in told), end])

    def as_json(self) -> dict[str, Any]:
        outcome = self.outcome
        return {
            "as_recorded": self.as_recorded,
            "outcome": {
                "exchange": outcome.exchange, "call": outcome.call, "status": outcome.status,
                "check": outcome.check, "explanation": outcome.explanation,
            },
            "recorded_by": self.incident.mock_redox,
            "exchanges": [each.as_json() for each in self.steps],
        }  # fmt: skip


def compared(before: SavedAnswer, now: SavedAnswer) -> tuple[str, ...]:
    """Where two answers differ, a sentence each."""
    found = [
        f"{name}: recorded {was or 'none'}, now {is_ or 'none'}"
        for name, was, is_ in (
            ("status", before.status, now.status),
            ("check", before.check if _is_whole(before) else now.check, now.check),
        )
        if was != is_
    ]
    for name in dict.fromkeys((*before.headers, *now.headers)):
        was, is_ = before.headers.get(name), now.headers.get(name)
        if was != is_:
            found.append(f"header {name}: recorded {was!r}, now {is_!r}")
    if not _same_body(before, now):
        found.append(_difference(before.body or before.base64 or "", now.body or now.base64 or ""))
    return tuple(found)


def _same_body(before: SavedAnswer, now: SavedAnswer) -> bool:
    return not _is_whole(before) or (before.body, before.base64) == (now.body, now.base64)


def _is_whole(before: SavedAnswer) -> bool:
    """Or the bodies were left out, and what was made of them can't be compared."""
    return before.body is not None or before.base64 is not None


def _difference(before: str, now: str) -> str:
    """The first place where two bodies part, with a little on each side."""
    pairs = zip(before, now, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(before), len(now)))
    shown = [text[max(0, at - _AROUND) : at + _AROUND] for text in (before, now)]
    return f"body, from character {at}: recorded {shown[0]!r}, now {shown[1]!r}"
