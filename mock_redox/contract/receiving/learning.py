"""What has to be known of a receiver before its rules can be judged."""

import time
from typing import TYPE_CHECKING

from mock_redox.contract.evidence import Evidence
from mock_redox.contract.receiving.counting import Counter, Probe
from mock_redox.contract.receiving.scale import EVENT, EVENTS, Known, Scale
from mock_redox.contract.receiving.sender import Reach, Sender, Target

if TYPE_CHECKING:
    from mock_redox.adapters.mock import MockRedox

_FIRST_LOOK = 2.0
"""Seconds for the usual event to be counted, before others are tried as well."""


class Learner(Sender):
    """Finds out whether right pushes are taken, and what of them can be counted.

    Args:
        probe: counts what the receiver processed; None where the user gave none.
    """

    def __init__(
        self, redox: "MockRedox", target: Target, probe: Probe | None, evidence: Evidence,
        reach: Reach, known: Known | None = None, scale: Scale | None = None,
    ) -> None:  # fmt: skip
        super().__init__(redox, target, evidence, reach, known or Known(), scale or Scale())
        self._counter = Counter(probe, self.scale, self.known) if probe else None

    @property
    def has_probe(self) -> bool:
        return self._counter is not None

    def learn(self) -> None:
        """Find out whether it takes a right push, and what of it can be counted; once a run.

        It is best done before anything else is sent: what was, may still be in work.
        """
        if self.known.taken is not None:
            return
        if self._counter is not None:
            self.known.restless = not self._counter.begin()
        made = self.push(what="a right push, to see whether it is taken")
        self.known.taken, self.known.why_not = made.good, made.attempts[-1].reason
        self.known.silent = made.attempts[-1].failure == "timeout"
        if self._counter is not None:
            countable = made.good and not self.known.restless
            self.known.unit = self._find_unit(self._counter) if countable else 0

    def unit(self) -> int:
        """By how much the probe rises for one message; 0 without a probe, or if it does not."""
        self.learn()
        return self.known.unit or 0

    def rest(self) -> None:
        """Wait as long as it usually takes to process a message, and more."""
        time.sleep(max(self.scale.quiet, 3 * (self.known.latency + self.known.took)))

    def _find_unit(self, counter: Counter) -> int:
        """Also finds what event it counts: a receiver may be there for one kind only."""
        chosen = self.known.event != EVENT
        limit = self.scale.patience
        rises = counter.rises(1, limit if chosen else min(_FIRST_LOOK, limit))
        if not rises and (chosen or not self._looks_for_another(counter)):
            return 0
        # the first may have made what all others share, such as a hospital
        return self._rises(counter, limit)

    def _rises(self, counter: Counter, patience: float, event: str | None = None) -> int:
        counter.begin()
        self.push(self.messages.fresh(event), what="a right push, to see what is counted")
        return counter.rises(1, patience)

    def _looks_for_another(self, counter: Counter) -> bool:
        """Push all kinds at once, and if one of them counts, one after the other."""
        counter.begin()
        for event in EVENTS[1:]:
            self.push(self.messages.fresh(event))
        if not counter.rises(1):
            return False
        patience = max(0.5, 3 * counter.waited)
        for event in EVENTS[1:]:
            if self._rises(counter, patience, event):
                self.known.event = event
                self.known.notes.append(f"{EVENT} is not counted; it was judged by {event}")
                return True
        return False

    def _flush(self, counter: Counter, unit: int) -> None:
        """Wait until what was sent before is done: a good push comes out behind it."""
        if not counter.is_quiet:
            counter.begin()
            if self.push(what="a good push, to see that all before it is done").good:
                counter.rises(unit)
        counter.begin()

    def _unsettle(self) -> None:
        if self._counter is not None:
            self._counter.unsettle()
