"""``mock-redox contract``: the rules of Redox for your own system, and whether it keeps them."""

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from mock_redox.adapters.cli.group import FAILED, Unreachable
from mock_redox.adapters.cli.options import F, config_option, json_option, read_doors
from mock_redox.contract.rules import LEVELS, Side
from mock_redox.core.errors import Misuse

_INTERRUPTED = 130
_CODES = """\b
Exit codes:
  0    fine; advice may have failed, and what the baseline knows
  1    a rule that must or should hold failed
  2    usage or config is wrong, or nothing was judged
  3    the system under test, the probe or the mock can't be reached
  130  interrupted; the reports hold what was judged until then
"""
_FORMS = {"junit": "JUnit XML", "json": "JSON (see contract schema)",
          "html": "one HTML file for people", "sarif": "SARIF 2.1.0"}  # fmt: skip


def _run_options(command: F) -> F:
    """What both sides take."""
    for form, what in reversed(_FORMS.items()):
        command = click.option(f"--report-{form}", metavar="FILE", help=f"Report as {what}.")(
            command
        )
    for option in reversed((
        click.option("--select", multiple=True, metavar="RULES",
                     help="Only these: ids or what they begin with, words of titles, with commas; "
                     "or an expression such as 'token and not timing'."),
        click.option("--level", type=click.Choice(LEVELS), default="advice", show_default=True,
                     help="Leave out rules below this level."),
        click.option("--baseline", metavar="FILE",
                     help="Failures that are known: they don't fail the run, new ones do."),
        click.option("--update-baseline", is_flag=True, help="Write what fails into that file."),
        click.option("--seed", type=int, metavar="N",
                     help="Repeat the run of that number: the same ids and people again."),
    )):  # fmt: skip
        command = option(command)
    return json_option(command)


def _token(name: str, what: str) -> Callable[[F], F]:
    variable = f"MOCK_REDOX_{name.upper().replace('-', '_')}"
    return click.option(f"--{name}", metavar="T", envvar=variable, help=f"{what} [env: {variable}]")


_LOG = click.option(
    "--log", multiple=True, metavar="FILE",
    help="A log of your system, to be searched for secrets and names.",
)  # fmt: skip


class _Interruptible(click.Group):
    """Ends as shells expect of what was interrupted, wherever that was."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(_INTERRUPTED)


@click.group(cls=_Interruptible)
def contract() -> None:
    """Judge your own receiver or client by Redox's rules, in any language.

    docs/contract.md says what each rule asks, and on which fact of Redox it rests.
    """


@contract.command(epilog=_CODES)
@json_option
def rules(as_json: bool) -> None:
    """List the rules: id, level and title."""
    from mock_redox.adapters.contracting.catalogue import all_rules

    found = all_rules()
    if as_json:
        click.echo(json.dumps([each.as_json() for each in found]))
        return
    width = max((len(each.id) for each in found), default=0)
    for each in found:
        click.echo(f"{each.id:<{width}}  {each.level:<6}  {each.title}")


@contract.command(epilog=_CODES)
def schema() -> None:
    """Print the JSON Schema of the JSON report."""
    from mock_redox.adapters.contracting.reports.document import SCHEMA

    click.echo(SCHEMA.read_text(encoding="utf-8"), nl=False)


@contract.command(epilog=_CODES)
@click.argument("url", metavar="URL")
@_token("verification-token", "The token that your receiver expects.")
@_token("old-token", "One that it expected before a rotation.")
@_token("other-token", "One of another destination of yours.")
@click.option("--probe", metavar="URL", help="Answers GET with a number or a list that grows with "
              "what your receiver processed; without it, verdicts are weaker.")  # fmt: skip
@_LOG
@click.option("--event", metavar="EVENT", help="An event that your receiver processes, such as "
              "Scheduling.New; else it is found out.")  # fmt: skip
@click.option("--environment", type=click.Choice(["Development", "Staging", "Production"]),
              help="Of Redox, for which it is meant; the last two demand https.")  # fmt: skip
@config_option
@_run_options
def receiver(
    url: str, verification_token: str | None, old_token: str | None, other_token: str | None,
    probe: str | None, log: tuple[str, ...], event: str | None, environment: str | None,
    config: str | None, **run: Any,
) -> None:  # fmt: skip
    """Judge the receiver at URL: it gets pushes, right and wrong, and challenges.

    What is not given is not judged, and the report says so.
    """
    if not verification_token:
        raise Misuse("the token is missing; give --verification-token, or set "
                     "MOCK_REDOX_VERIFICATION_TOKEN")  # fmt: skip
    asked = {"--probe": probe}
    _reach(config, {"URL": url}, asked, log)
    _judge("receiver", run, {
        "receiver": url, "verification-token": verification_token, "old-token": old_token,
        "other-token": other_token, "probe": probe, "log": _absolute(log), "event": event,
        "environment": environment, "config": config and str(Path(config).absolute()),
    })  # fmt: skip


@contract.command(epilog=_CODES)
@click.option("--call", metavar="URL", help="A POST there makes your system call Redox once.")
@click.option("--command", metavar="CMD", help="A shell command that makes it call Redox once.")
@click.option("--reload", metavar="URL", help="A POST there tells your system of its new key.")
@_LOG
@click.option("--patience", type=float, metavar="SECONDS", help="A little more than the time limit "
              "of your client's calls, to judge that it has one.")  # fmt: skip
@click.option("--port", type=int, metavar="N", help="Where the mock is to answer, so that your "
              "system can be pointed at it beforehand.")  # fmt: skip
@click.option("--mock-url", metavar="URL", help="Use this mock, which runs already.")
@config_option
@_run_options
def client(
    call: str | None, command: str | None, reload: str | None, log: tuple[str, ...],
    patience: float | None, port: int | None, mock_url: str | None, config: str | None,
    **run: Any,
) -> None:  # fmt: skip
    """Judge your client: the mock answers it, well and badly, and watches what it does.

    A command gets the mock's address and keys in its environment: REDOX_URL, REDOX_CLIENT_ID,
    REDOX_KID, REDOX_PRIVATE_KEY, REDOX_API_KEY, REDOX_SECRET, REDOX_DESTINATION_ID.
    """
    if (call is None) is (command is None):
        raise Misuse("give --call URL or --command CMD: one way to let your system call Redox")
    if mock_url and (port is not None or config):
        raise Misuse("a mock that runs has its own port and config; give them to its serve")
    _reach(config, {"--call": call, "--reload": reload, "--mock-url": mock_url}, {}, log)
    _judge("client", run, {
        "call": call, "command": command, "reload": reload, "log": _absolute(log),
        "patience": patience, "port": port,
        "mock-url": mock_url, "config": config and str(Path(config).absolute()),
    })  # fmt: skip


def _absolute(files: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(Path(each).absolute()) for each in files)


def _reach(config: str | None, urls: Mapping[str, str | None], probes: Mapping[str, str | None],
           logs: tuple[str, ...]) -> None:  # fmt: skip
    """Whether all is there that the run needs; each is asked once."""
    from mock_redox.adapters.contracting import preflight
    from mock_redox.core.ports import Reach

    settings = read_doors({}, config)[0]
    allowed = Reach(allowed_targets=settings.allowed_targets)
    for log in logs:
        if not Path(log).is_file():
            raise Misuse(f"--log {log}: there is no such file")
    try:
        for option, url in urls.items():
            if url is not None:
                preflight.reach(url, option, allowed)
        for url in probes.values():
            if url is not None:
                preflight.ask_probe(url, allowed)
    except preflight.Silent as silent:
        raise Unreachable(str(silent)) from None


def _judge(side: Side, run: dict[str, Any], given: dict[str, Any]) -> None:
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
        sys.exit(_INTERRUPTED)
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
    for name in ("baseline", *(f"report-{form}" for form in _FORMS)):
        path = Path(options[name]) if options[name] else None
        if path and (path.is_dir() or not path.absolute().parent.is_dir()):
            raise Misuse(f"--{name} {path}: there is no such folder, or it is one")
