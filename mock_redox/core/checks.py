"""A row of checks on a request: the first that fails answers, and the diagnosis shows them all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from mock_redox.core.errors import Explanation, RedoxError, Step

C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Check(Generic[C]):
    """One check.

    Args:
        name: short, such as ``aud``.
        expected: what passes, in words.
        run: raises a ``RedoxError`` where the check fails.
        shows: what came, in words, without a secret; never raises.
    """

    name: str
    expected: str
    run: Callable[[C], None]
    shows: Callable[[C], str]


def run(checks: Sequence[Check[C]], case: C) -> None:
    """Run the checks in their order.

    Raises:
        RedoxError: of the first that fails; its explanation has the steps.
    """
    index = 0
    try:
        for index, check in enumerate(checks):  # noqa: B007  (read when one of them raises)
            check.run(case)
    except RedoxError as refused:
        refused.explanation = replace(
            refused.explanation, steps=_steps(checks, index, case, refused.explanation)
        )
        raise


def _steps(checks: Sequence[Check[C]], failed: int, case: C, why: Explanation) -> tuple[Step, ...]:
    passed = (
        Step(each.name, "passed", each.shows(case), each.expected) for each in checks[:failed]
    )
    beyond = (Step(each.name, "not reached", "", each.expected) for each in checks[failed + 1 :])
    return (*passed, Step(checks[failed].name, "failed", why.got, why.expected), *beyond)
