"""The user's receiver under test: how rules push to it, and find out what it processed."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mock_redox.contract.evidence import Evidence

if TYPE_CHECKING:
    from mock_redox.adapters.mock import MockRedox
    from mock_redox.core.webhooks.deliveries import Delivery
    from mock_redox.core.webhooks.verification import Verification

EVENT = "PatientAdmin.Arrival"
QUIET, PATIENCE = 0.15, 5.0
"""Seconds: without change a probe counts as quiet; and the longest that is waited for that."""

NO_PROBE = "no probe was given, so this was judged by the answer alone"

Probe = Callable[[], int]
"""How many messages the receiver has processed since it began."""


class Receiver:
    """The endpoint under test.

    Args:
        redox: the mock, fresh for this rule.
        url: where the endpoint is.
        token: the verification token that it expects.
        probe: counts what it processed; None where the user gave none.
        evidence: where to note what was seen.
    """

    def __init__(
        self, redox: "MockRedox", url: str, token: str, probe: Probe | None, evidence: Evidence
    ) -> None:
        self.redox = redox
        self.url = url
        self.token = token
        self.evidence = evidence
        self._probe = probe

    def verify(self, token: str | None = None, method: str = "POST") -> "Verification":
        """Challenge it, with its own token or another."""
        found = self.redox.verify(self.url, self.token if token is None else token, method)
        self.evidence.note(f"{method} challenge: {found.reason}", self._exchange(found.exchange))
        return found

    def push(self, event: str = EVENT, **more: Any) -> "Delivery":
        """Push to it, whether or not it verified; ``more`` as in ``redox.push``."""
        made = self.redox.push(event, self.url, self.token, unverified=True, **more)
        self.evidence.note(
            f"{event} as {made.variant}: {made.attempts[-1].reason}",
            self._exchange(made.attempts[-1].exchange),
        )
        return made

    def processed(self) -> int | None:
        """What it has processed so far, once that has stopped changing; None without a probe."""
        if self._probe is None:
            self.evidence.weaken(NO_PROBE)
            return None
        last, until = self._probe(), time.monotonic() + PATIENCE
        quiet_since = time.monotonic()
        while time.monotonic() - quiet_since < QUIET and time.monotonic() < until:
            time.sleep(QUIET / 5)
            now = self._probe()
            if now != last:
                last, quiet_since = now, time.monotonic()
        return last

    def _exchange(self, number: int) -> Any:
        return self.redox.journal.get(number)
