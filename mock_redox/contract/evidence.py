"""What was seen while a rule was judged; the report shows it."""

from dataclasses import dataclass, field
from typing import Any

import pytest

STASH = pytest.StashKey["Evidence"]()


@dataclass
class Evidence:
    """Notes of one test, in the order in which they came.

    Attributes:
        saw: what the system did, a line each.
        weak: why the verdict says less than it could, such as that no probe was given.
        exchanges: the journal's entries that tell the story, the decisive one last.
        secrets: what no report may show, besides what stands in these exchanges.
    """

    saw: list[str] = field(default_factory=list)
    weak: list[str] = field(default_factory=list)
    exchanges: list[Any] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)

    def note(self, text: str, *exchanges: Any) -> None:
        """Say what was seen."""
        self.saw.append(text)
        self.exchanges.extend(exchanges)

    def decide(self, exchange: Any) -> None:
        """Say which exchange decided: reports show it, and a line that repeats it."""
        self.exchanges = [each for each in self.exchanges if each is not exchange] + [exchange]

    def weaken(self, why: str) -> None:
        """Say that this could be judged from outside only."""
        if why not in self.weak:
            self.weak.append(why)
