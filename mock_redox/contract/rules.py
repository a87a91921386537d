"""What a rule is, and the table of all rules, which fills as the tests are imported."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeVar, get_args

import pytest

Side = Literal["receiver", "client"]
Level = Literal["must", "should", "advice"]
"""``must``: Redox documents it, or data would be lost or let in. ``should``: it will cost you an
incident. ``advice``: a matter of care."""
LEVELS: tuple[Level, ...] = get_args(Level)

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One demand on the user's system.

    Args:
        id: stable, such as ``receiver.token.one-short``; reports and baselines name it.
        title: a sentence that a person understands.
        level: how much it matters.
        rests_on: the fact of Redox that it rests on.
        mark: how certain that is: documented, observed or assumed; or ``our own`` judgement.
        source: from where it is known.
        means: what a failure means in production.
    """

    id: str
    title: str
    level: Level
    rests_on: str
    mark: Literal["documented", "observed", "assumed", "our own"]
    source: str
    means: str

    @property
    def side(self) -> Side:
        return "receiver" if self.id.startswith("receiver.") else "client"

    def as_json(self) -> dict[str, str]:
        return {**asdict(self), "side": self.side}


RULES: dict[str, Rule] = {}
"""All rules whose tests were imported, by id."""

MARKER = "redox_rule"


def rule(id: str, **parts: Any) -> Callable[[F], F]:
    """Make a test the judge of a rule: one function a rule, parametrized where it has variants.

    Its id, level and side can be chosen by: ``-m "redox_rule(level='must')"``.
    """
    made = Rule(id=id, **parts)
    RULES[id] = made
    names = {"id": id, "level": made.level, "side": made.side}
    mark: Callable[[F], F] = getattr(pytest.mark, MARKER)(made, **names)
    return mark


def rule_of(item: pytest.Item) -> Rule | None:
    """The rule that a test judges."""
    marker = item.get_closest_marker(MARKER)
    return marker.args[0] if marker else None
