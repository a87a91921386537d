"""Runs the contract by itself, for the command line.

By pytest in this very process: results come as objects, Ctrl-C reaches one process only, and the
process has no other work to be disturbed in. What the user has set for pytest is left out.
"""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest

import mock_redox.contract
from mock_redox.adapters.collecting import COMMAND, RESULT, Collector
from mock_redox.adapters.contracting.results import Report
from mock_redox.contract.rules import Side, rule_of
from mock_redox.core.errors import Misuse
from mock_redox.core.nearest import suggestion

HOME = Path(mock_redox.contract.__file__).parent
"""Where the rules are."""
_PLUGIN = "mock_redox.adapters.pytest_plugin"
_ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
_THEIRS = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")


class Progress(Protocol):
    """Is told how the run gets on."""

    def begin(self, tests: int) -> None:
        """So many are to come."""

    def at(self, rule: str) -> None:
        """One of this rule is being judged."""

    def done(self, rule: str, verdict: str) -> None:
        """It is judged."""


def run(
    side: Side, options: Mapping[str, Any], select: Sequence[str], progress: Progress
) -> Report:
    """Judge the rules of one side.

    Args:
        options: of the pytest plugin, without ``--redox-``; those that are None are not given.
        select: ids of rules or what they begin with, parts of titles, or expressions as pytest's
            ``-k`` takes them; nothing selects all.

    Raises:
        Misuse: nothing is selected, or an option is wrong.
    """
    follower = _Follower(side, [each for each in select if not _is_expression(each)], progress)
    with tempfile.TemporaryDirectory() as folder, _alone():
        code = pytest.main(_arguments(Path(folder), options, select), plugins=[follower])
    return follower.ended(code)


def _is_expression(wanted: str) -> bool:
    return " " in wanted.strip()


def _arguments(folder: Path, options: Mapping[str, Any], select: Sequence[str]) -> list[str]:
    empty = folder / "pytest.ini"
    empty.write_text("[pytest]\n", encoding="utf-8")
    given = [str(HOME), "-c", str(empty), "--rootdir", str(folder), "--confcutdir", str(HOME)]
    for name in ("cacheprovider", "terminal"):
        given += ["-p", f"no:{name}"]
    # Plain asserts, as messages are sentences; and capture that leaves the progress line alone.
    given += ["-p", _PLUGIN, "--assert", "plain", "--capture", "sys"]
    given.append("--continue-on-collection-errors")
    expressions = [f"({each})" for each in select if _is_expression(each)]
    given += ["-k", " or ".join(expressions)] if expressions else []
    for name, value in options.items():
        for each in value if isinstance(value, tuple) else [value]:
            if each not in (None, False):
                given.append(f"--redox-{name}" + ("" if each is True else f"={each}"))
    return given


@contextmanager
def _alone() -> Iterator[None]:
    """Without the plugins and options that the environment brings."""
    before = {name: os.environ.pop(name, None) for name in (*_THEIRS, *_ALONE)}
    os.environ.update(_ALONE)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


class _Follower:
    """A plugin that chooses what is run, tells how far it is, and takes the report."""

    def __init__(self, side: Side, select: Sequence[str], progress: Progress) -> None:
        self.__name__ = COMMAND  # pytest registers it under that
        self._side = side
        self._select = select
        self._progress = progress
        self._rules: dict[str, str] = {}
        self._verdicts: dict[str, str] = {}
        self._collector: Collector | None = None
        self._wrong = ""

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        self._collector = session.config.pluginmanager.getplugin("redox_collector")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        mine = [item for item in items if (rule := rule_of(item)) and rule.side == self._side]
        ids = {rule.id for item in mine if (rule := rule_of(item))}
        missed = [each for each in self._select if not any(_fits(each, i, ids) for i in mine)]
        chosen = [] if missed else [item for item in mine if self._is_selected(item, ids)]
        self._wrong = "" if chosen else _nothing(missed, ids)
        self._rules = {item.nodeid: rule.id for item in chosen if (rule := rule_of(item))}
        items[:] = chosen
        self._progress.begin(len(chosen))

    def _is_selected(self, item: pytest.Item, ids: set[str]) -> bool:
        return not self._select or any(_fits(wanted, item, ids) for wanted in self._select)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._progress.at(self._rules.get(nodeid, nodeid))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told = getattr(report, RESULT, None)
        if told is not None:
            self._verdicts.setdefault(report.nodeid, json.loads(told)["verdict"])
        if report.when == "teardown":
            rule = self._rules.get(report.nodeid, report.nodeid)
            self._progress.done(rule, self._verdicts.get(report.nodeid, "failed"))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._problem(f"{report.nodeid} can't be read: {report.longreprtext[-600:]}")

    def pytest_internalerror(self, excrepr: Any) -> bool:
        self._problem(f"pytest broke: {str(excrepr)[-2000:]}")
        return True

    def _problem(self, text: str) -> None:
        if self._collector is not None:
            self._collector.problems.append(text)

    def ended(self, code: int) -> Report:
        """The report of the run.

        Raises:
            Misuse: it never began.
        """
        if self._collector is None or code == pytest.ExitCode.USAGE_ERROR:
            raise Misuse("pytest refused the run; what it said is above")
        report = self._collector.whole()
        if self._wrong and not report.problems:
            raise Misuse(self._wrong)
        return report


def _nothing(missed: list[str], ids: set[str]) -> str:
    if not missed:
        return "no rule is left by --select and --level"
    return f"no rule fits {', '.join(missed)}; {suggestion(missed[0], ids)}"


def _fits(wanted: str, item: pytest.Item, ids: set[str]) -> bool:
    """An id, what ids begin with, or a part of id, variant or title."""
    rule = rule_of(item)
    if rule is None:
        return False
    begins = f"{wanted.rstrip('.')}."
    if wanted in ids or any(each.startswith(begins) for each in ids):
        return wanted == rule.id or rule.id.startswith(begins)
    return wanted.lower() in f"{rule.id} {item.name} {rule.title}".lower()
