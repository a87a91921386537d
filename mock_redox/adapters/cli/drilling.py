"""``mock-redox drill`` and ``drills``: rotate a credential, see for how long a system is out."""

import json
import sys
from typing import Any

import click

from mock_redox.adapters.cli.group import CheckFailed, Unreachable
from mock_redox.adapters.cli.options import config_option, json_option, url_option
from mock_redox.adapters.cli.sending import TOKEN
from mock_redox.adapters.drills.stage import Stage, environ, introduce, stage
from mock_redox.adapters.drills.systems import Command, System, Url, Way
from mock_redox.core.drills.engine import NotReady
from mock_redox.core.drills.outcome import CallFailed, NoAnswer
from mock_redox.core.drills.result import DrillResult
from mock_redox.core.drills.scripts import SCRIPTS, Ready
from mock_redox.core.drills.service import EVENT, Order, ready
from mock_redox.core.drills.service import drill as hold
from mock_redox.core.errors import Misuse
from mock_redox.core.times import duration


@click.command()
@json_option
def drills(as_json: bool) -> None:
    """List the rotation drills."""
    if as_json:
        click.echo(json.dumps({"drills": [each.as_json() for each in SCRIPTS.values()]}))
        return
    for each in SCRIPTS.values():
        click.echo(f"{each.name:<20} {each.says}")


@click.command()
@click.argument("name")
@click.option("--call", metavar="URL", help="A POST to it makes your system call Redox once.")
@click.option("--command", metavar="CMD", help="The same by a shell command; 0 is fine.")
@click.option("--reload", metavar="URL", help="A POST to it tells your system what is new: "
              "{client_id, kid, private_key}, {api_key, secret} or "
              "{verification_token}.")  # fmt: skip
@click.option("--reload-command", metavar="CMD", help="The same by a shell command.")
@click.option("--of", metavar="ID", help="Whose: a client id, a legacy key's, or a destination's "
              "id or URL; the first one if not given.")  # fmt: skip
@TOKEN
@click.option("--overlap", metavar="DURATION", help="How long old and new work together [10m].")
@click.option("--switch-after", metavar="DURATION", help="When your system is told, counted like "
              "the overlap [half of it]; more than the overlap is late.")  # fmt: skip
@click.option("--every", metavar="DURATION", default="10s", show_default=True,
              help="Time between two tries.")  # fmt: skip
@click.option("--settle", metavar="DURATION", help="How long it goes on after the last step [until "
              "held tokens have expired].")  # fmt: skip
@click.option("--jwks-cache", metavar="DURATION", help="key_jwks: how long Redox keeps the URL "
              "[the setting, or 5m].")  # fmt: skip
@click.option("--jwks-refetch/--no-jwks-refetch", default=None, help="key_jwks: whether it fetches "
              "it again for an unknown kid [the setting].")  # fmt: skip
@click.option("--event", default=EVENT, show_default=True, help="verification_token: what is "
              "pushed.")  # fmt: skip
@click.option("--allow", metavar="DURATION", default="0s", show_default=True,
              help="How long your system may be out.")  # fmt: skip
@url_option
@config_option
@click.option("--port", type=int, help="Where the drill's own mock listens, without --url.")
@json_option
def drill(
    name: str, call: str | None, command: str | None, reload: str | None,
    reload_command: str | None, allow: str, url: str | None, config: str | None, port: int | None,
    as_json: bool, **options: Any,
) -> None:  # fmt: skip
    """Rotate a credential on the mock's clock, and say for how long your system was out.

    NAME is one of those that "mock-redox drills" lists. All along, your system is made to call
    Redox (--call, --command); a try fails when that fails, or when Redox refused it. At the
    switch it is told of what is new (--reload, --reload-command). Minutes of the mock's clock
    pass in moments.

    With --url the drill is held on that running mock. Else it serves one, and first tells your
    system of the credentials that this made.

    Commands find REDOX_URL, REDOX_CLIENT_ID, REDOX_KID, REDOX_PRIVATE_KEY, REDOX_API_KEY,
    REDOX_SECRET, REDOX_DESTINATION_ID and REDOX_VERIFICATION_TOKEN in their environment, as far
    as they are known, and as your system was told. So --command needs no --reload.
    """
    chosen, allowed = ready(name), duration(allow).total_seconds()
    ways = _ways(chosen, call, command, reload, reload_command)
    order = Order(script=chosen.name, **options)
    with stage(url, config, port) as place:
        system = System(*ways, environ(place, chosen, order))
        try:
            result = _held(place, chosen, order, system, as_json)
        except CallFailed as wrong:
            kind = Unreachable if isinstance(wrong, NoAnswer) else CheckFailed
            raise kind(str(wrong)) from None
        except NotReady as wrong:
            raise (Unreachable if wrong.silent else CheckFailed)(str(wrong)) from None
    _show(result, as_json)
    if not result.recovered:
        raise CheckFailed(f"out for {result.seconds_out:.10g} s, to the end of the drill")
    if result.seconds_out > allowed:
        raise CheckFailed(f"out for {result.seconds_out:.10g} s; {allowed:.10g} s are allowed")


def _ways(
    chosen: Ready, call: str | None, command: str | None, reload: str | None,
    reload_command: str | None,
) -> tuple[Way | None, Way | None]:  # fmt: skip
    """How the system is called, and how it is told. Raises Misuse."""
    if call and command:
        raise Misuse("--call and --command contradict each other; give one of them")
    if reload and reload_command:
        raise Misuse("--reload and --reload-command contradict each other; give one of them")
    if chosen.calls and not (call or command):
        raise Misuse(f"the drill {chosen.name} needs --call or --command, which makes your system "
                     "call Redox")  # fmt: skip
    if not chosen.calls and (call or command):
        raise Misuse(f"in the drill {chosen.name} the mock calls your system: leave --call and "
                     "--command out")  # fmt: skip
    if not (command or reload or reload_command):
        raise Misuse("say how your system is told of what is new: --reload or --reload-command")
    way: Way | None = Url(call) if call else Command(command) if command else None
    tell: Way | None = Url(reload) if reload else None
    return way, Command(reload_command) if reload_command else tell


def _held(place: Stage, chosen: Ready, order: Order, system: System, as_json: bool) -> DrillResult:
    """Hold it, with a bar for those who watch."""
    if place.own:
        introduce(place.bench, chosen, order, system)
    call = system.call if chosen.calls else None
    if as_json or not sys.stderr.isatty():
        return hold(place.bench, order, call, system.switch)
    with click.progressbar(length=1000, label=chosen.name, file=sys.stderr) as bar:
        return hold(
            place.bench, order, call, system.switch,
            lambda done: bar.update(round(done * 1000) - bar.pos),
        )  # fmt: skip


def _show(result: DrillResult, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(result.as_json()))
        return
    for line in str(result).splitlines():
        colour = {"OK   ": "green", "OUT  ": "red"}.get(line[:5])
        click.secho(line, fg=colour, bold=colour is not None)
