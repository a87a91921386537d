"""What waits in a feed as a record that outlives the process, and back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from mock_redox.core.destinations.destination import Destination
from mock_redox.core.errors import Misuse
from mock_redox.core.records import read_kept
from mock_redox.core.times import iso
from mock_redox.core.webhooks.deliveries import Delivery, FeedKey
from mock_redox.core.webhooks.faults import fault
from mock_redox.core.webhooks.messages import first_log
from mock_redox.core.webhooks.variants import variant


@dataclass(frozen=True, slots=True, kw_only=True)
class _Saved:
    """Of a delivery, all that is needed to go on with it. Its attempts are not kept.

    What was taken out of the message may be any text that JSON can hold.
    """

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


_NAMES = tuple(field.name for field in fields(_Saved))


def record(delivery: Delivery) -> dict[str, Any]:
    """A delivery as plain data."""
    plain = {name: getattr(delivery, name) for name in _NAMES}
    return {**plain, "at": iso(delivery.at), "target": asdict(delivery.target)}


def restored(record: Mapping[str, Any]) -> Delivery:
    """The delivery of a record, waiting. Its bytes are written anew with the next attempt id.

    Raises:
        Misuse: a record of another version of mock_redox.
    """
    saved = read_kept(_Saved, record)
    values = {name: getattr(saved, name) for name in _NAMES}
    return Delivery(**{**values, "feed": FeedKey(*saved.feed)}, body=b"", state="waiting")
