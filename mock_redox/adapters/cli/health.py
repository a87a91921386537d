"""``mock-redox health``: runs every few seconds in a container, so it loads next to nothing."""

import os
import re
import threading
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from mock_redox.adapters.addresses import base_url
from mock_redox.adapters.cli.group import CheckFailed, Unreachable
from mock_redox.core.errors import Misuse

_PORT = 7336
"""As in Settings, which would take long to load."""
_TIMEOUT = 2.0
"""Seconds. A mock that needs longer is not well."""

_TIME = re.compile(r"[\d:.TZ-]{1,40}", re.ASCII)
_FIRST = Path("/proc/1/cmdline")
"""In a container this is ``mock-redox serve``, or what looks after it."""


@click.command()
@click.option(
    "--url", metavar="URL", envvar="MOCK_REDOX_URL",
    help="The running mock; without it, the one that runs here, by MOCK_REDOX_PORT. "
    "[env: MOCK_REDOX_URL]",
)  # fmt: skip
@click.option("--live", "part", flag_value="live", help="Only whether the process answers.")
@click.option("--ready", "part", flag_value="ready", help="Only whether it can serve.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def health(url: str | None, part: str | None, as_json: bool) -> None:
    """Whether the mock lives and is ready: 0 if so, 1 if not, 3 if none answers.

    It calls the mock that runs on this machine or in this container, on the port that serve takes,
    or the one at --url.
    """
    base = (url or _here()).rstrip("/").removesuffix("/__mock__")
    answer, text = _ask(base, f"/__mock__/health/{part}" if part else "/__mock__/health")
    wanted = [part] if part else ["live", "ready"]
    missing = [name for name in wanted if answer.get(name) is not True]
    if as_json:
        click.echo(text if text.isprintable() else ascii(text))
    elif not missing:
        now = answer.get("now", "")
        click.echo(" and ".join(wanted) + (f", {now}" if _TIME.fullmatch(str(now)) else ""))
    if missing:
        raise CheckFailed(f"the mock at {base} is not {' and not '.join(missing)}")


def _ask(base: str, path: str) -> tuple[dict[str, Any], str]:
    """What the mock says of itself, also as the text that came.

    Raises:
        Misuse: not a URL that can be called.
        Unreachable: nothing answers there, or something else does.
    """
    import json

    connection, text = _connection(base), ""
    try:
        text = _in_time(connection, urlsplit(base).path + path)
        answer = json.loads(text)
    except OSError as wrong:
        why = wrong.strerror or wrong
        raise Unreachable(f"no mock answers at {base}/__mock__: {why}") from None
    except (HTTPException, ValueError, RecursionError):
        answer = None
    finally:
        connection.close()
    if not isinstance(answer, dict):
        raise Unreachable(f"what answers at {base}/__mock__ is not this mock")
    return answer, text


def _in_time(connection: HTTPConnection, path: str) -> str:
    """The answer of a mock. The connection's own limit begins anew with each byte that comes.

    Raises:
        OSError: none comes, or not in time.
        HTTPException: it is no HTTP.
        ValueError: it is not a mock's, or not good.
    """
    found: list[str | Exception] = [TimeoutError("timed out")]

    def ask() -> None:
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            raw = response.read(10_000)
            if response.status != 200 or not response.headers.get("X-Mock-Redox"):
                raise ValueError(response.status)
            found[0] = raw.decode("utf-8")
        except Exception as wrong:
            found[0] = wrong

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(_TIMEOUT)
    answer = found[0]
    if isinstance(answer, Exception):
        raise answer
    return answer


def _connection(base: str) -> HTTPConnection:
    """To the mock itself, past any proxy."""
    try:
        parts = urlsplit(base)
        host, port = parts.hostname, parts.port
        if parts.scheme not in ("http", "https") or not host:
            raise ValueError
        if " " in host or not host.isprintable():
            raise ValueError
    except ValueError:
        raise Misuse(f"{base} is not a URL that can be called; use http://host:port") from None
    if parts.scheme == "http":
        return HTTPConnection(host, port, timeout=_TIMEOUT)
    from http.client import HTTPSConnection  # with the CAs of this machine and of SSL_CERT_FILE

    return HTTPSConnection(host, port, timeout=_TIMEOUT)


def _here() -> str:
    """The URL of the mock that runs here: by its command line, else the environment or the file."""
    line = _first_command()
    host = _option(line, "host") or os.environ.get("MOCK_REDOX_HOST") or "127.0.0.1"
    port = _option(line, "port") or os.environ.get("MOCK_REDOX_PORT", "")
    if not port.isdigit():  # Kubernetes may set tcp://10.0.0.1:80
        port = str(_port_in(_option(line, "config") or os.environ.get("MOCK_REDOX_CONFIG")))
    return base_url(host, port)


def _first_command() -> Sequence[str]:
    """The arguments of ``serve``, if that is what this container was started for."""
    try:
        words = re.split(r"[\0\s]+", _FIRST.read_bytes().decode("utf-8", "replace"))
    except OSError:
        return ()
    ours = any(word.endswith(("mock-redox", "mock_redox")) for word in words)
    return words[words.index("serve") :] if ours and "serve" in words else ()


def _option(line: Sequence[str], name: str) -> str | None:
    """The value of an option, written in one word or in two."""
    found = None
    for at, word in enumerate(line):
        if word.startswith(f"--{name}="):
            found = word.partition("=")[2]
        if word == f"--{name}" and at + 1 < len(line):
            found = line[at + 1]
    return found


def _port_in(config: str | None) -> int:
    """The port in a config file; what is wrong with that, ``serve`` has said already."""
    if not config:
        return _PORT
    import yaml

    try:
        port = yaml.safe_load(Path(config).read_text(encoding="utf-8"))["settings"]["port"]
    except (OSError, ValueError, LookupError, TypeError, yaml.YAMLError):
        return _PORT
    return port if isinstance(port, int) else _PORT
