"""What a ready-made script is made from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from mock_redox.core.drills.bench import Bench, New
from mock_redox.core.drills.script import Step

BEGIN = timedelta(minutes=1)
"""How long all is left as it was, before the first step."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a ready-made script is made from; moments are since the drill's start.

    Attributes:
        of: the client, legacy key or destination; the first one when None.
        tell: tells the client or receiver what is new.
        switch: when it is told.
        remove: when what is old ends, after an overlap from ``BEGIN`` on.
        settle: None means long enough.
    """

    bench: Bench
    of: str | None
    tell: Callable[[New], object]
    switch: timedelta
    remove: timedelta
    every: timedelta
    settle: timedelta | None
    jwks_cache: timedelta | None
    jwks_refetch: bool | None
    event: str
    verification_token: str | None

    def settled(self, span: timedelta) -> timedelta:
        """How long to go on: what was given, or so long that a call falls behind the span."""
        return self.settle if self.settle is not None else span + self.every


def told(plan: Plan, do: Callable[[], object]) -> Step:
    return Step(plan.switch, "the client is told to switch", do, past="the client was told to "
                "switch", fix="look at what the client does with the new credential")  # fmt: skip
