"""Everything the mock sends goes through here, and so into the journal."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlsplit

from mock_redox.core.clock import Clock
from mock_redox.core.failures.forced import Forced
from mock_redox.core.journal import Exchange, Journal
from mock_redox.core.ports import Answer, Outgoing, Reach, Sender
from mock_redox.core.settings import LiveSettings


class Verdict(NamedTuple):
    """Whether an answer is a good one, and why."""

    good: bool
    reason: str


class Sent(NamedTuple):
    """What was sent came back so, and stands in the journal there."""

    answer: Answer
    verdict: Verdict
    exchange: Exchange


class Wire:
    """Sends, judges and journals. Holds no lock while it waits for the answer."""

    def __init__(
        self, sender: Sender, clock: Clock, journal: Journal, settings: LiveSettings | None = None
    ) -> None:
        self._sender = sender
        self._clock = clock
        self._journal = journal
        self._settings = settings

    def send(
        self,
        outgoing: Outgoing,
        judge: Callable[[Answer], Verdict],
        forced: Forced | None = None,
    ) -> Sent:
        at = self._clock.now()
        outgoing = replace(outgoing, reach=self._reach())
        answer = self._sender.send(outgoing)
        verdict = _loud(judge(answer), outgoing)
        exchange = self._journal.add(
            at=at,
            direction="out",
            method=outgoing.method,
            url=outgoing.url,
            path=path_of(outgoing.url),
            request_headers=outgoing.headers,
            request_body=outgoing.body,
            status=answer.status,
            response_headers=answer.headers,
            response_body=answer.body,
            took=answer.took,
            outcome="failed" if answer.status is None else "ok" if verdict.good else "refused",
            reason=verdict.reason,
            forced=forced.failure.name if forced else None,
            failure=answer.failure,
            problem=answer.problem,
        )
        return Sent(answer, verdict, exchange)

    def _reach(self) -> Reach:
        """As the settings say now: they may change while the mock runs."""
        if self._settings is None:
            return Reach()
        now = self._settings.now
        return Reach(
            allowed_targets=now.allowed_targets, tls_ca=now.tls_ca, tls_insecure=now.tls_insecure
        )


def _loud(verdict: Verdict, outgoing: Outgoing) -> Verdict:
    """A test that passes because nobody looked at the certificate has to say so."""
    if not (outgoing.reach.tls_insecure and outgoing.url.lower().startswith("https:")):
        return verdict
    return Verdict(verdict.good, f"{verdict.reason} (certificate NOT checked: tls_insecure is on)")


def path_of(url: str) -> str:
    """The path of a URL; of what is none, all of it."""
    try:
        return urlsplit(url).path or "/"
    except ValueError:
        return url
