"""``mock-redox fail`` and ``failures``: the catalogue, and failures on a running mock."""

import json
from typing import Any
from urllib.parse import quote

import click

from mock_redox.adapters.cli.options import json_option, url_option
from mock_redox.adapters.cli.remote import Remote
from mock_redox.core.failures.catalogue import FAMILIES, failure, search
from mock_redox.core.failures.model import Failure


@click.command()
@click.argument("name")
@click.option("--times", default="1", show_default=True, metavar="N|always",
              help="How many requests are to meet it.")  # fmt: skip
@click.option("--client", metavar="ID", help="Only those of this client id or API key; of pushes, "
              "those to this destination.")  # fmt: skip
@click.option("--path", metavar="PATH", help="Only those to this path; * stands for anything.")
@click.option("--after", type=int, default=0, metavar="N", help="So many requests pass first.")
@click.option("--probability", type=float, default=1.0, metavar="P",
              help="How likely each request meets it; drawn by the seed.")  # fmt: skip
@click.option("--delay", metavar="DURATION", help="So long before the answer, such as 500ms.")
@click.option("--jitter", metavar="DURATION", help="Up to so much longer; drawn by the seed.")
@click.option("--id", "id_", metavar="ID", help="What to call it, to remove it by.")
@url_option
@json_option
def fail(name: str, times: str, url: str | None, as_json: bool, id_: str | None,
         **more: Any) -> None:  # fmt: skip
    """Let the next request to the running mock fail by NAME, such as token.expired.

    `mock-redox failures` lists the names.
    """
    failure(name)  # a wrong name is told before the mock is asked
    given = {each: value for each, value in more.items() if value is not None}
    order = {"name": name, "id": id_, "times": _times(times), **given}
    answer = Remote(url).post("/active-failures", order)
    click.echo(json.dumps(answer) if as_json else _line(answer))


def _times(text: str) -> int | str | None:
    """A number where it is one; the mock says what is wrong with anything else."""
    try:
        return None if text == "always" else int(text)
    except ValueError:
        return text


@click.group(invoke_without_command=True)
@click.option("--search", "words", metavar="WORDS", help="Those with all these words in them.")
@json_option
@click.pass_context
def failures(context: click.Context, words: str | None, as_json: bool) -> None:
    """List the failures that can be switched on, by family."""
    if context.invoked_subcommand is not None:
        return
    found = search(words or "")
    if as_json:
        click.echo(json.dumps([each.as_json() for each in found]))
    elif not found:
        click.echo(f"none has all of {words!r} in it")
    else:
        click.echo(_listing(found))


def _listing(found: list[Failure]) -> str:
    width = max(len(each.name) for each in found)
    lines = []
    for family, says in FAMILIES.items():
        members = [each for each in found if each.family == family]
        lines += [f"{family}: {says}"] if members else []
        lines += [f"  {each.name:<{width}}  {each.says}" for each in members]
    return "\n".join(lines)


@failures.command("show")
@click.argument("name")
@json_option
def show(name: str, as_json: bool) -> None:
    """Show one: what it is, what Redox answers, its causes, how it is mended."""
    found = failure(name)
    click.echo(json.dumps(found.as_json()) if as_json else "\n".join(_page(found)))


def _page(found: Failure) -> list[str]:
    lines = [f"{found.name}: {found.says}", ""]
    for where, told in found.answers.items():
        status = "no answer" if told.status is None else str(told.status)
        body = "the usual body" if told.body is None else told.body
        extra = "".join(f" {name}: {value}" for name, value in told.headers.items())
        lines.append(f"  {where:<11} {status} {told.content_type}{extra}  {body}".rstrip())
    lines += ["", f"  certain  {found.mark}: {found.source}"]
    lines += [f"  cause    {cause}" for cause in found.causes]
    lines += [f"  fix      {found.fix}", f"  sound    a sound client {found.sound}"]
    if found.owners:
        who = " or ".join(found.owners)
        secret = f", or the secret {found.secret}" if "API key" in who else ""
        lines += [f"  by id    {who} {found.client_id}{secret}"]
    return [*lines, f"  see      {found.page}", f"  show it  mock-redox reproduce {found.name}"]


@failures.command("active")
@url_option
@json_option
def active(url: str | None, as_json: bool) -> None:
    """List those that are switched on in the running mock."""
    answer = Remote(url).get("/active-failures")
    found = answer["active_failures"]
    click.echo(json.dumps(answer) if as_json else "\n".join(map(_line, found)) or "none")


@failures.command("remove")
@click.argument("id_", metavar="ID", required=False)
@click.option("--all", "all_", is_flag=True, help="Switch all off.")
@url_option
@json_option
def remove(id_: str | None, all_: bool, url: str | None, as_json: bool) -> None:
    """Switch one off by its ID, or with --all all of them."""
    if (id_ is None) is not all_:
        raise click.UsageError("give an ID, or --all")
    path = "/active-failures" if all_ else f"/active-failures/{quote(str(id_), safe='')}"
    answer = Remote(url).delete(path)
    off = "all are off" if all_ else f"{id_} is off"
    click.echo(json.dumps(answer) if as_json else off)


def _line(each: dict[str, Any]) -> str:
    """One that is switched on: what for, and how often it came about."""
    left = "every request" if each["left"] is None else f"{each['left']} more"
    narrowed = [f"{name} {each[name]}" for name in ("client", "path") if each[name]]
    narrowed += [f"after {each['after']}"] if each["after"] else []
    narrowed += [f"probability {each['probability']:g}"] if each["probability"] < 1 else []
    return "  ".join([each["id"], each["name"], left, f"fired {each['fired']}", *narrowed])
