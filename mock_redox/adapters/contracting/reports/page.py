"""The report as one HTML file, which needs nothing from outside and runs no script.

Jinja2 escapes whatever a system under test may have answered; a policy in the page forbids
scripts and requests besides.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mock_redox.adapters.contracting.catalogue import area
from mock_redox.adapters.contracting.reports.summary import (
    WORDS,
    exchange_lines,
    gist,
    gravest_first,
    many,
    rests_on,
    sentence,
    stopped,
)
from mock_redox.adapters.contracting.results import VERDICTS, Report, RuleResult
from mock_redox.contract.rules import LEVELS, Level
from mock_redox.core.times import iso

if TYPE_CHECKING:
    from jinja2 import Template

_TEMPLATE = Path(__file__).with_name("page.html.j2")
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What HTML can't hold, and what turns the direction of text."""


class Verdict(NamedTuple):
    """The whole in a word, and in sentences for somebody who was not there.

    Args:
        means: what each failure means in production, with the id of the rule.
    """

    kind: str
    head: str
    sentences: list[str]
    means: dict[str, str]


def text(report: Report) -> str:
    """The whole page."""
    shown = _template().render(
        report=report, verdict=verdict(report), areas=_areas(report), counts=_counts(report),
        failed=gravest_first(report),
        weak=_reasons(report, "weak"), skipped=_reasons(report, "skipped"),
        levels=LEVELS, verdicts=VERDICTS, words=WORDS, started=iso(report.started),
        gist=gist, stopped=stopped, rests_on=rests_on, exchange_lines=exchange_lines,
        anchor=lambda rule_id: re.sub(r"[^\w.-]", "-", rule_id),
        sides=" and ".join(dict.fromkeys(each.rule.side for each in report.rules)),
    )  # fmt: skip
    return _CONTROL.sub("\ufffd", shown)


@cache
def _template() -> "Template":
    from jinja2 import Environment

    maker = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return maker.from_string(_TEMPLATE.read_text(encoding="utf-8"))


def verdict(report: Report) -> Verdict:
    """What somebody has to know who reads no further."""
    kind, head = _outcome(report)
    new = [each for each in gravest_first(report) if each.fails]
    means = {sentence(each.rule.means): each.rule.id for each in reversed(new)}
    told = [f"The run itself went wrong: {problem}" for problem in report.problems]
    if report.interrupted:
        told.append("The run was interrupted: some rules were not judged.")
    known = sum(1 for each in report.rules if each.known)
    if known:
        told.append(f"{_rules(known)} failed as before: they stand in the baseline.")
    return Verdict(kind, head, told + _reserve(report), dict(reversed(means.items())))


def _outcome(report: Report) -> tuple[str, str]:
    new = [each.rule.level for each in report.rules if each.fails]
    must, should = new.count("must"), new.count("should")
    if must:
        more = f", and {should} that should" if should else ""
        return "failed", f"Not fit for Redox: {_rules(must)} that must hold failed{more}"
    if should:
        return "failed", f"Not ready: {_rules(should)} that should hold failed"
    if report.interrupted or report.problems or not report.judged:
        return "weak", "No verdict: not all was judged"
    if any(each.known for each in report.rules):
        return "passed", "Nothing new failed"
    return "passed", "Fit for Redox: every rule that was judged holds"


def _reserve(report: Report) -> list[str]:
    """What the verdict does not say."""
    counts, told = report.counts, []
    advice = sum(1 for each in report.rules if each.failed and each.rule.level == "advice")
    if advice:
        told.append(f"{many(advice, 'piece')} of advice {_was(advice)} not followed.")
    if counts["weak"]:
        told.append(
            f"{_rules(counts['weak'])} could be judged from outside only: what the system did "
            "behind its answers was not seen."
        )
    if counts["skipped"]:
        told.append(f"{_rules(counts['skipped'])} could not be judged; the reasons are below.")
    if report.level != "advice":
        told.append(f"Rules below the level {report.level} were left out.")
    return told


def _rules(count: int) -> str:
    return many(count, "rule")


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _areas(report: Report) -> list[tuple[str, list[RuleResult]]]:
    """The rules by what their ids begin with, in the order of the run."""
    found: dict[str, list[RuleResult]] = {}
    for each in report.rules:
        found.setdefault(f"{each.rule.side}: {area(each.rule)}", []).append(each)
    return list(found.items())


def _counts(report: Report) -> dict[Level, dict[str, int]]:
    return {
        level: {
            verdict: sum(
                1 for each in report.rules
                if each.rule.level == level and each.verdict == verdict
            )
            for verdict in VERDICTS
        }
        for level in LEVELS
    }  # fmt: skip


def _reasons(report: Report, kind: str) -> dict[str, list[str]]:
    """Why rules were weak or not judged, each with their ids."""
    found: dict[str, list[str]] = {}
    for each in report.variants():
        why = each.weak if kind == "weak" else (each.said,) if each.verdict == "skipped" else ()
        for reason in why:
            names = found.setdefault(reason, [])
            if each.rule.id not in names:
                names.append(each.rule.id)
    return found
