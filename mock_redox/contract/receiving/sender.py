"""What is sent to the receiver under test, and what of it is noted."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from mock_redox.contract.evidence import Evidence
from mock_redox.contract.receiving.likeness import Seen
from mock_redox.contract.receiving.messages import Message, Messages, event_of
from mock_redox.contract.receiving.scale import Known, Scale

if TYPE_CHECKING:
    from mock_redox.adapters.mock import MockRedox
    from mock_redox.core.journal import Exchange
    from mock_redox.core.ports import Answer
    from mock_redox.core.webhooks.deliveries import Delivery
    from mock_redox.core.webhooks.verification import Verification

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


class Sender:
    """Pushes, challenges and whatever else, each noted in the evidence.

    Args:
        redox: the mock, fresh for this rule.
        target: what the user says of the endpoint.
        evidence: where to note what was seen.
        reach: sends what is no push.
        known: what other rules found out about it.
        scale: how long and how much.
    """

    def __init__(
        self, redox: "MockRedox", target: Target, evidence: Evidence, reach: Reach, known: Known,
        scale: Scale,
    ) -> None:  # fmt: skip
        self.redox = redox
        self.target = target
        self.evidence = evidence
        self.known = known
        self.scale = scale
        self.messages = Messages(redox, known)
        self._reach = reach
        self._limit()

    @property
    def url(self) -> str:
        return self.target.url

    @property
    def token(self) -> str:
        return self.target.token

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
        while True:
            made = self.redox.push(
                event_of(message), self.url, token or self.token,
                as_=as_, broken=broken, data=message, unverified=True,
            )  # fmt: skip
            self._note(made, what or (f"a push, broken as {broken}" if broken else ""))
            if not self._rests(made.status, made.attempts[-1].exchange):
                return made

    def push_at_once(self, messages: Sequence[Message]) -> "list[Delivery]":
        """Push all of them at the same time."""
        self.redox.core.destinations.at(self.url, self.token)  # made once, not in a race
        with ThreadPoolExecutor(len(messages)) as pool:
            return list(pool.map(self.push, messages))

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
        while True:
            answer, exchange = self._reach.ask(
                method, url or self.url, tuple(pairs), body, self.redox.settings.push_timeout
            )
            if silent:
                return answer
            told = f"answered {answer.status}" if answer.status is not None else answer.problem
            self.evidence.note(f"{what or method}: {told}", exchange)
            if not self._rests(answer.status, exchange.id):
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

    def _rests(self, status: int | None, number: int) -> bool:
        """Wait if a receiver asks for it: after 429 the feed rests, and tries again."""
        left = self.scale.rests - self.known.rested
        if status != 429 or left <= 0:
            return False
        wait = min(self._retry_after(number) or min(max(0.1, self.known.rested), 1.0), left)
        self.known.rested += wait
        self.evidence.note(f"it asked for a rest: {wait:.1f} s")
        time.sleep(wait)
        return True

    def _retry_after(self, number: int) -> float:
        answered = self.exchange(number)
        headers = answered.response_headers if answered else ()
        given = next((value for name, value in headers if name.lower() == "retry-after"), "")
        return float(given) if given.isdecimal() else 0.0

    def _unsettle(self) -> None:
        """Told before anything is sent."""

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
