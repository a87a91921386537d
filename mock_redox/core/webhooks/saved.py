"""What waits in a feed as a record that outlives the process, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from mock_redox.core.destinations import destination_of
from mock_redox.core.times import iso, moment
from mock_redox.core.webhooks.deliveries import Delivery, FeedKey

_PLAIN = ("id", "event", "destination", "url", "variant", "log_id", "message", "retried", "broken")


def record(delivery: Delivery) -> dict[str, Any]:
    """All that is needed to go on with it. Its attempts are not kept."""
    plain = {name: getattr(delivery, name) for name in _PLAIN}
    target = asdict(delivery.target)
    return {**plain, "at": iso(delivery.at), "feed": delivery.feed, "target": target}


def restored(saved: Mapping[str, Any]) -> Delivery:
    """The delivery of a record, waiting. Its bytes are written anew with the next attempt id."""
    return Delivery(
        **{name: saved[name] for name in _PLAIN},
        at=moment(saved["at"]),
        feed=FeedKey(*saved["feed"]),
        target=destination_of(saved["target"]),
        body=b"",
        state="waiting",
    )
