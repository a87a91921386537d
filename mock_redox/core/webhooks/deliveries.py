"""Pushes and what became of them, attempt by attempt."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple

from mock_redox.core.destinations.destination import Destination
from mock_redox.core.ports import Answer, Failure
from mock_redox.core.times import iso
from mock_redox.core.webhooks.faults import FAULTS
from mock_redox.core.webhooks.variants import VARIANTS
from mock_redox.core.wire import Verdict


class FeedKey(NamedTuple):
    """What makes a feed: a subscription, or with child queues one patient in it."""

    source: str
    data_model: str
    destination: str
    patient: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try to deliver."""

    number: int
    id: str
    at: datetime
    status: int | None
    good: bool
    reason: str
    took: float
    exchange: int
    failure: Failure | None = None
    """Why there was no answer."""
    variant: str = "right"
    """What it went as: the delivery's own, unless a failure was ordered for it."""

    def as_json(self) -> dict[str, object]:
        return {
            "number": self.number, "id": self.id, "at": iso(self.at), "status": self.status,
            "good": self.good, "reason": self.reason, "took_ms": round(self.took * 1000, 3),
            "exchange": self.exchange, "failure": self.failure, "variant": self.variant,
        }  # fmt: skip


State = Literal["sent", "waiting", "delivered", "failed", "skipped", "dropped"]
"""``sent`` was pushed once, past all feeds; ``failed`` was a test that is not tried again."""


@dataclass(slots=True, kw_only=True, eq=False)
class Delivery:
    """A message on its way to one destination."""

    id: str
    event: str
    destination: str
    target: Destination = field(repr=False)
    """The destination as it was at the last try."""
    url: str
    variant: str
    log_id: str
    message: dict[str, Any] = field(repr=False)
    body: bytes = field(repr=False)
    """The message as it goes on the wire, unless a fault changes it."""
    at: datetime
    """When the mock took it."""
    state: State = "sent"
    feed: FeedKey | None = None
    retried: bool = True
    """Whether a bad answer holds up the feed; tests to Production don't (webhooks.md 4.2)."""
    broken: str | None = None
    """The name of the fault; what it made of the message stands in the journal."""
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def last(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None

    @property
    def status(self) -> int | None:
        """The status of the last answer."""
        return self.last.status if self.last else None

    @property
    def failure(self) -> Failure | None:
        """Why the last try has no status."""
        return self.last.failure if self.last else None

    @property
    def good(self) -> bool:
        """Whether the last answer was a good one."""
        return bool(self.last and self.last.good)

    @property
    def reason(self) -> str:
        """What the last answer means, or why there was none."""
        return self.last.reason if self.last else f"not tried; it is {self.state}"

    @property
    def as_expected(self) -> bool:
        """Whether the last outcome is a sound receiver's: 2xx to a right token, 4xx to a wrong one.

        After a fault, what fits the fault.
        """
        how = VARIANTS[self.last.variant if self.last else self.variant]
        if self.broken is None or self.last is None:
            return how.fits(self.status)
        return FAULTS[self.broken].fits(self.last.status, self.last.failure, how)

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id, "event": self.event, "destination": self.destination, "url": self.url,
            "variant": self.variant, "broken": self.broken, "log_id": self.log_id,
            "good": self.good, "as_expected": self.as_expected, "state": self.state,
            "at": iso(self.at), "status": self.status, "failure": self.failure,
            "reason": self.reason, "message": self.message,
            "attempts": [attempt.as_json() for attempt in self.attempts],
        }  # fmt: skip


_PAUSES = "a feed pauses on that and tries again"


def judge(answer: Answer, strict: bool = False) -> Verdict:
    """Any 2xx is a good answer, strictly only 200; all else pauses a feed (webhooks.md 4.1)."""
    if answer.status is None:
        return Verdict(False, f"{answer.lack}; {_PAUSES}")
    if answer.good and strict and answer.status != 200:
        return Verdict(False, f"answered {answer.status}; strict_ack takes nothing but 200")
    if answer.good:
        return Verdict(True, f"acknowledged with {answer.status}")
    if 300 <= answer.status < 400:
        return Verdict(False, f"redirect {answer.status} is not followed and counts as a failure")
    return Verdict(False, f"refused with {answer.status}; {_PAUSES}")
