"""What happens in a drill, and when: steps at moments of the mock's clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from mock_redox.core.drills.outcome import Outcome
from mock_redox.core.times import duration

Span = str | float | timedelta
"""A duration: seconds, a text such as ``5m``, or a timedelta."""


@dataclass(frozen=True)
class Step:
    """Something that happens at a moment of a drill.

    Args:
        at: since the drill's start.
        what: one clause in the present, such as ``the old key is removed``.
        do: lets it happen; text that it returns is shown beside it.
        past: the same clause in the past, for a sentence on what went wrong after it.
        until: what ended an outage that it caused, such as ``the client switched``.
        never: in place of that, when nothing ended it.
        fix: what to do so that it causes none.
        breaks: it takes something away, so that an outage later on may be its doing.
    """

    at: Span
    what: str
    do: Callable[[], object]
    past: str = ""
    until: str = "calls worked again"
    never: str = "no call worked after that"
    fix: str = ""
    breaks: bool = False

    @property
    def after(self) -> timedelta:
        """Since the drill's start. Raises Misuse if ``at`` is no duration."""
        return duration(self.at)


@dataclass(frozen=True)
class Script:
    """A list of steps, which may be one of your own.

    Args:
        name: short.
        steps: in any order.
        settle: how long the drill goes on after the last step; longer than a token lives, or a
            client that lives on a token which it still holds would pass.
        says: one clause on what it does.
        probe: what is tried all along, in place of a call of the user's.
        tidy: called at the end, whatever happened.
        lost: what the system could not do while it was out.
        notes: what else a reader of the result must know.
    """

    name: str
    steps: tuple[Step, ...]
    settle: Span = "5m10s"
    says: str = ""
    probe: Callable[[], Outcome] | None = None
    tidy: Callable[[], object] = lambda: None
    lost: str = "authenticate"
    notes: tuple[str, ...] = ()

    @property
    def length(self) -> timedelta:
        """From the start to the end."""
        last = max((step.after for step in self.steps), default=timedelta(0))
        return last + duration(self.settle)
