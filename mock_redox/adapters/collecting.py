"""Gathers what the tests of the rules tell, from workers of xdist too, and writes the reports.

Part of the pytest plugin, so that nothing heavy is imported before there is something to report.
"""

import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mock_redox.adapters.contracting.baseline import Known
    from mock_redox.adapters.contracting.results import Comparison, Judged, Report

FORMS = ("junit", "json", "html", "sarif")
LOWEST = "advice"
"""The level below which there is none, so that no rule is left out."""
RESULT = "redox_judged"
"""The attribute of pytest's reports that carries a result, as JSON: it survives xdist's way."""

TOKENS = {
    "--redox-verification-token": "MOCK_REDOX_VERIFICATION_TOKEN",
    "--redox-old-token": "MOCK_REDOX_OLD_TOKEN",
    "--redox-other-token": "MOCK_REDOX_OTHER_TOKEN",
}
"""Options that are secrets, and the variables that may have them in place of a command line."""
COMMAND = "redox_command"
"""The name under which the command line is a plugin of its run."""
PLACE = pytest.StashKey[int]()
"""Where a test stands among those of the run."""


class Collector:
    """What all tests told, in one run; made where reports are written, which is no worker.

    Attributes:
        report: the whole, once the run has ended; None if no rule was in it.
        problems: what went wrong with the run itself.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.report: Report | None = None
        self.problems: list[str] = []
        self._config = config
        self._told: dict[tuple[str, str], str] = {}
        self._interrupted = False
        self._began, self._from = datetime.now(UTC), time.monotonic()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told = getattr(report, RESULT, None)
        if told is not None:  # of a test that ran again, the last run counts
            self._told[report.nodeid, str(report.when)] = told

    def pytest_keyboard_interrupt(self) -> None:
        self._interrupted = True

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        if not self._told:
            return
        from mock_redox.adapters.contracting.reports import write
        from mock_redox.core.errors import Misuse

        try:
            self.report = self.whole()
            for form in FORMS:
                file = self._config.getoption(f"--redox-report-{form}")
                if file:
                    write(self.report, form, Path(file))
        except Misuse as wrong:
            raise pytest.UsageError(str(wrong)) from None

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.report is not None:
            from mock_redox.adapters.contracting.reports.summary import lines

            terminalreporter.section("redox contract")
            for line in lines(self.report):
                terminalreporter.line(line)

    def whole(self) -> "Report":
        """What there is so far."""
        if self.report is not None:
            return self.report
        from mock_redox import __version__
        from mock_redox.adapters.contracting.numbering import run_number
        from mock_redox.adapters.contracting.results import Report, by_rule

        judged = self._judged()
        return Report(
            rules=by_rule(judged), seed=run_number(self._config), started=self._began,
            took=time.monotonic() - self._from, version=__version__,
            level=self._config.getoption("--redox-level"), interrupted=self._interrupted,
            baseline=self._compared(judged), problems=tuple(self.problems),
        )  # fmt: skip

    def _judged(self) -> list["Judged"]:
        from mock_redox.adapters.contracting.results import Judged, merged

        tests: dict[str, list[Judged]] = {}
        for (node, _), told in self._told.items():
            tests.setdefault(node, []).append(Judged.from_json(json.loads(told)))
        return [merged(phases) for phases in tests.values()]

    def _compared(self, judged: list["Judged"]) -> "Comparison | None":
        from mock_redox.adapters.contracting import baseline

        known = known_failures(self._config)
        if known is None:
            return None
        path = Path(self._config.getoption("--redox-baseline"))
        updates = self._config.getoption("--redox-update-baseline") and not self._interrupted
        return (baseline.update if updates else baseline.compare)(path, known, judged)


def settle(config: pytest.Config) -> None:
    """Check at the start what the end would fail by, and make paths absolute, for workers too.

    Raises:
        pytest.UsageError: a report can't be written where it should be; the baseline can't be read;
            there is no such level.
    """
    for name in ("baseline", *(f"report-{form}" for form in FORMS)):
        option = f"--redox-{name}"
        given = config.getoption(option)
        if not given:
            continue
        path = config.invocation_params.dir / given
        if path.is_dir() or not path.parent.is_dir():
            raise pytest.UsageError(f"{option} {given}: there is no such folder, or it is one")
        _set(config, option, str(path))
    level = config.getoption("--redox-level")
    if level != LOWEST:
        from mock_redox.contract.rules import LEVELS

        if level not in LEVELS:
            raise pytest.UsageError(f"--redox-level {level}: use one of {', '.join(LEVELS)}")
    known_failures(config)


def take_tokens(config: pytest.Config) -> None:
    """Those that the command line does not tell may stand in the environment."""
    for option, variable in TOKENS.items():
        if config.getoption(option) is None and variable in os.environ:
            _set(config, option, os.environ[variable])


def _set(config: pytest.Config, option: str, value: str) -> None:
    setattr(config.option, option.strip("-").replace("-", "_"), value)


_KNOWN = pytest.StashKey["Known | None"]()


def known_failures(config: pytest.Config) -> "Known | None":
    """The failures of the baseline; None where there is none.

    Raises:
        pytest.UsageError: it can't be read.
    """
    if _KNOWN not in config.stash:
        config.stash[_KNOWN] = _loaded(config)
    return config.stash[_KNOWN]


def _loaded(config: pytest.Config) -> "Known | None":
    name = config.getoption("--redox-baseline")
    if not name:
        return None
    from mock_redox.adapters.contracting import baseline
    from mock_redox.core.errors import Misuse

    path = Path(name)
    if config.getoption("--redox-update-baseline") and not path.exists():
        return {}
    try:
        return baseline.load(path)
    except Misuse as wrong:
        raise pytest.UsageError(str(wrong)) from None
