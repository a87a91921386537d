"""Lets the system under test call Redox, looks on, and makes things difficult meanwhile."""

import time
from collections.abc import Callable
from typing import Any

from mock_redox.contract.calling.exchanges import API_PATTERNS, TOKEN_PATTERNS, Seen
from mock_redox.contract.calling.mocks import Mock
from mock_redox.contract.calling.reports import Call, Way
from mock_redox.contract.calling.runs import Run
from mock_redox.contract.calling.watching import Watch
from mock_redox.contract.evidence import Evidence

DOCUMENTED, LEGACY_DOCUMENTED = 300, 86_400
"""Seconds that Redox's tokens live: those of OAuth API keys, and those of legacy keys."""
FUSE = 60
"""Requests in one call that fail at the most, so that one which repeats for ever ends."""
_LATE, _QUIET, _POLL = 3.0, 0.3, 0.02
"""Seconds: the longest that a call may reach Redox after its report, and how long is quiet."""


class Caller:
    """Calls of the system, and what Redox saw of them.

    Args:
        mock: Redox, as the rules need it.
        way: makes the system do one call.
        evidence: where to note what was seen.
        run: what is known of the system from other rules.
    """

    def __init__(self, mock: Mock, way: Way, evidence: Evidence, run: Run) -> None:
        self.mock = mock
        self.way = way
        self.evidence = evidence
        self.run = run
        self._start = mock.mark()

    def call(self, zone: str | None = None) -> Call:
        """One call, in a time zone if one is given."""
        mark, begun = self.mock.mark(), time.monotonic()
        report = self.way.make(zone)
        took = time.monotonic() - begun
        seen = self.mock.seen(mark)
        none = not any(each.is_api for each in seen)
        if self.run.late or (none and not report.failed and self.run.first is None):
            seen = self._later(mark)
            self.run.late = self.run.late or any(each.is_api for each in seen)
        return Call(report=report, exchanges=seen, took=took)

    def _later(self, mark: int) -> list[Seen]:
        """What reaches Redox after the report, until that has been quiet for a while."""
        until, seen, since = time.monotonic() + _LATE, self.mock.seen(mark), time.monotonic()
        while time.monotonic() < until:
            if any(each.is_api for each in seen) and time.monotonic() - since > _QUIET:
                break
            time.sleep(_POLL)
            now = self.mock.seen(mark)
            if len(now) != len(seen):
                seen, since = now, time.monotonic()
        return seen

    def calls_at_once(self, count: int) -> list[Seen]:
        """So many calls at the same time; returns what Redox saw of them."""
        mark = self.mock.mark()
        self.way.make_at_once(count)
        return self._later(mark) if self.run.late else self.mock.seen(mark)

    def call_while(self, which: Callable[[Seen], bool]) -> tuple[Call, int]:
        """A call while something fails, and how many such requests it made in a short while.

        Nothing fails any more after that while.
        """
        with Watch(self.mock, which) as watch:
            made = self.call()
        return made, watch.count

    def another_token(self, zone: str | None = None) -> Call:
        """A call that needs a new token, since its own is refused once; nothing fails after it."""
        self.fail_api("token.revoked", times=1)
        made = self.call(zone)
        self.mock.calm()
        return made

    def fail_api(self, name: str, **options: Any) -> None:
        """Let calls of the API fail by name."""
        self._fail(API_PATTERNS, name, options)

    def fail_tokens(self, name: str, **options: Any) -> None:
        """Let token requests and legacy logins fail by name."""
        self._fail(TOKEN_PATTERNS, name, options)

    def refuse_tokens(self) -> None:
        """No token for anybody: as if the key were gone."""
        for path in ("/v2/auth/token", "/oauth/token"):
            self.mock.fail("assertion.client_unknown", path, times=FUSE)
        self.mock.fail("legacy.secret_wrong", "/auth/authenticate", times=FUSE)
        self.mock.fail("legacy.refresh_unknown", "/auth/refreshToken", times=FUSE)

    def _fail(self, patterns: tuple[str, ...], name: str, options: dict[str, Any]) -> None:
        for path in patterns:
            self.mock.fail(name, path, **{"times": FUSE, **options})

    def tokens_live(self, seconds: int) -> None:
        """Tokens live so long from now on; a legacy one a day where that is Redox's own time."""
        legacy = LEGACY_DOCUMENTED if seconds == DOCUMENTED else seconds
        self.mock.set(token_lifetime=seconds, legacy_token_lifetime=legacy)
        if seconds < DOCUMENTED:
            self.evidence.note(f"the mock lets tokens live {seconds} s in place of {DOCUMENTED} s")

    def all_seen(self) -> list[Seen]:
        """What is known of its ordinary traffic: the first calls of the run, and this rule's."""
        before = (made.exchanges for made in (self.run.first, self.run.renewed) if made)
        found = {each.number: each for made in before for each in made}
        return list(
            {**found, **{each.number: each for each in self.mock.seen(self._start)}}.values()
        )

    def note(self, what: str, made: Call) -> None:
        """Put a call into the evidence."""
        self.evidence.note(f"{what}: {made}", *made.entries)

    def show(self, exchange: Seen | None, found: object) -> None:
        """Put the exchange that decides last, where something was found in it."""
        if found and exchange is not None:
            self.evidence.decide(exchange.entry)
