"""``mock-redox doctor``: what is wrong with an assertion, a token or a push; without a mock."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from mock_redox.adapters import doctor as doctors
from mock_redox.adapters.cli.group import FAILED
from mock_redox.adapters.cli.options import json_option, read_doors
from mock_redox.adapters.cli.sending import TOKEN
from mock_redox.core.doctor.reading.http_text import Received
from mock_redox.core.doctor.report import Report
from mock_redox.core.errors import Misuse

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_PATH = 1_000

_FILE = click.option("--file", metavar="FILE", help="Read it from a file; - is standard input.")
_AT = click.option("--at", metavar="TIME", help="When it was used, such as 2026-01-01T12:00:00Z or "
                   "seconds since 1970. Without it, what is merely old is doubtful.")  # fmt: skip


@click.group()
def doctor() -> None:
    """Say what is wrong with an assertion, a token or a push, and how to mend it.

    Looks at what you have at hand: a string, a file, standard input, a line of a log. Nothing is
    sent anywhere (but --jwks URL is fetched), and no secret is shown. Ends with 1 if something is
    wrong.
    """


@doctor.command()
@click.argument("text", metavar="[JWT]", required=False)
@_FILE
@click.option("--public-key", metavar="FILE", multiple=True, help="The key it is signed for: PEM, "
              "certificate, JWK or JWK set. Several may be given.")  # fmt: skip
@click.option("--jwks", metavar="URL|FILE", multiple=True, help="A JWK set; a URL is fetched.")
@click.option("--secret-file", metavar="FILE", help="The client's shared secret, for HS384.")
@click.option("--client-id", metavar="ID", help="The client that it should be from.")
@click.option("--audience", metavar="URL", multiple=True, help="Another aud that is right, such as "
              "the mock's own token URL.")  # fmt: skip
@_AT
@json_option
def assertion(
    text: str | None, file: str | None, as_json: bool, secret_file: str | None,
    audience: tuple[str, ...], **more: Any,
) -> None:  # fmt: skip
    """Judge a client assertion (JWT), or the token request that it is in.

    Takes the JWT, a form, a curl command, an HTTP dump or a line of a log, as argument, file or
    standard input.
    """
    given = _text(_filled(text, file, "the assertion"))
    report = doctors.assertion(
        given, secret=secret_file, audiences=audience, settings=read_doors({}, None)[0], **more
    )
    _end(report, as_json)


@doctor.command()
@click.argument("text", metavar="[TOKEN]", required=False)
@_FILE
@click.option("--answer", metavar="FILE", help="The token endpoint's answer that it is from.")
@click.option("--issued", metavar="TIME", help="When it was issued.")
@_AT
@json_option
def token(
    text: str | None, file: str | None, answer: str | None, as_json: bool, **more: Any
) -> None:  # fmt: skip
    """Judge an access token by its looks, its Authorization header, or its age.

    Takes the token, the header, a request or curl command with it, or the answer of the token
    endpoint. Whether Redox knows the token can't be told from outside.
    """
    raw = _filled(text, file, "the token") if text or file or answer is None else b""
    given = _text(raw)
    if text != given:  # a file or standard input ends with a line end that is not the token's
        given = given.removesuffix("\n").removesuffix("\r")
    _end(doctors.token(given, answer=_read(answer) if answer else None, **more), as_json)


@doctor.command()
@click.argument("file", metavar="[FILE]", required=False)
@click.option("-H", "--header", "headers", metavar="'NAME: VALUE'", multiple=True,
              help="A header as it came, in place of a dump.")  # fmt: skip
@click.option("--body", metavar="FILE", help="The body, with -H.")
@click.option("--method", default="POST", show_default=True, help="The verb, with -H.")
@click.option("--target", default="/", metavar="PATH", help="Path and query, with -H.")
@TOKEN
@click.option("--former-token", metavar="T", multiple=True, help="One that was in force before.")
@click.option("--other-token", metavar="T", multiple=True, help="One of another destination.")
@json_option
def webhook(
    file: str | None, headers: tuple[str, ...], body: str | None, method: str, target: str,
    verification_token: str | None, former_token: tuple[str, ...], other_token: tuple[str, ...],
    as_json: bool,
) -> None:  # fmt: skip
    """Judge a push or a verification request as your endpoint received it.

    FILE (or standard input) is a dump with headers and body, the event of a gateway, or the body
    alone. Tokens are compared, and not shown.
    """
    request: bytes | Received
    if headers:
        pairs = tuple(_pair(each) for each in headers)
        content = _read(body) if body else None
        request = Received(method=method.upper(), target=target, headers=pairs, body=content)
    else:
        request = _given(None, body or file, "the request")
    report = doctors.webhook(request, verification_token, former=former_token, others=other_token)
    _end(report, as_json)


def _pair(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        lacks = "name" if colon else "colon"
        raise Misuse(f"-H: a header is written 'name: value', and one has no {lacks}")
    return name.strip(), value.removeprefix(" ")


def _given(text: str | None, file: str | None, what: str) -> bytes:
    """What is to be judged: the argument, what it names, a file or standard input."""
    if text not in (None, "-") and file is not None:
        raise Misuse(f"{what} is given twice: as an argument and with --file")
    named = file if file is not None else text
    if named is None and sys.stdin.isatty():
        raise Misuse(f"give {what} as an argument, with a file, or on standard input")
    if named in (None, "-"):
        return sys.stdin.buffer.read()
    assert named is not None
    if file is not None or _is_file(named):
        return _read(named)
    return named.encode("utf-8", "surrogateescape")


def _filled(text: str | None, file: str | None, what: str) -> bytes:
    """The same where nothing can't be judged."""
    raw = _given(text, file, what)
    if not raw.strip():
        raise Misuse(f"{what} is empty: nothing to judge; a variable that is not set, a file "
                     "without content, or a pipe that found nothing?")  # fmt: skip
    return raw


def _is_file(text: str) -> bool:
    try:
        return len(text) < _LONGEST_PATH and Path(text).is_file()
    except (OSError, ValueError):
        return False


def _read(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as wrong:
        raise Misuse(f"{path:.200}: {getattr(wrong, 'strerror', None) or wrong}") from None


def _text(raw: bytes) -> str:
    """As text; PowerShell writes UTF-16."""
    if raw.startswith(_UTF16):
        return raw.decode("utf-16", "replace")
    return raw.decode("utf-8-sig", "replace")


def _end(report: Report, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report.as_json()))
    else:
        from mock_redox.adapters.cli.reporting import show

        show(report)
    if not report.ok:
        click.get_current_context().exit(FAILED)
