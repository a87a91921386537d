"""``mock-redox clock``, ``journal`` and ``reset``: on a running mock."""

import json
import math
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import click

from mock_redox.adapters.cli.incidents import export
from mock_redox.adapters.cli.options import json_option, url_option
from mock_redox.adapters.cli.remote import Remote
from mock_redox.core.redaction import one_line
from mock_redox.core.times import brief


@click.group()
def clock() -> None:
    """Show or move the mock's clock."""


def _clock_command(name: str, argument: str | None, help_: str) -> None:
    @click.command(name, help=help_)
    @url_option
    @json_option
    def move(url: str | None, as_json: bool, value: str | None = None) -> None:
        remote = Remote(url)
        order = {name: _number(value) if value is not None else True}
        answer = remote.get("/clock") if name == "show" else remote.post("/clock", order)
        click.echo(json.dumps(answer) if as_json else _time(answer))

    if argument:
        move = click.argument("value", metavar=argument)(move)
    # A negative duration looks like an option.
    move.context_settings["ignore_unknown_options"] = name == "offset"
    clock.add_command(move)


_clock_command("show", None, "Show the mock's time.")
_clock_command("advance", "DURATION", "Move forward by 301 (seconds), 5m, 1h30m or 3d.")
_clock_command("offset", "DURATION", "Shift by a duration, back with a minus.")
_clock_command("set", "TIME", "Go to a moment, such as 2026-01-01T12:00:00Z.")
_clock_command("rate", "NUMBER", "Let time pass so many times as fast; 60 is an hour a minute.")
_clock_command("freeze", None, "Stand still.")
_clock_command("real", None, "Follow the wall clock again.")


@click.group(invoke_without_command=True)
@click.option("--since", metavar="TIME", help="From this moment on.")
@click.option("--until", metavar="TIME", help="Before this moment.")
@click.option("--path", metavar="TEXT", help="The address contains this.")
@click.option("--client", metavar="ID", help="Of this client or legacy key.")
@click.option("--outcome", type=click.Choice(["ok", "refused", "failed"]))
@click.option("--direction", type=click.Choice(["in", "out"]), help="in: your calls; out: pushes.")
@click.option("--text", metavar="WORDS", help="All these words stand in it, bodies included.")
@click.option("--before", type=int, metavar="N", help="Older than this exchange.")
@click.option("--limit", type=int, default=50, show_default=True, help="The newest so many.")
@url_option
@json_option
@click.pass_context
def journal(context: click.Context, /, url: str | None, as_json: bool, **query: Any) -> None:
    """Show what was exchanged, and why it was refused. Secrets are hidden.

    With export, take some of it out: as a file to replay, a test, HAR or curl.
    """
    if context.invoked_subcommand is not None:
        return
    answer = Remote(url).get("/journal", query)
    if as_json:
        click.echo(json.dumps(answer))
        return
    if not answer["exchanges"]:
        narrowed = any(value for name, value in query.items() if name != "limit")
        click.echo("no exchange that fits" if narrowed else "no exchange yet")
        return
    _listing(answer["exchanges"])


journal.add_command(export)


@journal.command()
@click.argument("id_", metavar="ID")
@url_option
@json_option
def resend(id_: str, url: str | None, as_json: bool) -> None:
    """Send the message of the push with that number once more."""
    answer = Remote(url).post(f"/journal/{quote(id_, safe='')}/resend", None)
    click.echo(json.dumps(answer) if as_json else answer["reason"])


def _listing(exchanges: list[dict[str, Any]]) -> None:
    """A line a call, and under a refused one what came, what was expected and what to do."""
    from rich.console import Console
    from rich.text import Text

    console = Console(soft_wrap=True, highlight=False)
    colours = {"ok": "green", "refused": "red", "failed": "magenta"}
    for each in exchanges:
        inward = each["direction"] == "in"
        where = one_line(each["path"] if inward else each["url"])
        line = Text(f"{each['id']:>4} {each['at'][11:23]} {'->' if inward else '<-'} ")
        line.append(f"{each['method']} {where} ")
        line.append(str(each["status"] or "no answer"), style=colours[each["outcome"]])
        console.print(line)
        if each["reason"]:
            console.print(Text(f"       {one_line(each['reason'])}"))
        why = each["explanation"] or {}
        if "check" in why:
            console.print(Text(f"       {why['check']}", style="bold"))
        for name in ("got", "expected", "cause", "often", "fix", "page"):
            if why.get(name):
                console.print(Text(f"       {name + ':':<10}{one_line(why[name])}"))


@click.command()
@click.argument("parts", nargs=-1)
@url_option
@json_option
def reset(parts: tuple[str, ...], url: str | None, as_json: bool) -> None:
    """Go back to the start, wholly or in PARTS.

    The parts are clients, legacy_keys, destinations, tokens, deliveries, records, failures,
    journal, settings, clock.
    """
    answer = Remote(url).post("/reset", {"parts": list(parts) or None})
    click.echo(json.dumps(answer) if as_json else f"reset: {', '.join(answer['reset'])}")


def _number(value: str) -> float | str:
    try:
        number = float(value)
    except ValueError:
        return value
    return number if math.isfinite(number) else value


def _time(answer: dict[str, Any]) -> str:
    rate = answer["rate"]
    pace = "stands still" if answer["frozen"] else f"runs {rate:g} times as fast as the wall clock"
    ahead = timedelta(seconds=answer["ahead_seconds"])
    side = f"{brief(abs(ahead))} {'ahead of' if ahead > timedelta(0) else 'behind'} it"
    where = "level with it" if abs(ahead) < timedelta(seconds=1) else side
    return f"{answer['now']}  {'runs with the wall clock' if rate == 1 else pace}, {where}"
