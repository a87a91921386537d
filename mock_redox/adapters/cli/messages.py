"""``mock-redox message``: a message of any event, without sending it."""

import json

import click

from mock_redox.adapters.cli.options import config_option, content_options, read_doors, url_option
from mock_redox.adapters.cli.remote import Remote
from mock_redox.adapters.cli.sending import read_content
from mock_redox.adapters.mock import MockRedox


@click.command()
@click.argument("event")
@content_options
@click.option("--to", metavar="ID", help="The destination that stands in Meta.")
@click.option("--seed", type=int, help="Decides the people; without --url.")
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
