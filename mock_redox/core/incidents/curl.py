"""Exchanges as commands for a shell, their secrets as variables."""

import json
import re
import shlex
from base64 import b64encode
from collections.abc import Iterator

from mock_redox.core import redaction
from mock_redox.core.incidents.bodies import read, text_of, written
from mock_redox.core.incidents.capturing import Capture
from mock_redox.core.incidents.choosing import Slice
from mock_redox.core.incidents.incident import Incident
from mock_redox.core.incidents.likes import described
from mock_redox.core.incidents.names import PLACEHOLDER
from mock_redox.core.incidents.plain import placeholders
from mock_redox.core.journal import Exchange
from mock_redox.core.redaction import one_line
from mock_redox.core.redox import Redox
from mock_redox.core.times import iso

_NOT_SENT = ("host", "content-length", "transfer-encoding", "connection")
"""Headers that curl makes itself."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
"""What moves a terminal's cursor, ends a paste or hides text; tabs and line breaks do not."""


def as_curl(redox: Redox, part: Slice, bodies: bool) -> str:
    """One command a line for each call and for what the mock sent by itself.

    Comments say how each was answered, and where the values of the variables come from.
    """
    capture = Capture(redox, part, bodies=bodies)
    incident = capture.incident(part.about) if part.about else None
    script = _Script(capture, _origins(redox, capture, incident))
    calls = {each.id: each for each in incident.exchanges} if incident else {}
    lines: list[str] = []
    for each in part.all:
        if each.id in calls:
            saved = calls[each.id]
            url = f"{saved.url}?{saved.query}" if saved.query else saved.url
            body = read(saved.body, saved.base64)
            headers = list(saved.headers.items())
            lines += script.lines(each, saved.method, url, headers, body)
        elif each in part.sent:
            hide = capture.texts.hide
            headers = [(name, capture.texts.header(name, v)) for name, v in each.request_headers]
            body = hide(text_of(each.request_body))
            lines += script.lines(each, each.method, hide(each.url), headers, body)
    return "\n".join(lines) + "\n"


class _Script:
    def __init__(self, capture: Capture, origins: dict[str, str]) -> None:
        self._texts = capture.texts
        self._origins = origins
        self._told: set[str] = set()

    def lines(
        self, each: Exchange, method: str, url: str, headers: list[tuple[str, str]], body: str
    ) -> Iterator[str]:
        """Comments and a command."""
        yield one_line(f"# {iso(each.at)}, exchange {each.id}: {self._told_of(each)}")
        for name, how in _variables([url, headers, body]):
            if _shell(name, how) not in self._told and not name.startswith("text"):
                self._told.add(_shell(name, how))
                form = {"form": ", written as in a form", "json": ", written as in JSON"}.get(
                    how, ""
                )
                yield one_line(f"# {_shell(name, how)} is {self._origins[name]}{form}")
        yield self._command(method, url, headers, _one_lined(body))

    def _told_of(self, each: Exchange) -> str:
        answer = "no answer" if each.status is None else f"answered {each.status}"
        why = [each.reason, str(each.explanation or "")]
        return redaction.text(self._texts.hide("; ".join([answer, *filter(None, why)])))

    def _command(self, method: str, url: str, headers: list[tuple[str, str]], body: str) -> str:
        parts = [f"curl -sS -X {_quoted(method)} {self._word(_CONTROL.sub(_percent, url))}"]
        for name, value in headers:
            if name.lower() not in _NOT_SENT:
                parts.append(f"-H {self._word(f'{name}: {value}' if value else f'{name};')}")
        text, base64 = written(body)
        if text and "\0" in text:  # which no shell can hold
            base64 = b64encode(text.encode()).decode()
        if base64 is not None:
            parts = [f"printf %s {base64} | base64 -d |", *parts, "--data-binary @-"]
        elif text:
            parts.append(f"--data-binary {self._word(text)}")
        return " ".join(parts)

    def _word(self, text: str) -> str:
        """A word for the shell, with variables for the placeholders."""
        shown, at = [], 0
        for found in PLACEHOLDER.finditer(text):
            shown += [_quoted(text[at : found.start()])] * (found.start() > at)
            literal = self._texts.names.value(found[1]) if found[1].startswith("text") else None
            shown.append(_quoted(literal) if literal else f'"${_shell(found[1], found[2])}"')
            at = found.end()
        return "".join(shown) + (_quoted(text[at:]) if text[at:] or not shown else "")


def _quoted(text: str) -> str:
    """For the shell; what would act on the terminal into which it is copied is spelt out."""
    if not _CONTROL.search(text):
        return shlex.quote(text)
    plain = text.replace("\\", "\\\\").replace("'", "\\'")
    return "$'" + _CONTROL.sub(lambda found: _bytes(found, "\\x"), plain) + "'"


def _percent(found: re.Match[str]) -> str:
    return _bytes(found, "%")


def _bytes(found: re.Match[str], mark: str) -> str:
    return "".join(f"{mark}{each:02x}" for each in found[0].encode())


def _origins(redox: Redox, capture: Capture, incident: Incident | None) -> dict[str, str]:
    """Where the value of a placeholder comes from, by its name."""
    names = capture.texts.names
    found = {name: _looks(name, value) for name, value in names.all().items()}
    for each in incident.exchanges if incident else ():
        for name in placeholders(each.answer):
            found[name] = f"the {name.split()[0]} that exchange {each.id} answers"
    for client in incident.clients if incident else ():
        found[_only(client.secret)] = f"the secret of the client {client.client_id}"
    for key in incident.legacy_keys if incident else ():
        found[_only(key.secret)] = f"the secret of the legacy key {key.api_key}"
    for token in incident.tokens if incident else ():
        found[token.name] = f"an access token of {token.client}"
    for assertion in incident.assertions if incident else ():
        header, client_id = assertion.header, assertion.claims.get("iss")
        found[assertion.name] = (
            f"an assertion of {client_id}, {header.get('alg')} by the key {header.get('kid')}; "
            f"the mock makes one: POST /__mock__/clients/{client_id}/assertion"
        )
    for known in redox.destinations.all():
        if token_name := names.name(known.verification_token):
            found[token_name] = f"the verification token of {known.name}"
    return found


def _looks(name: str, value: str) -> str:
    return f"a secret of {len(value)} characters, like a {described(name, value).like}"


def _only(placeholder: str | None) -> str:
    return (placeholders(placeholder) or [""])[0]


def _variables(value: object) -> list[tuple[str, str]]:
    return [(found[1], found[2] or "") for found in PLACEHOLDER.finditer(json.dumps(value))]


def _shell(name: str, how: str | None) -> str:
    """``TOKEN_1``, ``SECRET_1_FORM``."""
    return "_".join([*name.split(), *([how] if how else [])]).upper()


def _one_lined(text: str) -> str:
    """JSON without its line breaks, so that a command is one line."""
    if "\n" not in text:
        return text
    try:
        return json.dumps(json.loads(text))
    except (ValueError, RecursionError):
        return text
