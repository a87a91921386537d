"""Shows a doctor's report in a terminal: the verdict, the findings, what came, what is open."""

import textwrap
from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.text import Text

from mock_redox.core.doctor.report import Finding, Report
from mock_redox.core.redaction import one_line

_WIDEST, _NARROWEST = 100, 40
_LONGEST_NAME = 24
"""Characters of a name beside which its text still stands."""
_COLOURS = {"wrong": "red", "doubtful": "yellow"}
_LOUD = "WARNING"


def show(report: Report) -> None:
    """Print it, in no more than the terminal's width."""
    console = Console(highlight=False, emoji=False)
    width = max(_NARROWEST, min(console.width, _WIDEST) - 1)
    colour = "red" if not report.ok else "yellow" if report.findings else "green"
    console.print(_wrapped(report.verdict, width, f"bold {colour}"), soft_wrap=True)
    for part in _parts(report, width):
        console.print()
        console.print(part, soft_wrap=True)


def _parts(report: Report, width: int) -> Iterator[Text]:
    loud = [note for note in report.notes if note.startswith(_LOUD)]
    for note in loud:
        yield _wrapped(note, width, "bold red")
    for each in report.findings:
        yield _finding(each, width)
    for facts in report.facts:
        yield _section(facts.title, facts.rows, width)
    if report.unjudged:
        yield _section("not judged", report.unjudged, width)
    for note in report.notes:
        if note not in loud:
            yield _wrapped(f"note: {note}", width)


def _finding(each: Finding, width: int) -> Text:
    rows = [("what", each.says), ("got", each.got), ("expected", each.expected)]
    rows += [("cause", each.cause)] if each.cause else []
    rows += [("often", "; ".join(each.usual))] if each.usual and not each.cause else []
    rows += [("fix", each.fix), ("see", each.page)]
    head = Text(f"{each.certainty}: ", style=_COLOURS[each.certainty])
    head.append(each.name, style="bold")
    return Text("\n").join([head, *_rows(rows, width)])


def _section(title: str, rows: Iterable[tuple[str, str]], width: int) -> Text:
    return Text("\n").join([Text(title, style="bold"), *_rows(list(rows), width)])


def _rows(rows: list[tuple[str, str]], width: int) -> Iterator[Text]:
    """Names in one column, texts in another; no line ends in blanks."""
    names = [len(name) for name, _ in rows if len(name) <= _LONGEST_NAME]
    indent = 4 + max(names, default=4)
    for name, value in rows:
        lines = _lines(value, width - indent) or [""]
        if len(name) + 4 > indent:
            yield Text(f"  {name}")
        else:
            yield Text(f"  {name}".ljust(indent) + lines.pop(0))
        yield from (Text(" " * indent + line) for line in lines)


def _wrapped(text: str, width: int, style: str = "") -> Text:
    return Text("\n".join(_lines(text, width)), style=style)


def _lines(text: str, width: int) -> list[str]:
    return textwrap.wrap(one_line(text), width, break_on_hyphens=False)
