"""``mock-redox contract``: the rules of Redox for your own system, and whether it keeps them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from mock_redox.adapters.cli.judging import FORMS, INTERRUPTED, absolute, judge, reach, reserve
from mock_redox.adapters.cli.options import F, config_option, control_token_option, json_option
from mock_redox.adapters.cli.remote import Remote
from mock_redox.contract.rules import LEVELS
from mock_redox.core.errors import Misuse

_CODES = """\b
Exit codes:
  0    fine; advice may have failed, and what the baseline knows
  1    a rule that must or should hold failed
  2    usage or config is wrong, or nothing was judged
  3    the system under test, the probe or the mock can't be reached
  130  interrupted; the reports hold what was judged until then
"""


def _run_options(command: F) -> F:
    """What both sides take."""
    for form, what in reversed(FORMS.items()):
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
            ctx.exit(INTERRUPTED)


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
    if event:
        _must_be_known(event)
    reach(config, {"URL": url}, log, probe)
    judge("receiver", run, {
        "receiver": url, "verification-token": verification_token, "old-token": old_token,
        "other-token": other_token, "probe": probe, "log": absolute(log), "event": event,
        "environment": environment, "config": config and str(Path(config).absolute()),
    })  # fmt: skip


def _must_be_known(event: str) -> None:
    from mock_redox.core.webhooks.messages import event_named

    event_named(event)


@contract.command(epilog=_CODES)
@click.option("--call", metavar="URL", help="A POST there makes your system call Redox once.")
@click.option("--command", metavar="CMD", help="A shell command that makes it call Redox once.")
@click.option("--reload", metavar="URL", help="A POST there tells your system of its new key.")
@_LOG
@click.option("--patience", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS",
              help="A little more than the time limit of your client's calls, to judge that it has "
              "one.")  # fmt: skip
@click.option("--port", type=int, metavar="N", help="Where the mock is to answer, so that your "
              "system can be pointed at it beforehand.")  # fmt: skip
@click.option("--mock-url", metavar="URL", help="Use this mock, which runs already.")
@control_token_option
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
    reach(config, {"--call": call, "--reload": reload}, log)
    if mock_url:
        Remote(mock_url).get("/health")
    if port:
        reserve(config, port)
    judge("client", run, {
        "call": call, "command": command, "reload": reload, "log": absolute(log),
        "patience": patience, "port": port,
        "mock-url": mock_url, "config": config and str(Path(config).absolute()),
    })  # fmt: skip
