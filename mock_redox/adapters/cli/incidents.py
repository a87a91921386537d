"""``mock-redox journal export`` on a running mock, and ``mock-redox replay`` without one."""

import json
from pathlib import Path
from typing import Any

import click

from mock_redox.adapters.cli.group import CheckFailed
from mock_redox.adapters.cli.options import json_option, url_option
from mock_redox.adapters.cli.remote import Remote
from mock_redox.core.errors import Misuse

_FORMS = ("incident", "pytest", "har", "curl")
_ENDINGS = {".py": "pytest", ".har": "har", ".sh": "curl"}


@click.command()
@click.argument("ids", nargs=-1)
@click.option(
    "--as", "as_", type=click.Choice(_FORMS),
    help="incident: YAML to be replayed; pytest: a test of it; har; curl. By default as the "
    "ending of FILE says, else incident.",
)  # fmt: skip
@click.option("--last-failure", is_flag=True, help="The last call that was refused; the default.")
@click.option("--since", metavar="TIME", help="All calls from this moment on.")
@click.option("--until", metavar="TIME", help="All calls before this moment.")
@click.option("--no-bodies", is_flag=True, help="Leave out what messages say besides Meta.")
@click.option("-o", "--output", metavar="FILE", help="Where to; a folder gets a file in it.")
@url_option
@json_option
@click.pass_context
def export(
    context: click.Context, ids: tuple[str, ...], as_: str | None, last_failure: bool,
    since: str | None, until: str | None, no_bodies: bool, output: str | None, url: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Take calls out of the journal, with what they rest on and without secrets.

    IDS are numbers of exchanges, such as 12 or 12..15. With --json, the text and its name, and
    where it was written to.
    """
    form = as_ or _ENDINGS.get(Path(output or "").suffix, "incident")
    query = {
        "as": form, "ids": ",".join(ids) or None, "since": since, "until": until,
        "last_failure": True if last_failure else None, "bodies": False if no_bodies else None,
    }  # fmt: skip
    above = context.parent.params if context.parent else {}
    made = Remote(url or above.get("url")).get("/journal/export", query)
    as_json = as_json or above.get("as_json", False)
    if output is not None:
        told = _saved(made, form, _written(Path(output), made))
        click.echo(json.dumps(made) if as_json else told)
    elif as_json:
        click.echo(json.dumps(made))
    else:
        click.echo(made["text"], nl=False)


def _saved(made: dict[str, Any], form: str, path: Path) -> str:
    """What is said of a file that was written; it is added to ``made``, too."""
    made["file"] = str(path)
    if form != "incident":
        return f"{path}  {form}"
    made["as_recorded"], told = _replayed(made["text"])
    return f"{path}  {told}"


def _written(path: Path, made: dict[str, Any]) -> Path:
    path = path / made["name"] if path.is_dir() else path
    try:
        path.write_text(made["text"], encoding="utf-8")
    except OSError as wrong:
        raise Misuse(f"-o {path}: {wrong.strerror}") from None
    return path


def _replayed(text: str) -> tuple[bool, str]:
    """Whether a file that was just written does what it is for."""
    from mock_redox.adapters.incidents import replay

    made = replay(text)
    if made.as_recorded:
        return True, f"{made.outcome}; a replay answers the same"
    return False, f"{made.incident.outcome}; but a replay answers otherwise:\n{made.report()}"


@click.command()
@click.argument("file")
@json_option
def replay(file: str, as_json: bool) -> None:
    """Make the calls in an incident FILE again, in a mock of their own, and compare the answers.

    Needs no running mock and no network. Ends with 0 if all is as recorded, else with 1.
    """
    from mock_redox.adapters.incidents import replay as make

    made = make(Path(file))
    click.echo(json.dumps(made.as_json()) if as_json else made.report())
    if not made.as_recorded:
        raise CheckFailed("not as recorded")
