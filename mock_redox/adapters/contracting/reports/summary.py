"""A run in words: for terminals, and wherever a report needs a sentence."""

from collections import Counter
from collections.abc import Iterable
from itertools import islice

from mock_redox.adapters.contracting.results import Json, Judged, Report, RuleResult
from mock_redox.contract.rules import LEVELS, Rule
from mock_redox.core.redaction import one_line

WORDS = {
    "failed": "failed",
    "weak": "weak",
    "passed": "passed",
    "skipped": "not judged",
}

_SEEN = 90
"""Characters of a line on what was seen."""


def seen(each: Judged) -> str:
    """What was seen of one variant, in a line."""
    if each.verdict in ("failed", "skipped"):
        return first_line(each.said)
    whole = "; ".join(map(first_line, each.saw)) or "as it should be"
    return whole if len(whole) <= _SEEN else f"{first_line(each.saw[0])[:_SEEN]} …"


def stopped(text: str) -> str:
    """With one full stop at its end."""
    return f"{text.rstrip('. ')}."


def sentence(text: str) -> str:
    """With a capital at its head, too."""
    return stopped(f"{text[:1].upper()}{text[1:]}")


def rests_on(rule: Rule) -> str:
    """The fact of Redox, how sure it is, and from where it is known."""
    return f"{stopped(rule.rests_on)} ({rule.mark}: {rule.source})"


def first_line(text: str) -> str:
    """The first line of a text, safe to show on a terminal."""
    return one_line(next(iter(text.strip().splitlines()), ""))


def gist(result: RuleResult) -> str:
    """What was seen of a rule, in a line; why it is weak is told once, for all."""
    variants = result.variants
    alike = [each for each in variants if each.verdict == result.verdict]
    if len(variants) == 1 or (result.verdict == "skipped" and _same(alike)):
        return seen(alike[0])
    if result.verdict in ("failed", "skipped"):
        names = listed(each.variant or "" for each in alike)
        told = f"{len(alike)} of {len(variants)} {WORDS[result.verdict]}"
        return f"{told} ({names}): {seen(alike[0])}"
    left = [each.variant or "" for each in variants if each.verdict == "skipped"]
    rest = f"; not judged: {listed(left)}" if left else ""
    return f"{many(len(variants) - len(left), 'variant')}, all as it should be{rest}"


def _same(variants: list[Judged]) -> bool:
    return len({each.said for each in variants}) == 1


def weak_lines(report: Report) -> list[str]:
    """Why verdicts are weak, and how many by that."""
    found = Counter(why for each in report.rules for why in each.weak)
    return [f"Weak, {many(count, 'rule')}: {one_line(why)}" for why, count in found.items()]


def gravest_first(report: Report) -> list[RuleResult]:
    """The rules that failed: what fails the run before what may stay."""
    failed = [each for each in report.rules if each.failed]
    return sorted(failed, key=lambda each: (not each.fails, LEVELS.index(each.rule.level)))


def listed(names: Iterable[str], most: int = 4) -> str:
    """The first few names, and how many more there are."""
    found = list(names)
    more = len(found) - most
    return ", ".join([*islice(found, most), *([f"{more} more"] if more > 0 else [])])


SHOWN = 300
"""Characters of a line of an exchange that terminals are shown."""


def story(each: Judged, repeat: str | None = None) -> list[str]:
    """All about one failure, the decisive sentence first; safe to show on a terminal.

    Args:
        repeat: the line that repeats it, if not the whole one.
    """
    rule = each.rule
    lines = [
        *(one_line(line) for line in each.said.strip().splitlines()),
        f"{each.name} ({rule.level}): {rule.title}",
        f"In production: {stopped(rule.means)}",
        f"It rests on: {rests_on(rule)}",
    ]
    lines += [f"Seen: {one_line(line)}" for line in each.saw]
    if each.exchanges:
        shown = exchange_lines(each.exchanges[-1], SHOWN)
        lines += ["The exchange:", *(f"  {line}" for line in shown)]
    if each.repeat:
        told = (each.repeat if repeat is None else repeat).splitlines()
        lines += ["To repeat it:", *(f"  {one_line(line)}" for line in told)]
    return lines


def exchange_lines(exchange: Json, most: int | None = None) -> list[str]:
    """A request and its answer, as HTTP tools show them.

    Args:
        most: characters of a line, such as a body; the rest is left out.
    """
    status = exchange["status"] if exchange["status"] is not None else "no answer"
    reason = f"  {exchange['reason']}" if exchange["reason"] else ""
    lines = [f"{exchange['method']} {exchange['url']}", *_message("> ", exchange["request"])]
    lines += [f"{status} after {exchange['took_ms']:.0f} ms{reason}"]
    shown = (one_line(line) for line in (*lines, *_message("< ", exchange["response"])))
    return [line if most is None or len(line) <= most else f"{line[:most]}…" for line in shown]


def _message(mark: str, message: Json) -> list[str]:
    heads = [f"{mark}{name}: {value}" for name, value in message["headers"]]
    return [*heads, *(f"{mark}{line}" for line in message["body"].splitlines())]


def counted(report: Report) -> str:
    """``42 rules: 1 failed, 2 weak, 38 passed, 1 not judged``"""
    counts = ", ".join(f"{count} {WORDS[name]}" for name, count in report.counts.items() if count)
    return f"{many(len(report.rules), 'rule')}: {counts or 'none'}"


def many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def baseline_lines(report: Report) -> list[str]:
    """What the baseline says of this run."""
    found = report.baseline
    if found is None:
        return []
    if found.updated:
        return [f"The baseline {found.file} holds {many(len(found.known), 'failure')} now."]
    lines = [f"Known, and still so: {', '.join(found.known)}"] if found.known else []
    lines += [f"New, not in the baseline: {', '.join(found.new)}"] if found.new else []
    if found.stale:
        lines.append(
            f"Stale: {', '.join(found.stale)} failed no more; take it out of {found.file}, or "
            "let --update-baseline do it"
        )
    return [one_line(line) for line in lines]


def lines(report: Report) -> list[str]:
    """For the end of a run by pytest, which has shown the failures already."""
    ended = ["Interrupted: not all rules were judged."] if report.interrupted else []
    return [
        f"{counted(report)}  (--redox-seed {report.seed} repeats it)",
        *ended,
        *weak_lines(report),
        *baseline_lines(report),
    ]
