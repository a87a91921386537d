"""``mock-redox rotate``: keys, secrets and verification tokens of a running mock, by hand."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import click

from mock_redox.adapters.cli.options import json_option, url_option
from mock_redox.adapters.cli.remote import Remote
from mock_redox.adapters.cli.sending import TOKEN, read_data
from mock_redox.core.errors import Misuse


@click.group()
def rotate() -> None:
    """Add and remove keys; change secrets and verification tokens."""


@rotate.command("add-key")
@click.argument("client_id")
@click.option("--public-key", metavar="FILE", help="A PEM; without it the mock makes a pair.")
@click.option("--jwk", metavar="FILE", help="A JWK, in place of a PEM.")
@click.option("--kid", help="What the key is called; its thumbprint if not given.")
@url_option
@json_option
def add_key(
    client_id: str, public_key: str | None, jwk: str | None, kid: str | None, url: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Give a client a further key beside those that it has.

    The private key, if the mock made the pair, is printed on stdout.
    """
    key = {"public_key": _text(public_key), "jwk": read_data(jwk, "--jwk"), "kid": kid}
    made = Remote(url).post(f"/clients/{_part(client_id)}/keys", key)
    click.echo(f"added key {made['kid']} to {client_id}", err=True)
    _say(made, as_json, made.get("private_key", ""))


@rotate.command("remove-key")
@click.argument("client_id")
@click.argument("kid")
@url_option
@json_option
def remove_key(client_id: str, kid: str, url: str | None, as_json: bool) -> None:
    """Take a key away from a client."""
    query = urlencode({"kid": kid})
    left = Remote(url).delete(f"/clients/{_part(client_id)}/keys?{query}")
    kids = ", ".join(each["kid"] for each in left["jwks"]["keys"]) or "none"
    _say(left, as_json, f"removed key {kid}; left: {kids}")


@rotate.command("secret")
@click.argument("api_key")
@click.option("--secret", envvar="MOCK_REDOX_SECRET", help="The new one; made up and printed on "
              "stdout if not given. [env: MOCK_REDOX_SECRET]")  # fmt: skip
@url_option
@json_option
def secret(api_key: str, secret: str | None, url: str | None, as_json: bool) -> None:
    """Give a legacy key a new secret; the old one is refused at once."""
    made = Remote(url).post(f"/legacy-keys/{_part(api_key)}/secret", {"secret": secret})
    click.echo(f"changed the secret of {api_key}", err=True)
    _say(made, as_json, made.get("secret", ""))


@rotate.command("verification-token")
@click.argument("destination")
@TOKEN
@url_option
@json_option
def verification_token(
    destination: str, verification_token: str | None, url: str | None, as_json: bool
) -> None:
    """Give a destination a new verification token; it has to be verified again.

    One that is made up, because none is given, is printed on stdout.
    """
    path = f"/destinations/{_part(destination)}/verification-token"
    made = Remote(url).post(path, {"verification_token": verification_token})
    click.echo(f"changed the token of {made['name']}; verify it again", err=True)
    _say(made, as_json, made.get("verification_token", ""))


def _say(answer: Any, as_json: bool, text: str) -> None:
    if as_json:
        click.echo(json.dumps(answer))
    elif text:
        click.echo(text.rstrip("\n"))


def _text(path: str | None) -> str | None:
    if path is None:
        return None
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as wrong:
        raise Misuse(f"--public-key {path}: {wrong}") from None


def _part(text: str) -> str:
    return quote(text, safe="")
