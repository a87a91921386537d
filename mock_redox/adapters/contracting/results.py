"""What a run of the contract found: of each variant of a rule, of each rule, of the whole."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from mock_redox.contract.rules import Level, Rule, Side

Verdict = Literal["failed", "weak", "passed", "skipped"]
VERDICTS: tuple[Verdict, ...] = ("failed", "weak", "passed", "skipped")
"""The worst first. ``weak`` passed, but could be judged from outside only; what was ``skipped``
says nothing, so a variant that was judged outweighs it."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One variant of a rule, and what became of it. No text in it holds a secret.

    Args:
        variant: its name; None where the rule has none.
        said: why it failed or was skipped.
        saw: what the system did, a line each.
        weak: why the verdict says less than it could.
        exchanges: the decisive one last, as the journal shows them.
        repeat: a ``curl`` line that repeats the decisive one; empty where none would.
        started: when, in UTC.
        took: seconds.
        place: where it stands in the order of the run.
        target: the system that was judged.
        node: pytest's name of the test.
        file: the test's file, where it is one of the user's own.
        known: the failure stands in the baseline.
        broke: the rule could not be judged, because something else went wrong.
    """

    rule: Rule
    variant: str | None
    verdict: Verdict
    said: str = ""
    saw: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    exchanges: tuple[Json, ...] = ()
    repeat: str = ""
    started: str = ""
    took: float = 0.0
    place: int = 0
    target: str = ""
    node: str = ""
    file: str | None = None
    known: bool = False
    broke: bool = False

    @property
    def name(self) -> str:
        """As baselines write it: ``receiver.token.variants[padded]``."""
        return self.rule.id if self.variant is None else f"{self.rule.id}[{self.variant}]"

    @property
    def fails(self) -> bool:
        """Whether the run fails by it: advice may be left, and so may what is known."""
        return self.verdict == "failed" and self.rule.level != "advice" and not self.known

    def as_json(self) -> Json:
        return asdict(self)

    @classmethod
    def from_json(cls, parts: Json) -> "Judged":
        """Back from ``as_json``, on its way through JSON too."""
        lists = {name: tuple(parts[name]) for name in ("saw", "weak", "exchanges")}
        return cls(**{**parts, **lists, "rule": Rule(**parts["rule"])})


def merged(phases: Iterable[Judged]) -> Judged:
    """Set-up, call and tear-down of one test as one: the worst verdict, and all the time."""
    known = list(phases)
    worst = min(known, key=lambda each: VERDICTS.index(each.verdict))
    return replace(worst, took=sum(each.took for each in known))


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """A rule with all its variants, in the order of the run."""

    rule: Rule
    variants: tuple[Judged, ...]

    @property
    def verdict(self) -> Verdict:
        return min((each.verdict for each in self.variants), key=VERDICTS.index)

    @property
    def failed(self) -> tuple[Judged, ...]:
        return tuple(each for each in self.variants if each.verdict == "failed")

    @property
    def fails(self) -> bool:
        return any(each.fails for each in self.variants)

    @property
    def known(self) -> bool:
        """Whether it failed, in no way that the baseline does not have."""
        return bool(self.failed) and all(each.known for each in self.failed)

    @property
    def weak(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(why for each in self.variants for why in each.weak))

    @property
    def took(self) -> float:
        return sum(each.took for each in self.variants)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A run beside its baseline: names of rules or variants.

    Args:
        file: the baseline.
        known: what failed, as it did before.
        new: what failed and is not in it.
        stale: what is in it and was judged, but failed no more.
        updated: the file was written anew by this run.
    """

    file: str
    known: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    updated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole run.

    Args:
        seed: what all ids, tokens and people of the run were drawn from.
        interrupted: rules are missing, because somebody ended it.
        level: rules below it were left out.
        baseline: what was new and what was stale, if there was one.
    """

    rules: tuple[RuleResult, ...]
    seed: int
    started: datetime
    took: float
    version: str
    level: Level = "advice"
    interrupted: bool = False
    baseline: Comparison | None = None
    problems: tuple[str, ...] = field(default=())
    """What went wrong with the run itself, such as a file of tests that can't be read."""

    @property
    def fails(self) -> bool:
        return bool(self.problems) or any(each.fails for each in self.rules)

    @property
    def judged(self) -> bool:
        """Whether anything was."""
        return any(each.verdict != "skipped" for each in self.rules)

    @property
    def counts(self) -> dict[Verdict, int]:
        found = Counter(each.verdict for each in self.rules)
        return {verdict: found[verdict] for verdict in VERDICTS}

    @property
    def targets(self) -> dict[Side, str]:
        """The systems that were judged, by side; of several the first is named."""
        found: dict[Side, str] = {}
        for each in self.variants():
            if each.target:
                found.setdefault(each.rule.side, each.target)
        return found

    def variants(self) -> list[Judged]:
        return [each for result in self.rules for each in result.variants]


def by_rule(judged: Iterable[Judged]) -> tuple[RuleResult, ...]:
    """Rules in the order of the run. A side of which nothing was judged was not asked for."""
    ordered = sorted(judged, key=lambda each: (each.place, each.node))
    asked = {each.rule.side for each in ordered if each.verdict != "skipped"}
    found: dict[str, list[Judged]] = {}
    for each in ordered:
        if each.rule.side in asked or not asked:
            found.setdefault(each.rule.id, []).append(each)
    return tuple(
        RuleResult(rule=variants[0].rule, variants=tuple(variants)) for variants in found.values()
    )
