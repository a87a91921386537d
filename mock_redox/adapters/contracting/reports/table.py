"""A run on a terminal: a table of all rules, then each failure whole, then the sum."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mock_redox.adapters.contracting.repeating import Bodies
from mock_redox.adapters.contracting.reports.summary import (
    SHOWN,
    WORDS,
    baseline_lines,
    counted,
    exchange_lines,
    gist,
    gravest_first,
    listed,
    rests_on,
    sentence,
    stopped,
    weak_lines,
)
from mock_redox.adapters.contracting.results import Report, RuleResult
from mock_redox.core.redaction import one_line

_COLOURS = {"failed": "red", "weak": "yellow", "passed": "green", "skipped": "dim"}
_SHORT = 60
"""Characters of a reason that may stand in each row."""
_WIDE = 110
"""Columns from which on what a failure means has a column of its own."""


def show(report: Report, console: Console) -> None:
    """Print the whole."""
    if report.rules:
        console.print(_table(report, console.width >= _WIDE))
    bodies = Bodies()
    for each in gravest_first(report):
        _failure(each, console, bodies)
    _sum(report, console)


def _table(report: Report, wide: bool) -> Table:
    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    made.add_column("Rule", ratio=3, overflow="fold")
    made.add_column("Verdict", no_wrap=True)
    made.add_column("What was seen", ratio=4, overflow="fold")
    if wide:
        made.add_column("What it means", ratio=4, overflow="fold")
    told: dict[str, str] = {}
    for each in report.rules:
        means = sentence(each.rule.means) if each.failed else ""
        saw = Text(_once(each, told))
        if means and not wide:
            saw.append(f"\n{means}", style="dim")
        cells = [Text(each.rule.id), _verdict(each), saw, *([Text(means)] if wide else [])]
        made.add_row(*cells)
    return made


def _once(result: RuleResult, told: dict[str, str]) -> str:
    """What was seen; of a long reason why it was not judged, where that stands already."""
    saw = one_line(gist(result))
    if result.verdict != "skipped" or len(saw) <= _SHORT:
        return saw
    first = told.setdefault(saw, result.rule.id)
    return saw if first == result.rule.id else f"as {first}"


def _verdict(result: RuleResult) -> Text:
    shown = Text(WORDS[result.verdict], style=_COLOURS[result.verdict])
    if result.known:
        shown.append("\nknown", style="dim")
    elif result.failed and result.rule.level != "must":
        shown.append(f"\n{result.rule.level}", style="dim")
    return shown


def _failure(result: RuleResult, console: Console, bodies: Bodies) -> None:
    """The first variant that failed, whole; of further ones the names."""
    shown = next((each for each in result.failed if each.fails), result.failed[0])
    rule = result.rule
    console.print()
    console.rule(Text(shown.name, style="bold"), align="left", style="red")
    for line in shown.said.strip().splitlines():
        console.print(Text(one_line(line), style="bold"))
    told = {"Rule": f"{rule.title} ({rule.level})", "In production": stopped(rule.means),
            "It rests on": rests_on(rule)}  # fmt: skip
    for name, text in (*told.items(), *(("Seen", one_line(line)) for line in shown.saw)):
        console.print(Text.assemble((f"{name}: ", "dim"), text))
    lines = exchange_lines(shown.exchanges[-1], SHOWN) if shown.exchanges else []
    _block("The exchange:", lines, console)
    _block("To repeat it:", bodies.shortened(shown.repeat, shown.name).splitlines(), console)
    console.print(Text.assemble(("Judge it alone: ", "dim"), f"--select {rule.id}"))
    others = [each.variant or "" for each in result.failed if each is not shown]
    if others:
        console.print(Text(f"So did {listed(others, most=12)}; a report has them whole."))


def _block(head: str, lines: list[str], console: Console) -> None:
    """Lines that stay whole, so that they can be copied."""
    if lines:
        console.print(Text(head, style="dim"))
    for line in lines:
        console.print(Text(f"  {one_line(line)}"), soft_wrap=True)


def _sum(report: Report, console: Console) -> None:
    console.print()
    for line in (*weak_lines(report), *baseline_lines(report)):
        console.print(Text(line))
    for problem in report.problems:
        console.print(Text(f"The run went wrong: {problem}", style="red"))
    if report.interrupted:
        console.print(Text("Interrupted: not all rules were judged.", style="yellow"))
    style = "red" if report.fails else "green"
    console.print(Text(f"{counted(report)} in {report.took:.1f} s", style=f"bold {style}"))
    console.print(Text(f"The same run again: --seed {report.seed}", style="dim"))
