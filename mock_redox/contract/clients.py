"""The user's client under test, as the rules see it."""

import time
from collections.abc import Callable, Mapping
from typing import NoReturn

import pytest

from mock_redox.contract.calling.caller import DOCUMENTED, Caller
from mock_redox.contract.calling.causes import EARLY, REFUSED, RENEWAL, cause
from mock_redox.contract.calling.exchanges import Seen
from mock_redox.contract.calling.mocks import Logs, Mock
from mock_redox.contract.calling.reports import Call, Way
from mock_redox.contract.calling.runs import Run
from mock_redox.contract.evidence import Evidence

SHORT = 1
_AWAKE = 5.0
"""Seconds in which a system that lives on should do its first call."""
_RECOVERY = 65.0
"""Seconds in which it should work again: circuit breakers stay open for up to a minute, and a
client may soundly hold all calls for as long after a 429."""
_KNOWN = {"refuse_replays": False, "require_jti": False, "assertion_clock": "either"}
"""Where Redox would refuse all that follows, one rule judges; the others go on."""

Reload = Callable[[Mapping[str, str]], None]


class Client(Caller):
    """The system under test, in a known state; it tells each fault once.

    Args:
        rule: the id of the rule that is judged.
        others: the ids of all rules of this run.
        reload: tells it of a new key.
        logs: what it writes; None where no log is known.
    """

    def __init__(
        self, mock: Mock, way: Way, evidence: Evidence, run: Run, *, rule: str,
        others: frozenset[str] = frozenset(), reload: Reload | None = None,
        logs: Logs | None = None,
    ) -> None:  # fmt: skip
        super().__init__(mock, way, evidence, run)
        self.reload = reload
        self.logs = logs
        self._rule = rule
        self._others = others

    def begin(self, lifetime: int = DOCUMENTED) -> Call:
        """A known state: nothing fails, and a call went well; its tokens live as long as told."""
        if self.run.broken:
            self.blame(*self.run.broken)
        self.mock.restore()
        self.mock.set(**_KNOWN)
        if self.way.is_process and self.run.first:
            return self.run.first  # the next process knows nothing of it
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
        if not self.run.lasting or self.run.lost:
            return self.call()
        return self._again(_RECOVERY if self.run.first else _AWAKE)

    def _again(self, patience: float) -> Call:
        """A call, and more of them until one goes well or so many seconds are over."""
        until, wait, made = time.monotonic() + patience, 0.1, self.call()
        while not self._is_good(made) and made.report.how != "unreachable":
            if time.monotonic() > until:
                break
            time.sleep(wait)
            wait = min(2.0, wait * 1.5)
            made = self.call()
        return made

    def _is_good(self, made: Call) -> bool:
        told = not made.report.failed or (made.last is not None and made.last.is_fhir)
        return made.served and told

    def _good(self, made: Call) -> Call:
        self.run.lost = not self._is_good(made)
        if self.run.lost:
            self._tell_why(made)
        self.run.first = self.run.first or made
        return made

    def _tell_why(self, made: Call) -> NoReturn:
        rule, why = cause(made, self.mock.url)
        self.note("an ordinary call", made)
        if self.run.first is not None:
            pytest.fail(f"it worked before, and does so no more: {why}", pytrace=False)
        self.run.broken = rule, why
        self.blame(rule, why)

    def recovers(self) -> Call:
        """A call, again and again until one goes well or it had the time to recover."""
        return self._again(self.run.patience or _RECOVERY)

    def must_have_asked(self, made: Call) -> Call:
        """Skips where it asked for no new token, although its own was refused."""
        if not made.token_requests():
            self.leave(EARLY, "it asked for no new token when its own was refused, so this can't "
                       "be judged")  # fmt: skip
        return made

    def says_failed(self, made: Call) -> bool:
        """Whether it says that the call failed; None does where a good call returns something."""
        first = self.run.first
        usual = first is not None and first.report.silent
        return made.report.failed or (made.report.silent and not usual)

    def must_have_a_word(self) -> None:
        """Skips where what it says of its calls means nothing by design."""
        if self.run.fhir:
            pytest.skip("your call goes to the FHIR API, behind whose front door the mock has "
                        "nothing yet; let it be one of the Data Model API")  # fmt: skip
        first = self.run.first
        if self.run.late or (first is not None and first.report.later):
            pytest.skip("your system answers before it calls Redox, so what becomes of the call "
                        "can't be seen")  # fmt: skip

    def must_tell(self) -> None:
        """Skips where the system's word on its calls means nothing."""
        self.must_have_a_word()
        if self.run.tells is None:
            self.fail_api("limit.too_large")
            made, _ = self.call_while(lambda each: each.is_api)
            self.run.tells = made.served or self.says_failed(made)
        if not self.run.tells:
            self.leave(REFUSED, "your system says that its call is done even when Redox refuses "
                       "it, so what it makes of an answer can't be seen")  # fmt: skip

    def must_ask(self) -> Seen:
        """Skips unless the call is a query; returns the exchange of a good one."""
        for each in self.run.first.api_calls() if self.run.first else ():
            if isinstance(each.answered, dict) and set(each.answered) - {"Meta"}:
                return each
        pytest.skip("your call is no query of the Data Model API, and only those are answered with "
                    "data")  # fmt: skip

    def blame(self, rule: str, why: str) -> NoReturn:
        """It does not work at all: fail, unless another rule of this run has to say so."""
        if rule == self._rule or rule not in self._others:
            pytest.fail(why, pytrace=False)
        self.leave(rule, why)

    def leave(self, rule: str, why: str) -> NoReturn:
        """Skip what can't be judged because of a fault that another rule tells."""
        pytest.skip(f"{why}; see {rule}")
