"""How far a run is: one line that moves on a terminal, else a line for each rule."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn


class Bar:
    """On a terminal."""

    def __init__(self, shown: Progress) -> None:
        self._shown = shown
        self._task: TaskID = shown.add_task("collecting", total=None)
        self._failed: set[str] = set()

    def begin(self, tests: int) -> None:
        self._shown.update(self._task, total=tests, completed=0)

    def at(self, rule: str) -> None:
        failed = f"  [red]{len(self._failed)} failed[/]" if self._failed else ""
        self._shown.update(self._task, description=f"{rule}{failed}")

    def done(self, rule: str, verdict: str) -> None:
        if verdict == "failed":
            self._failed.add(rule)
        self._shown.advance(self._task)


class Lines:
    """Elsewhere, such as in the log of a CI: a line when a rule is done with, and the count."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._tests = self._done = 0
        self._rule = ""
        self._worst = ""

    def begin(self, tests: int) -> None:
        self._tests = tests

    def at(self, rule: str) -> None:
        if rule != self._rule:
            self.end()
            self._rule, self._worst = rule, ""

    def done(self, rule: str, verdict: str) -> None:
        self._done += 1
        self._worst = min(self._worst or verdict, verdict, key=_ORDER.index)

    def end(self) -> None:
        """Tell the last one."""
        if self._rule and self._worst:
            line = f"{self._done}/{self._tests} {self._rule} {self._worst}"
            self._console.print(line, highlight=False, markup=False, soft_wrap=True)


_ORDER = ("failed", "weak", "passed", "skipped")


@contextmanager
def progress(console: Console) -> Iterator[Bar | Lines]:
    """Shows how far the run is while the block runs."""
    if not console.is_terminal:
        lines = Lines(console)
        yield lines
        lines.end()
        return
    columns = (MofNCompleteColumn(), BarColumn(bar_width=20), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True, redirect_stdout=False,
                  redirect_stderr=False) as shown:  # fmt: skip
        yield Bar(shown)
