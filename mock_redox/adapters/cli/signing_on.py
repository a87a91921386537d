"""``mock-redox sign-on``: with a running mock, or alone."""

import json
from typing import Any

import click

from mock_redox.adapters.cli.doing import mock_at
from mock_redox.adapters.cli.options import config_option, content_options, json_option, url_option
from mock_redox.adapters.cli.sending import end, read_content
from mock_redox.core.sso.variants import VARIANTS, variant


@click.command()
@click.argument("to", metavar="[URL]", required=False)
@click.option(
    "--secret", metavar="S", envvar="MOCK_REDOX_SSO_SECRET",
    help="What the token is signed with; your application knows it, too. "
    "[env: MOCK_REDOX_SSO_SECRET]",
)  # fmt: skip
@click.option(
    "--as", "as_", metavar="VARIANT", default="right", show_default=True,
    help="How the token goes with it: " + ", ".join(VARIANTS) + ". docs/fidelity.md and "
    "GET /__mock__/sign-on/variants say what a sound application does.",
)  # fmt: skip
@click.option(
    "--audience", metavar="AUD", help="The token's aud; else the URL. Empty leaves it out."
)
@content_options
@url_option
@config_option
@json_option
def sign_on(
    to: str | None, secret: str | None, as_: str, audience: str | None, data: str | None,
    overlay: tuple[str, ...], patient: str | None, url: str | None, config: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Sign a clinician on at URL, or at a destination's id, as Redox does from within an EHR.

    It ends with 0 when your application redirected on a right token, or answered 401 to a wrong
    one. The redirect is told and not followed. Without URL it goes to the first destination with
    an sso. Works alone; with --url the running mock does it.
    """
    variant(as_)  # a wrong name is told before anything is sent
    content = read_content("SSO.Sign-on", data, overlay, patient)
    made = mock_at(url, config).sign_on(to, secret, as_=as_, audience=audience, **content)
    click.echo(json.dumps(made) if as_json else _signed_on(made))
    end(made["as_expected"], made, "not what a sound application answers")


def _signed_on(made: dict[str, Any]) -> str:
    mark = "signed on    " if made["good"] else "NOT signed on"
    where = f"as {made['variant']} at {made['url']}"
    return f"{mark}  {where}  {made['reason']} ({made['took_ms']:.0f} ms)"
