"""``mock-redox reproduce``: a program that shows a failure."""

import click

from mock_redox.adapters.reproducing.programs import FORMS, Form, program


@click.command()
@click.argument("name")
@click.option(
    "--as", "form", type=click.Choice(FORMS), default="pytest", show_default=True,
    help="pytest needs no running mock; the others call the one of MOCK_REDOX_URL.",
)  # fmt: skip
def reproduce(name: str, form: Form) -> None:
    """Print a short program that shows the failure NAME, such as token.expired.

    It ends with 0 when the failure is reproduced, and with 1 and a sentence when not:

    \b
      mock-redox reproduce token.expired > test_expired.py         pytest test_expired.py
      mock-redox reproduce token.expired --as python > expired.py  python expired.py
      mock-redox reproduce token.expired --as curl > expired.sh    sh expired.sh
      mock-redox reproduce token.expired --as node > expired.mjs   node expired.mjs

    `mock-redox failures` lists the names. Programs of verification.* take your endpoint's URL.
    """
    click.echo(program(name, form), nl=False)
