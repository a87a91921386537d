"""All rules, whether or not anything was run."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import mock_redox.contract
from mock_redox.contract.rules import LEVELS, MARKER, Rule


def all_rules() -> list[Rule]:
    """Every rule of the contract: receivers first, by area, the gravest of each area first."""
    found: dict[str, Rule] = {}
    for each in iter_modules(mock_redox.contract.__path__):
        if each.name.startswith("test_"):
            module = import_module(f"mock_redox.contract.{each.name}")
            found |= {rule.id: rule for rule in _in(module)}
    return sorted(found.values(), key=_order)


def _in(module: ModuleType) -> Iterator[Rule]:
    for each in vars(module).values():
        marks = getattr(each, "pytestmark", [])
        yield from (mark.args[0] for mark in marks if mark.name == MARKER)


def _order(rule: Rule) -> tuple[bool, bool, str, int, str]:
    place = area(rule)
    return rule.side != "receiver", place == "other", place, LEVELS.index(rule.level), rule.id


def area(rule: Rule) -> str:
    """``token`` of ``receiver.token.variants``; what stands alone is ``other``."""
    _, _, rest = rule.id.partition(".")
    return rest.partition(".")[0] if "." in rest else "other"
