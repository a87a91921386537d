"""The user's receiver under test: how rules push to it, and find out what it processed."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from mock_redox.contract.evidence import Evidence
from mock_redox.contract.receiving.counting import Counter, Probe
from mock_redox.contract.receiving.likeness import Seen, alike
from mock_redox.contract.receiving.messages import Message, Messages, event_of
from mock_redox.contract.receiving.scale import EVENT, EVENTS, Known, Scale

if TYPE_CHECKING:
    from mock_redox.adapters.mock import MockRedox
    from mock_redox.core.journal import Exchange
    from mock_redox.core.ports import Answer
    from mock_redox.core.webhooks.deliveries import Delivery
    from mock_redox.core.webhooks.verification import Verification

NO_PROBE = (
    "no probe was given, so this was judged by the answers alone; a probe (--redox-probe, "
    "redox_side_effects) would tell what was really processed"
)
DEAD_PROBE = (
    "the probe does not rise when a right push comes, so this was judged by the answers alone; "
    "see receiver.push.processed"
)
NOT_TOLD_APART = (
    "it answers a right and a wrong token alike, so nothing can be seen from outside; "
    "see receiver.token.told-apart"
)

_FIRST_LOOK = 2.0
"""Seconds for the usual event to be counted, before others are tried as well."""

Pairs = Sequence[tuple[str, str]]


class Reach(Protocol):
    """What a rule needs besides pushes and challenges."""

    def ask(
        self, method: str, url: str, headers: Pairs, body: bytes, limit: timedelta
    ) -> "tuple[Answer, Exchange]":
        """Send one request of any kind."""
        ...

    def handshake(self, url: str, old: bool) -> tuple[str | None, str]:
        """The version of TLS that is spoken there, or None and why not."""
        ...


@dataclass(frozen=True, kw_only=True)
class Target:
    """The endpoint under test, as its user names it.

    Args:
        url: where it is.
        token: the verification token that it expects.
        old_token: one that it expected before.
        other_token: one of another destination.
        environment: of Redox: Development, Staging or Production.
        logs: files to which it writes.
        in_process: whether it is an app in this process, so that there is no wire.
    """

    url: str
    token: str = field(repr=False)
    old_token: str | None = field(default=None, repr=False)
    other_token: str | None = field(default=None, repr=False)
    environment: str | None = None
    logs: tuple[Path, ...] = ()
    in_process: bool = False


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


class Receiver:
    """The endpoint under test.

    Args:
        redox: the mock, fresh for this rule.
        target: what the user says of the endpoint.
        probe: counts what it processed; None where the user gave none.
        evidence: where to note what was seen.
        reach: sends what is no push.
        known: what other rules found out about it.
        scale: how long and how much.
    """

    def __init__(
        self, redox: "MockRedox", target: Target, probe: Probe | None, evidence: Evidence,
        reach: Reach, known: Known | None = None, scale: Scale | None = None,
    ) -> None:  # fmt: skip
        self.redox = redox
        self.target = target
        self.evidence = evidence
        self.known = known or Known()
        self.scale = scale or Scale()
        self.messages = Messages(redox, self.known)
        self._reach = reach
        self._counter = Counter(probe, self.scale, self.known) if probe else None
        self._limit()

    @property
    def url(self) -> str:
        return self.target.url

    @property
    def token(self) -> str:
        return self.target.token

    @property
    def has_probe(self) -> bool:
        return self._counter is not None

    def verify(self, token: str | None = None, method: str = "POST") -> "Verification":
        """Challenge it, with its own token or another."""
        self._unsettle()
        found = self.redox.verify(self.url, self.token if token is None else token, method)
        self.evidence.note(f"{method} challenge: {found.reason}", self.exchange(found.exchange))
        return found

    def push(
        self, message: Message | None = None, *, as_: str = "right", broken: str | None = None,
        token: str | None = None, what: str = "",
    ) -> "Delivery":  # fmt: skip
        """Push to it, whether or not it verified.

        Args:
            message: a fresh one when not given.
            as_: the variant of the token.
            broken: the fault.
            token: sent in place of its own.
            what: to call it in the evidence.
        """
        self._unsettle()
        message = message if message is not None else self.messages.fresh()
        made = self.redox.push(
            event_of(message), self.url, token or self.token,
            as_=as_, broken=broken, data=message, unverified=True,
        )  # fmt: skip
        self._note(made, what or (f"a push, broken as {broken}" if broken else ""))
        return made

    def ask(
        self, method: str = "POST", body: bytes = b"", headers: Pairs | None = None,
        url: str | None = None, what: str = "", silent: bool = False,
    ) -> "Answer":  # fmt: skip
        """Send a request of any kind, by default with the headers of a right push.

        Args:
            silent: one of very many, of which the evidence does not tell.
        """
        self._unsettle()
        pairs = self.headers() if headers is None else headers
        answer, exchange = self._reach.ask(
            method, url or self.url, tuple(pairs), body, self.redox.settings.push_timeout
        )
        if silent:
            return answer
        told = f"answered {answer.status}" if answer.status is not None else answer.problem
        self.evidence.note(f"{what or method}: {told}", exchange)
        return answer

    def headers(self, token: str | None = None) -> tuple[tuple[str, str], ...]:
        """Those of a push (webhooks.md 3), with its own token or another."""
        sent = token or self.token
        return (
            ("verification-token", sent), ("authorization", f"Bearer {sent}"),
            ("application-name", "RedoxEngine"), ("content-type", "application/json"),
        )  # fmt: skip

    def handshake(self, old: bool = False) -> tuple[str | None, str]:
        """The version of TLS that it speaks, or None and why not; ``old`` offers 1.0 and 1.1."""
        return self._reach.handshake(self.url, old)

    @staticmethod
    def written(message: Mapping[str, Any]) -> bytes:
        """A message as it goes on the wire."""
        return json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode()

    def exchange(self, number: int) -> Any:
        return self.redox.journal.get(number)

    def seen(self, made: "Delivery") -> Seen:
        """What the last answer to a push shows to somebody outside."""
        exchange = self.exchange(made.attempts[-1].exchange)
        return Seen(made.status, exchange.response_body if exchange else b"")

    @contextmanager
    def limited(self, seconds: float) -> Iterator[None]:
        """Wait no longer than so for an answer, within the block."""
        before = self.redox.settings.push_timeout
        self.redox.core.settings.change(push_timeout=timedelta(seconds=seconds))
        yield
        self.redox.core.settings.change(push_timeout=before)

    def rest(self) -> None:
        """Wait as long as it usually takes to process a message, and more."""
        time.sleep(max(self.scale.quiet, 3 * (self.known.latency + self.known.took)))

    def learn(self) -> None:
        """Find out whether it takes a right push, and what of it can be counted; once a run.

        It is best done before anything else is sent: what was, may still be in work.
        """
        if self.known.taken is not None:
            return
        if self._counter is not None:
            self._counter.begin()
        made = self.push(what="a right push, to see whether it is taken")
        self.known.taken, self.known.why_not = made.good, made.attempts[-1].reason
        if self._counter is not None:
            self.known.unit = self._find_unit(self._counter) if made.good else 0

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

    def unit(self) -> int:
        """By how much the probe rises for one message; 0 without a probe, or if it does not."""
        self.learn()
        return self.known.unit or 0

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

    def _limit(self) -> None:
        """Waits that differ from the settings; only tests of the rules have some."""
        limits: Mapping[str, float | None] = {
            "verification_timeout": self.scale.challenge_limit,
            "push_timeout": self.scale.push_limit,
        }
        changed = {name: timedelta(seconds=each) for name, each in limits.items() if each}
        self.redox.core.settings.change(**changed)

    def _note(self, made: "Delivery", what: str) -> None:
        last = made.attempts[-1]
        if last.good:
            self.known.took = last.took
        named = what or (
            "a right push" if made.variant == "right" else f"a push with the token {made.variant}"
        )
        self.evidence.note(f"{named}: {last.reason}", self.exchange(last.exchange))
