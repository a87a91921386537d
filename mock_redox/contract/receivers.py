"""The user's receiver under test: how rules push to it, and find out what it processed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from mock_redox.contract.receiving.learning import Learner
from mock_redox.contract.receiving.likeness import Seen, alike
from mock_redox.contract.receiving.sender import Target

if TYPE_CHECKING:
    from mock_redox.core.webhooks.deliveries import Delivery

__all__ = ["Receiver", "Target", "Watch"]

NO_PROBE = (
    "no probe was given, so this was judged by the answers alone; a probe (--redox-probe, "
    "redox_side_effects) would tell what was really processed"
)
DEAD_PROBE = (
    "the probe does not rise when a right push comes, so this was judged by the answers alone; "
    "see receiver.push.processed"
)
RESTLESS = (
    "the probe changes while nothing is sent: let it count processed messages, and only those"
)
NOT_TOLD_APART = (
    "it answers a right and a wrong token alike, so nothing can be seen from outside; "
    "see receiver.token.told-apart"
)


@dataclass
class Watch:
    """What was seen while a rule pushed, and right after it.

    Attributes:
        unit: by how much the probe rises for one message.
        rise: by how much it rose for all but the closing push; None where nothing can be counted.
        closing: a good push right after; with it all is processed that a worker has in line.
    """

    unit: int = 0
    rise: int | None = None
    closing: "Delivery | None" = None
    blame: Callable[[], None] = lambda: None
    """Says in the evidence that the closing push decided."""

    @property
    def times(self) -> str:
        """How often it was processed, in words."""
        if not self.rise or not self.unit:
            return "not at all"
        often, rest = divmod(self.rise, self.unit)
        return f"{often} times" if not rest else f"{self.rise / self.unit:.1f} times"

    def processed(self, times: int) -> None:
        """Assert that so many messages were processed, no more and no fewer, if it can be told."""
        if self.rise is None:
            return
        wanted = times * self.unit
        if times == 1:
            assert self.rise <= wanted, f"it was processed {self.times}"
            assert self.rise >= wanted, "it was acknowledged, but not processed"
            return
        assert self.rise <= wanted, f"of {times} messages some were processed twice or more"
        assert self.rise >= wanted, (
            f"{times} messages were acknowledged, but {self.rise // self.unit} processed"
        )

    def goes_on(self) -> None:
        """Assert that the good push right after was taken, and processed."""
        assert self.closing is not None
        last = self.closing.attempts[-1]
        lost = self.rise is not None and self.rise < 0
        if lost or not self.closing.good:
            self.blame()
        assert self.closing.good, f"the good push right after it was not taken: {last.reason}"
        assert not lost, (
            f"the good push right after it was acknowledged with {self.closing.status}, but not "
            "processed"
        )

    def survived(self, status: int | None, problem: str) -> None:
        """Assert that there was an answer, that it was no crash, and that all goes on."""
        assert status is not None, f"there was no answer: {problem}"
        assert status < 500, f"it answered {status}"
        self.goes_on()


class Receiver(Learner):
    """The endpoint under test, as the rules see it."""

    def needs_good_pushes(self) -> None:
        """Skip the rule unless right pushes are taken: else it would say nothing."""
        self.learn()
        if not self.known.taken:
            pytest.skip(
                f"a right push is not taken ({self.known.why_not}), so there is nothing to judge: "
                "see receiver.push.accepted"
            )

    def needs_probe(self) -> int:
        """Skip the rule unless what was processed can be counted; returns the unit."""
        self.needs_good_pushes()
        unit = self.unit()
        if not unit:
            why = "no probe was given" if self._counter is None else "the probe does not rise"
            if self.known.restless:
                pytest.skip(RESTLESS)
            pytest.skip(f"{why}: give --redox-probe URL, or override redox_side_effects")
        return unit

    def needs_wire(self) -> None:
        """Skip the rule for an app in this process."""
        if self.target.in_process:
            pytest.skip("an app in this process is reached without a wire: give its URL instead")

    @contextmanager
    def watching(self, expect: int = 0, linger: float = 0.0, weak: bool = True) -> Iterator[Watch]:
        """Count what is processed of what is pushed in the block, and of nothing else.

        A good push closes it: what a receiver has in line, for a worker, is done when that is. So
        what was processed late counts too, and what was processed first and taken back later.

        Args:
            expect: so many messages are waited for.
            linger: seconds to go on looking before the closing push.
            weak: whether the verdict says less where nothing can be counted.
        """
        self.needs_good_pushes()
        watch, counter = Watch(unit=self.unit()), self._counter
        if counter is None or not watch.unit:
            if weak:
                self.evidence.weaken(NO_PROBE if counter is None else DEAD_PROBE)
            yield watch
            self._close(watch)
            return
        self._flush(counter, watch.unit)
        yield watch
        counter.linger(linger)
        own = watch.unit if self._close(watch).good else 0
        watch.rise = counter.rises(watch.unit * expect + own) - own
        self.evidence.note(f"the probe rose by {watch.rise}, and by {own} for the good push")

    def _close(self, watch: Watch) -> "Delivery":
        """Push a good one; what decided is still what came before it."""
        before = self.evidence.exchanges[-1:]
        watch.closing = self.push(what="a good push right after")
        own = self.evidence.exchanges[-1]
        watch.blame = lambda: self.evidence.decide(own)
        for each in before:
            self.evidence.decide(each)
        return watch.closing

    def apart(self) -> tuple[Seen, Seen]:
        """What it answers to a right push, and to one with a wrong token."""
        if self.known.apart is None:
            right = self.seen(self.push(what="a right push"))
            self.known.apart = right, self.seen(self.push(as_="wrong"))
        right, wrong = self.known.apart
        return right, wrong

    def discards(self, pushed: "Delivery", watch: Watch) -> None:
        """Assert that a push was not processed: by the probe, or by what can be seen outside."""
        answer = self.seen(pushed)
        said = f"answered {answer.status}" if answer.status is not None else "not answered"
        if watch.rise is not None:
            assert watch.rise <= 0, f"it was processed, though it was {said}"
            return
        right, wrong = self.apart()
        self.evidence.decide(self.exchange(pushed.attempts[-1].exchange))
        if alike(right, wrong):
            self.evidence.weaken(NOT_TOLD_APART)
            return
        assert not alike(answer, right), (
            f"it was {said}, just as a right push is; other wrong tokens are answered "
            f"{wrong.status}, so this one was taken for right"
        )
        if answer.good:
            self.evidence.weaken(f"it was {said}; that nothing was processed can't be seen")
