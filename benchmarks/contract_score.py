"""Whether the contract catches what is wrong, and leaves alone what is right.

Every system that the tests keep for this is judged by all rules of its side: those with one fault
each have to fail the rules that are meant for it, and no other; sound ones have to fail none.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from harness import table

SIDES = {"receiver": "contract_receivers", "client": "contract_clients"}
"""Each with the module that judges its systems by ``side()``."""


@dataclass(frozen=True)
class Judged:
    """A system, the rules that have to fail for it (none where it is sound), and those that did."""

    name: str
    wanted: frozenset[str]
    failed: frozenset[str]

    @property
    def caught(self) -> bool:
        return self.wanted <= self.failed

    @property
    def exact(self) -> bool:
        return self.wanted == self.failed


@dataclass(frozen=True)
class Side:
    """What came out on one side."""

    name: str
    judged: Sequence[Judged]
    rules: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", choices=[*SIDES], action="append", help="both if not given")
    wanted = parser.parse_args().side or [*SIDES]
    sides = [import_module(SIDES[name]).side() for name in wanted]
    rows = [_row(each) for each in sides]
    head = ("", "rules", "faulty", "caught", "by their rules alone", "sound", "false alarms")
    table("What the contract finds", head, rows)
    wrong = [(side, each) for side in sides for each in side.judged if not each.exact]
    for side, each in wrong:
        print(f"\n{side.name} {each.name!r} failed {_list(each.failed)}, not {_list(each.wanted)}")
    return 1 if wrong else 0


def _row(side: Side) -> tuple[str, ...]:
    faulty = [each for each in side.judged if each.wanted]
    sound = [each for each in side.judged if not each.wanted]
    counts = (
        side.rules, len(faulty), sum(each.caught for each in faulty),
        sum(each.exact for each in faulty), len(sound), sum(not each.exact for each in sound),
    )  # fmt: skip
    return (side.name, *map(str, counts))


def _list(rules: frozenset[str]) -> str:
    return ", ".join(sorted(rules)) or "no rule"


if __name__ == "__main__":
    raise SystemExit(main())
