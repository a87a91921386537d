"""What a drill found: the timeline, the outages, and a text for whoever is on call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from mock_redox.core.drills.script import Step
from mock_redox.core.times import iso


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A step that was made, or a call that was tried."""

    at: datetime
    kind: Literal["step", "call"]
    what: str = ""
    ok: bool = True
    because: str = ""
    reason: str = ""
    advice: str = ""
    step: Step | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "at": iso(self.at), "kind": self.kind, "what": self.what, "ok": self.ok,
            "because": self.because, "reason": self.reason,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """From the first call that failed to the first that got through again."""

    start: datetime
    end: datetime
    ended: bool
    """False when no call got through to the end of the drill; ``end`` is when that was, or when
    the next call would have been tried, if the first one that failed was the last."""
    because: str
    reason: str
    cause: str
    fix: str
    page: str = ""
    """Where what went wrong is documented, among the pages of this project."""

    @property
    def seconds(self) -> float:
        return (self.end - self.start).total_seconds()

    def as_json(self) -> dict[str, object]:
        return {
            "from": iso(self.start), "to": iso(self.end) if self.ended else None,
            "seconds": self.seconds, "because": self.because, "reason": self.reason,
            "cause": self.cause, "fix": self.fix, "page": self.page or None,
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True, repr=False)
class DrillResult:
    """How a drill went. ``str()`` is a table and a verdict for people.

    Attributes:
        timeline: all steps and calls, in order.
        outages: from the first call that failed to the next one that got through. A call is tried
            every ``every``, and at each step, so an outage that a step causes begins at the step,
            to the moment; its end is known to within ``every``.
    """

    script: str
    says: str
    lost: str
    every: timedelta
    timeline: tuple[Entry, ...]
    outages: tuple[Outage, ...]
    notes: tuple[str, ...] = ()

    @property
    def seconds_out(self) -> float:
        """Seconds of the mock's clock in which the system was locked out, all outages together."""
        return sum(each.seconds for each in self.outages)

    @property
    def recovered(self) -> bool:
        """Whether calls got through at the end, if not all along."""
        return all(each.ended for each in self.outages)

    @property
    def calls(self) -> Sequence[Entry]:
        """The calls that were tried."""
        return [each for each in self.timeline if each.kind == "call"]

    @property
    def summary(self) -> str:
        """One sentence."""
        from mock_redox.core.drills.text import summary

        return summary(self)

    def as_json(self) -> dict[str, object]:
        return {
            "script": self.script, "says": self.says, "every_seconds": self.every.total_seconds(),
            "started": iso(self.timeline[0].at), "ended": iso(self.timeline[-1].at),
            "seconds_out": self.seconds_out, "calls": len(self.calls),
            "failed": sum(not each.ok for each in self.calls), "summary": self.summary,
            "outages": [each.as_json() for each in self.outages], "notes": list(self.notes),
            "timeline": [each.as_json() for each in self.timeline],
        }  # fmt: skip

    def __repr__(self) -> str:
        return f"<drill {self.script}: {self.summary}>"

    def __str__(self) -> str:
        from mock_redox.core.drills.text import told

        return told(self)
