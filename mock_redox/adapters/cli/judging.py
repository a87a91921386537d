"""One run of the contract from the command line: what is needed is there, run, show, end."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from mock_redox.adapters.cli.group import FAILED, Unreachable
from mock_redox.adapters.cli.options import read_doors
from mock_redox.contract.rules import Side
from mock_redox.core.errors import Misuse

INTERRUPTED = 130
FORMS = {"junit": "JUnit XML", "json": "JSON (see contract schema)",
         "html": "one HTML file for people", "sarif": "SARIF 2.1.0"}  # fmt: skip


def absolute(files: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(Path(each).absolute()) for each in files)


def reach(
    config: str | None, urls: Mapping[str, str | None], logs: tuple[str, ...],
    probe: str | None = None,
) -> None:  # fmt: skip
    """Whether all is there that the run needs; each is asked once."""
    from mock_redox.adapters.contracting import preflight
    from mock_redox.core.ports import Reach

    settings = read_doors({}, config)[0]
    allowed = Reach(allowed_targets=settings.allowed_targets)
    for log in logs:
        if not Path(log).is_file():
            what = (
                "that is a folder; name its files"
                if Path(log).is_dir()
                else "there is no such file"
            )
            raise Misuse(f"--log {log}: {what}")
    try:
        for option, url in urls.items():
            if url is not None:
                preflight.reach(url, option, allowed)
        if probe is not None:
            preflight.ask_probe(probe, allowed)
    except preflight.Silent as silent:
        raise Unreachable(str(silent)) from None


def reserve(config: str | None, port: int) -> None:
    """Whether a mock can be served there."""
    from mock_redox.adapters.listening import bind

    bind(read_doors({}, config)[0].host, port).close()


def judge(side: Side, run: dict[str, Any], given: dict[str, Any]) -> None:
    """Run, show, and end with the code that says how it went."""
    from rich.console import Console

    from mock_redox.adapters.cli.progress import progress
    from mock_redox.adapters.contracting import runner
    from mock_redox.adapters.contracting.reports import document, table

    select = [part.strip() for text in run.pop("select") for part in text.split(",")]
    as_json = run.pop("as_json")
    options = {name.replace("_", "-"): value for name, value in {**run, **given}.items()}
    _check_files(options)
    with progress(Console(stderr=True)) as line:
        report = runner.run(side, options, [part for part in select if part], line)
    if as_json:
        click.echo(json.dumps(document.as_json(report)))
    else:
        table.show(report, Console(highlight=False))
    if report.interrupted:
        sys.exit(INTERRUPTED)
    if not report.judged and not report.problems:
        raise Misuse("nothing was judged; the table says what the rules need")
    sys.exit(FAILED if report.fails else 0)


def _check_files(options: Mapping[str, Any]) -> None:
    """What would end the run before it begins is told as this command tells it."""
    from mock_redox.adapters.contracting import baseline

    known, updates = options["baseline"], options["update-baseline"]
    if updates and not known:
        raise Misuse("--update-baseline needs --baseline FILE")
    if known and not (updates and not Path(known).exists()):
        baseline.load(Path(known))
    for name in ("baseline", *(f"report-{form}" for form in FORMS)):
        path = Path(options[name]) if options[name] else None
        if path and (path.is_dir() or not path.absolute().parent.is_dir()):
            raise Misuse(f"--{name} {path}: there is no such folder, or it is one")
