"""What waits in a feed as a record that outlives the process, and back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from mock_redox.core.destinations import Destination
from mock_redox.core.errors import Misuse
from mock_redox.core.records import kept
from mock_redox.core.times import iso
from mock_redox.core.webhooks.deliveries import Delivery, FeedKey
from mock_redox.core.webhooks.faults import fault
from mock_redox.core.webhooks.messages import first_log
from mock_redox.core.webhooks.variants import variant

_PLAIN = ("id", "event", "destination", "url", "variant", "log_id", "message", "retried", "broken")


@dataclass(frozen=True, kw_only=True)
class _Record:
    """A delivery that waits. What comes of the message may be any text that JSON can hold."""

    id: str
    event: str
    destination: str
    url: str
    variant: str
    log_id: Any
    message: dict[str, Any]
    retried: bool
    broken: str | None
    at: datetime
    feed: tuple[Any, ...]
    target: Destination

    def __post_init__(self) -> None:
        """Raises Misuse unless it can be tried."""
        variant(self.variant)
        if self.broken is not None:
            fault(self.broken)
        if len(self.feed) != len(FeedKey._fields) or {type(each) for each in self.feed} != {str}:
            raise Misuse("expected the parts of a feed", ("feed",))
        meta = self.message.get("Meta")
        first_log(meta if isinstance(meta, dict) else {})


def record(delivery: Delivery) -> dict[str, Any]:
    """All that is needed to go on with it. Its attempts are not kept."""
    plain = {name: getattr(delivery, name) for name in _PLAIN}
    target = asdict(delivery.target)
    return {**plain, "at": iso(delivery.at), "feed": delivery.feed, "target": target}


def restored(saved: Mapping[str, Any]) -> Delivery:
    """The delivery of a record, waiting. Its bytes are written anew with the next attempt id.

    Raises:
        Misuse: the record is none of this version's.
    """
    read = kept(_Record, saved)
    return Delivery(
        **{name: getattr(read, name) for name in _PLAIN},
        at=read.at, feed=FeedKey(*read.feed), target=read.target, body=b"", state="waiting",
    )  # fmt: skip
