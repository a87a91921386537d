"""``mock-redox tokens``, ``revoke`` and ``expire``: the access tokens of a running mock."""

import json
from typing import Any

import click

from mock_redox.adapters.cli.options import json_option, url_option
from mock_redox.adapters.cli.remote import Remote


@click.command()
@url_option
@json_option
def tokens(url: str | None, as_json: bool) -> None:
    """List the tokens that live, without their text."""
    answer = Remote(url).get("/tokens")
    lines = [
        f"{each['id']}  {each['seconds_left']:.0f} s left  {each['kind']:<6}  {each['client']}"
        for each in answer["tokens"]
    ]
    click.echo(json.dumps(answer) if as_json else "\n".join(lines) or "none")


def _ending(name: str, counted: str, said: str, about: str) -> Any:
    """A command that ends the life of tokens; which, its options say."""

    @click.command(name, help=about)
    @click.option("--token", metavar="TOKEN", help="This access token.")
    @click.option("--client", metavar="ID", help="All tokens of this client id or API key.")
    @click.option("--id", "id_", metavar="ID", help="The token that `tokens` lists so.")
    @url_option
    @json_option
    def command(url: str | None, as_json: bool, id_: str | None, **whose: str | None) -> None:
        answer = Remote(url).post(f"/tokens/{name}", {**whose, "id": id_})
        click.echo(json.dumps(answer) if as_json else f"{answer[counted]} tokens {said}")

    return command


revoke = _ending("revoke", "revoked", "are void",
                 "Void tokens before their time: one, those of a client, or all.")  # fmt: skip
expire = _ending("expire", "expired", "have expired",
                 "Let tokens expire now: one, those of a client, or all.")  # fmt: skip
