"""``mock-redox message``: a message of any event, without sending it; ``patients``: of whom."""

import json
from typing import Any

import click

from mock_redox.adapters.cli.options import (
    config_option,
    content_options,
    json_option,
    read_doors,
    url_option,
)
from mock_redox.adapters.cli.remote import Remote
from mock_redox.adapters.cli.sending import read_content
from mock_redox.adapters.mock import MockRedox

_SEED = click.option("--seed", type=int, help="Decides the people; without --url.")


@click.command()
@click.argument("event")
@content_options
@click.option("--to", metavar="ID", help="The destination that stands in Meta.")
@_SEED
@url_option
@config_option
def message(
    event: str, data: str | None, overlay: tuple[str, ...], patient: str | None, to: str | None,
    seed: int | None, url: str | None, config: str | None,
) -> None:  # fmt: skip
    """Print a message of EVENT, such as PatientAdmin.Arrival; answers to queries included.

    Works alone; with --url the running mock makes it.
    """
    content = read_content(event, data, overlay, patient)
    if url:
        made = Remote(url).post("/messages", {"event": event, "to": to, **content})
    else:
        mock = MockRedox(*read_doors({"seed": seed}, config))
        made = mock.message(event, to=to, **content)
    click.echo(json.dumps(made, indent=2, ensure_ascii=False))


@click.command()
@_SEED
@url_option
@config_option
@json_option
def patients(seed: int | None, url: str | None, config: str | None, as_json: bool) -> None:
    """Show the patients that messages are about and searches find.

    Works alone; with --url those of the running mock.
    """
    if url:
        known = Remote(url).get("/patients")["patients"]
    else:
        known = MockRedox(*read_doors({"seed": seed}, config)).patients()
    click.echo(json.dumps(known) if as_json else "\n".join(map(_line, known)))


def _line(patient: dict[str, Any]) -> str:
    who = patient["Demographics"]
    name = f"{who['FirstName']} {who['LastName']}"
    record, home = patient["Identifiers"][0], who["Address"]
    return (
        f"{record['IDType']} {record['ID']:<23} {name:<24} {who['DOB']}  {who['Sex']:<7} "
        f"{home['City']}, {home['State']} {home['ZIP']}"
    )
