"""A feed: messages in line for one destination, of which only the first is ever on its way."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mock_redox.core.times import iso
from mock_redox.core.webhooks.deliveries import Delivery, FeedKey


@dataclass(slots=True, kw_only=True, eq=False)
class Feed:
    """First in, first out; the next message only after a good answer (webhooks.md 4.1).

    ``due`` is when the first message may be tried; ``held`` is a pause by hand, which no time ends.
    """

    id: str
    key: FeedKey
    waiting: deque[Delivery] = field(default_factory=deque)
    due: datetime
    held: bool = False
    busy: bool = False
    paused_since: datetime | None = None
    """When it was held, or the first message failed first."""
    failures: int = 0
    """Failed tries in a row of the first message."""
    delivered: int = 0
    failed: int = 0
    skipped: int = 0
    spent: timedelta = timedelta(0)
    """What the good answers took together."""

    @property
    def ready(self) -> bool:
        """Whether its first message may go as soon as it is due."""
        return bool(self.waiting) and not self.held and not self.busy

    @property
    def state(self) -> str:
        if self.held:
            return "held"
        if self.failures:
            return "paused"
        return "draining" if self.waiting else "idle"

    @property
    def drain(self) -> timedelta | None:
        """How long the backlog would need at the rate seen; None before the first good answer."""
        return self.spent / self.delivered * len(self.waiting) if self.delivered else None

    def as_json(self) -> dict[str, object]:
        waiting = tuple(self.waiting)  # at once: others may be at work on it
        drain = self.drain
        return {
            "id": self.id, "source": self.key.source, "data_model": self.key.data_model,
            "destination": self.key.destination, "patient": self.key.patient or None,
            "state": self.state, "queued": len(waiting), "delivered": self.delivered,
            "failed": self.failed, "skipped": self.skipped,
            "failures_in_a_row": self.failures,
            "oldest_waiting": iso(waiting[0].at) if waiting else None,
            "paused_since": iso(self.paused_since) if self.paused_since else None,
            "next_try": iso(self.due) if self.ready else None,
            "drain_seconds": None if drain is None else round(drain.total_seconds(), 3),
            "waiting": [each.id for each in waiting],
        }  # fmt: skip
