"""The user's client under test: how rules let it call Redox, and what they see of that."""

import time
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import pytest

from mock_redox.contract.calling.causes import EARLY, REFUSED, RENEWAL, cause
from mock_redox.contract.calling.exchanges import API_PATTERNS, TOKEN_PATTERNS, Seen
from mock_redox.contract.calling.mocks import Logs, Mock
from mock_redox.contract.calling.reports import Call, Way
from mock_redox.contract.calling.runs import Run
from mock_redox.contract.calling.watching import Watch
from mock_redox.contract.evidence import Evidence

DOCUMENTED, LEGACY_DOCUMENTED = 300, 86_400
"""Seconds that Redox's tokens live: those of OAuth API keys, and those of legacy keys."""
SHORT = 1
FUSE = 60
"""Requests in one call that fail at the most, so that one which repeats for ever ends."""
_LATE, _QUIET, _POLL = 3.0, 0.3, 0.02
"""Seconds: the longest that a call may reach Redox after its report, and how long is quiet."""
_AWAKE = 5.0
"""Seconds in which a system that lives on should do an ordinary call."""
_RECOVERY = 65.0
"""Seconds in which it should work again: circuit breakers stay open for up to a minute."""
_KNOWN = {"refuse_replays": False, "require_jti": False, "assertion_clock": "either"}
"""Where Redox would refuse all that follows, one rule judges; the others go on."""

REDACTED = "the mock runs elsewhere and its journal hides secrets, so this was seen less well"

Reload = Callable[[Mapping[str, str]], None]


class Client:
    """The system under test.

    Args:
        mock: Redox, as the rules need it.
        way: makes the system do one call.
        evidence: where to note what was seen.
        run: what is known of it from other rules.
        rule: the id of the rule that is judged.
        others: the ids of all rules in this session, so that each fault is told once.
        reload: tells it of a new key.
        logs: what it writes; None where no log is known.
    """

    def __init__(
        self, mock: Mock, way: Way, evidence: Evidence, run: Run, *, rule: str,
        others: frozenset[str] = frozenset(), reload: Reload | None = None,
        logs: Logs | None = None,
    ) -> None:  # fmt: skip
        self.mock = mock
        self.way = way
        self.evidence = evidence
        self.run = run
        self.reload = reload
        self.logs = logs
        self._rule = rule
        self._others = others
        self.start = mock.mark()

    # a known state

    def begin(self, lifetime: int = DOCUMENTED) -> Call:
        """A known state: nothing fails, and a call went well; its tokens live as long as told."""
        if self.run.broken:
            self.blame(*self.run.broken)
        self.mock.restore()
        self.mock.set(**_KNOWN)
        if self.run.lasting and not self.run.begun:
            self._begin_run()
        self.tokens_live(lifetime)
        return self._good(self._ordinary())

    def _begin_run(self) -> None:
        """The first token of a system that lives on is a short one, to see how it is renewed.

        What it holds later lives as long as Redox's own do.
        """
        self.run.begun = True
        if self.way.is_process:
            return
        self.tokens_live(2 * SHORT)
        first = self._good(self._ordinary())
        if first.token_requests():
            self.run.pause(2 * SHORT + 0.2)
            self.tokens_live(DOCUMENTED)
            made = self.run.renewed = self.call()
            if not self._is_good(made):
                self.run.broken = RENEWAL, f"after the end of its first token {made}"
                self.note("the first call after the end of the first token", made)
                self.blame(*self.run.broken)

    def _ordinary(self) -> Call:
        """A call; where the system lives on, a few, since it may have to recover or wake up."""
        made = self.call()
        until = time.monotonic() + (_AWAKE if self.run.lasting and not self.run.lost else 0.0)
        while not self._is_good(made) and made.report.how != "unreachable":
            if time.monotonic() > until:
                break
            time.sleep(0.5)
            made = self.call()
        return made

    def _is_good(self, made: Call) -> bool:
        told = not made.report.failed or (made.last is not None and made.last.is_fhir)
        return made.served and told

    def _good(self, made: Call) -> Call:
        self.run.lost = not self._is_good(made)
        if not self.run.lost:
            self.run.first = self.run.first or made
            return made
        rule, why = cause(made, self.mock.url)
        self.note("an ordinary call", made)
        if self.run.first is not None:
            pytest.fail(f"it worked before, and does so no more: {why}", pytrace=False)
        self.run.broken = rule, why
        self.blame(rule, why)

    def tokens_live(self, seconds: int) -> None:
        """Tokens live so long from now on; a legacy one a day where that is Redox's own time."""
        legacy = LEGACY_DOCUMENTED if seconds == DOCUMENTED else seconds
        self.mock.set(token_lifetime=seconds, legacy_token_lifetime=legacy)
        if seconds < DOCUMENTED:
            self.evidence.note(f"the mock lets tokens live {seconds} s in place of {DOCUMENTED} s")

    def recovers(self) -> Call:
        """A call, again and again until one goes well or it had the time to recover."""
        until, wait = time.monotonic() + (self.run.patience or _RECOVERY), 0.1
        made = self.call()
        while not self._is_good(made) and time.monotonic() < until:
            time.sleep(wait)
            wait = min(2.0, wait * 1.5)
            made = self.call()
        return made

    # calls

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

    def must_have_asked(self, made: Call) -> Call:
        """Skips where it asked for no new token, although its own was refused."""
        if not made.token_requests():
            self.blame(EARLY, "it asked for no new token when its own was refused, so this can't "
                       "be judged")  # fmt: skip
        return made

    # failures

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

    # what it says

    def says_failed(self, made: Call) -> bool:
        """Whether it says that the call failed; None does where a good call returns something."""
        first = self.run.first
        usual = first is not None and first.report.silent
        return made.report.failed or (made.report.silent and not usual)

    def must_tell(self) -> None:
        """Skips where the system's word on its calls means nothing."""
        first = self.run.first
        if self.run.fhir:
            pytest.skip("your call goes to the FHIR API, behind whose front door the mock has "
                        "nothing yet; let it be one of the Data Model API")  # fmt: skip
        if first is not None and first.report.later:
            pytest.skip("your system answers 202, so what becomes of the call can't be seen")
        if self.run.tells is None:
            self.fail_api("limit.too_large")
            made, _ = self.call_while(lambda each: each.is_api)
            self.run.tells = made.served or self.says_failed(made)
        if not self.run.tells:
            self.blame(REFUSED, "your system says that its call is done even when Redox refuses "
                       "it, so what it makes of an answer can't be seen")  # fmt: skip

    def must_ask(self) -> Seen:
        """Skips unless the call is a query; returns the exchange of a good one."""
        first = self.run.first.last if self.run.first else None
        if first is None or first.is_fhir or not isinstance(first.answered, dict):
            pytest.skip("your call is no query of the Data Model API, which is answered with data")
        if set(first.answered) == {"Meta"}:
            pytest.skip("your call sends a message, and only queries are answered with data")
        return first

    # what was seen

    def all_seen(self) -> list[Seen]:
        """What is known of its ordinary traffic: the first calls of the run, and this rule's."""
        before = (made.exchanges for made in (self.run.first, self.run.renewed) if made)
        found = {each.number: each for made in before for each in made}
        return list(
            {**found, **{each.number: each for each in self.mock.seen(self.start)}}.values()
        )

    def note(self, what: str, made: Call) -> None:
        self.evidence.note(f"{what}: {made}", *made.entries)

    def blame(self, rule: str, why: str) -> NoReturn:
        """Fail, unless another rule of this session has to say it; then skip and name that."""
        if rule == self._rule or rule not in self._others:
            pytest.fail(why, pytrace=False)
        pytest.skip(f"{why}; see {rule}")
