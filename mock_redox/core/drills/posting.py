"""The system under test by its URLs: a POST makes it call Redox, another tells it what is new."""

import json
from collections.abc import Callable

from mock_redox.core.drills.bench import New
from mock_redox.core.drills.outcome import CallFailed, NoAnswer
from mock_redox.core.errors import Misuse
from mock_redox.core.ports import Answer, Outgoing
from mock_redox.core.settings import LiveSettings
from mock_redox.core.urls import checked_url
from mock_redox.core.wire import Verdict, Wire


class Posting:
    """Posts through the wire: so all of it stands in the journal, and goes to no stranger."""

    def __init__(self, wire: Wire, settings: LiveSettings) -> None:
        self._wire = wire
        self._settings = settings

    def call(self, url: str) -> Callable[[], None]:
        """What makes the system call Redox, with an empty JSON object. Raises Misuse: no URL."""
        checked_url(url, "call")
        return lambda: self._post(url, b"{}")

    def switch(self, url: str) -> Callable[[New], None]:
        """What tells the system what is new, as JSON. Raises Misuse: no URL.

        What it returns raises Misuse when the system does not answer 2xx.
        """
        checked_url(url, "reload")

        def tell(new: New) -> None:
            try:
                self._post(url, json.dumps(new.as_json()).encode())
            except CallFailed as wrong:
                raise Misuse(str(wrong), ("reload",)) from None

        return tell

    def _post(self, url: str, body: bytes) -> None:
        outgoing = Outgoing(
            method="POST", url=url, headers=(("content-type", "application/json"),), body=body,
            timeout=self._settings.now.push_timeout,
        )  # fmt: skip
        answer, verdict, _ = self._wire.send(outgoing, _judge)
        if answer.status is None and answer.failure != "too_large":
            raise NoAnswer(f"POST {url} {verdict.reason}")
        if not verdict.good:
            raise CallFailed(f"POST {url} {verdict.reason}")


def _judge(answer: Answer) -> Verdict:
    if answer.status is None:
        return Verdict(False, f"got {answer.lack}")
    return Verdict(answer.good, f"was answered {answer.status}")
