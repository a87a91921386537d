"""Requests to what the user named that are no pushes: they end, whatever is answered."""

import json
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from mock_redox.adapters.senders import HttpSender
from mock_redox.core.ports import Answer, Outgoing, Reach

_sender = HttpSender()


def ask(url: str, seconds: float, sent: Mapping[str, str] | None = None) -> Answer:
    """A GET, or a POST of JSON where something is sent.

    Args:
        url: wherever it is: whoever gave it, means it.
        seconds: that the whole answer may take; one of more than 10 MB is none.
    """
    kind = (("content-type", "application/json"),) if sent is not None else ()
    return _sender.send(
        Outgoing(
            method="GET" if sent is None else "POST", url=url,
            headers=(("accept", "*/*"), *kind),
            body=b"" if sent is None else json.dumps(dict(sent)).encode(),
            timeout=timedelta(seconds=seconds),
            reach=Reach(allowed_targets=(urlsplit(url).hostname or "",)),
        )
    )  # fmt: skip
