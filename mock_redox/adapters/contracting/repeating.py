"""A ``curl`` line that repeats an exchange, with shell variables where its secrets stood."""

import re
import shlex
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from mock_redox.adapters.contracting.hiding import ANOTHER, Hider, in_exchange
from mock_redox.core.journal import Exchange
from mock_redox.core.redaction import SECRET_HEADERS
from mock_redox.core.settings import HOSTS
from mock_redox.core.webhooks.variants import VARIANTS

NOWHERE = {*HOSTS, "receiver.test"}
"""Hosts that are in this process, or are Redox itself: a line from a report calls neither."""
_BY_CURL = {"host", "content-length", "connection", "accept-encoding", "transfer-encoding"}
_SHOWN = 16_384
"""Bytes of a body that stand in the line; a longer one is to be put in a file."""
_FILE = "@body.json"


def curl(exchange: Exchange, known: Hider, variant: str | None = None) -> str:
    """The line, of several lines that end with a backslash; empty where nothing could be called.

    Args:
        known: the secrets of the run and the variables that stand for them.
        variant: of the token, if the rule has such; it says what another token is.
    """
    if urlsplit(exchange.url).hostname in NOWHERE:
        return ""
    hider = known.more(in_exchange(exchange))
    told = [f"curl -i -X {shlex.quote(exchange.method)} {_quoted(exchange.url, hider)}"]
    told += [f"-H {_header(*each, hider)}" for each in exchange.request_headers
             if each[0].lower() not in _BY_CURL]  # fmt: skip
    told += _body(exchange, hider)
    line = " \\\n  ".join(told)
    return "\n".join([*_notes(line, exchange, variant), line])


def _header(name: str, value: str, hider: Hider) -> str:
    if name.lower() not in SECRET_HEADERS:
        return _quoted(f"{name}: {value}", hider)
    scheme, blank, token = value.partition(" ")
    head, token = (f"{scheme} ", token) if blank and scheme.isalpha() else ("", value)
    return f"{_literal(f'{name}: {head}')}{_token(token, hider)}"


def _token(value: str, hider: Hider) -> str:
    """A token by the variable of the one that it is, or is made of; else as some other."""
    bare = value.strip()
    for secret, name in hider.known.items():
        if name == ANOTHER:
            continue
        if bare == secret:
            return f'"{value.partition(bare)[0]}${name}{value.rpartition(bare)[2]}"'
        if value == secret[:-1]:
            return f'"${{{name}%?}}"'
        if value == secret + secret[-1:]:
            return f'"${{{name}}}x"'
        if secret.isascii() and value == secret.swapcase():
            return f"\"$(printf %s \"${name}\" | tr 'a-zA-Z' 'A-Za-z')\""
    return f'"${ANOTHER}"' if value else ""


def _quoted(text: str, hider: Hider) -> str:
    """For a shell: what is literal in single quotes, secrets as variables in double quotes."""
    pieces = [f'"${name}"' if name else _literal(piece) for piece, name in hider.parts(text)]
    return "".join(pieces) or "''"


def _literal(piece: str) -> str:
    return shlex.quote(piece) if piece else ""


def _body(exchange: Exchange, hider: Hider) -> list[str]:
    raw = exchange.request_body
    if not raw:
        return []
    try:
        text = raw.decode("utf-8") if len(raw) <= _SHOWN and b"\0" not in raw else None
    except UnicodeDecodeError:
        text = None
    return [f"--data-binary {_FILE}"] if text is None else [f"--data-raw {_quoted(text, hider)}"]


def _notes(line: str, exchange: Exchange, variant: str | None) -> list[str]:
    """Comments for what the line can't say itself."""
    notes = []
    if f"${ANOTHER}" in line:
        says = (
            VARIANTS[variant].says if variant in VARIANTS else "a token that is not the right one"
        )
        notes.append(f"# ${ANOTHER}: {says}")
    if _FILE in line:
        cut = re.search(rb"\.\.\. \((\d+) bytes in all\)$", exchange.request_body)
        size = int(cut[1]) if cut else len(exchange.request_body)
        notes.append(f"# {_FILE[1:]}: the body, {size} bytes, which are too many or no text")
    return notes


class Bodies:
    """Puts long bodies of such lines into files, so that the lines stay short on a terminal."""

    _FLAG, _MOST = "--data-raw ", 300

    def __init__(self) -> None:
        self._folder: Path | None = None

    def shortened(self, line: str, name: str) -> str:
        """The line with a file in place of a long body that has no secret in it.

        Args:
            name: what to call the file.
        """
        head, flag, quoted = line.rpartition(self._FLAG)
        if not flag or len(quoted) <= self._MOST or '"$' in quoted:
            return line
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="mock-redox-contract-"))
        file = self._folder / (re.sub(r"[^\w.-]+", "-", name).strip("-") + ".json")
        file.write_text("".join(shlex.split(quoted)), encoding="utf-8")
        return f"{head}--data-binary @{shlex.quote(str(file))}"
