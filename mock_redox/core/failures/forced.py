"""A failure at work on one request."""

from dataclasses import dataclass, replace
from typing import Any

from mock_redox.core.errors import Explanation
from mock_redox.core.failures.model import LATER, OUTSIDE, Failure, Stage

CLIENT, HEADER = "client id", "header"


@dataclass(slots=True)
class Forced:
    """A failure that one request is to meet.

    It changes what came, or what is known, and leaves the refusal to Redox's own checks: so the
    answer is the one that a client gets whose request is really so.

    Args:
        by: who asked for it: the id of an active failure, ``header`` or ``client id``.
        delay: seconds to wait before the answer; its usual time when not given.
    """

    failure: Failure
    by: str
    delay: float = -1.0
    order: object = None
    """The order that stands, if one does."""
    applied: bool = False
    """Whether it came about."""

    def __post_init__(self) -> None:
        if self.delay < 0:
            self.delay = self.failure.delay

    def at(self, stage: Stage, target: Any) -> None:
        """Change what the failure changes, if this is its stage."""
        if self.failure.stage != stage or self.applied:
            return
        if self.failure.settings:
            target.settings = replace(target.settings, **self.failure.settings)
        self.failure.change(target)
        self.applied = True

    def judge(self, why: Explanation | None) -> None:
        """See by the refusal, if there was one, whether it came about.

        A request that is wrong by itself may be refused before it comes to what was changed.
        """
        if self.failure.stage in OUTSIDE:
            return
        passed, refused = self.failure.may_pass, self.failure.refused_by
        self.applied = self.applied and (passed if why is None else why.check in refused)

    @property
    def by_client(self) -> bool:
        """Whether a client asked for it by its id, so that its tokens are to fail too."""
        return self.by == CLIENT

    @property
    def for_later(self) -> bool:
        """Whether the calls with the token, and not the request for it, are to fail."""
        return self.by_client and self.failure.stage in LATER

    @property
    def told(self) -> str:
        """For the journal."""
        if not self.applied:
            return f"was to meet {self.failure.name}, by {self.by}, but did not come so far"
        return f"made to fail: {self.failure.name}, by {self.by}"


class Asked(Exception):
    """A client asks for a failure by its id: begin again, and let it fail so."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.name)
        self.forced = Forced(failure, CLIENT)
