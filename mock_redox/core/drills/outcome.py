"""Whether a call got through: by what the mock saw of it, and by what it said itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from mock_redox.core.errors import Explanation
from mock_redox.core.journal import Exchange
from mock_redox.core.settings import ALIAS_PATH, TOKEN_PATH


class CallFailed(Exception):
    """The system under test did not do as it was asked; the text says what it did."""


class NoAnswer(CallFailed):
    """It can't be reached at all."""


TOKEN_PATHS = (TOKEN_PATH, ALIAS_PATH, "/auth/authenticate", "/auth/refreshToken")


@dataclass(frozen=True, slots=True)
class Seen:
    """A call that the mock answered."""

    method: str
    path: str
    status: int
    explanation: Explanation | None = None
    client: str | None = None
    """Whose token it came with, or for whom one was issued."""

    @property
    def asks(self) -> bool:
        """Whether it asks for a token."""
        return self.path in TOKEN_PATHS

    @property
    def refused(self) -> bool:
        """Whether its credential was: an API call may fail for other reasons."""
        if self.asks:
            return self.status >= 400
        check = self.explanation.check if self.explanation else ""
        return self.status == 401 or (self.status == 403 and check.startswith("token."))

    @property
    def accepted(self) -> bool:
        """Whether its credential was; what else may be wrong is looked at only after that."""
        return 200 <= self.status < 300 or not (self.asks or self.refused or self.client is None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one call. ``because`` is short: the check that failed, or the error."""

    ok: bool
    because: str = ""
    reason: str = ""
    advice: str = ""
    """What mends it as a rule; a drill's step may know better."""
    silent: bool = False
    """Whether nothing answered at all."""


GOOD = Outcome(True)


def seen(exchange: Exchange) -> Seen:
    return Seen(
        exchange.method,
        exchange.path,
        exchange.status or 0,
        exchange.explanation,
        exchange.client,
    )


def judged(calls: Sequence[Seen], error: str = "", silent: bool = False) -> Outcome:
    """Whether a client got through with these calls to Redox.

    A refusal does not count when a success follows it: of a token request for one; for a refused
    API call, an API call that was accepted. So a client that renews and tries again got through.

    Args:
        error: what its own code said went wrong, or nothing.
        silent: whether that means that nothing answered.
    """
    refusal: Seen | None = None
    through = False
    for call in calls:
        if call.refused:
            refusal = call
        elif call.accepted:
            through = True
            if refusal and (refusal.asks or not call.asks):
                refusal = None
    if refusal:
        return _refused(refusal)
    if error:
        reason = f"Redox refused nothing; the call itself failed: {error}"
        return Outcome(False, error, reason, silent=silent)
    return GOOD if through else _nothing(calls)


def _refused(call: Seen) -> Outcome:
    why, answered = call.explanation, f"{call.method} {call.path} was answered {call.status}"
    if why is None:
        return Outcome(False, f"status {call.status}", answered)
    return Outcome(
        False, why.check, f"{answered}: got {why.got}; expected {why.expected}", why.fix
    )  # fmt: skip


def _nothing(calls: Sequence[Seen]) -> Outcome:
    """A call that asks Redox nothing can't fail, and so would prove nothing."""
    others = ", ".join(f"{call.method} {call.path} {call.status}" for call in calls)
    what = f"only {others}" if others else "nothing"
    reason = f"the call ended, and Redox saw {what}; it has to call Redox and wait for the answer"
    return Outcome(False, "no call to Redox", reason)
