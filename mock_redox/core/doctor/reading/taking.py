"""Takes the assertion out of what was pasted: a form, a request, a curl command, a log line."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mock_redox.core.auth.token_form import fields, media_type
from mock_redox.core.doctor.reading.curl import read_curl
from mock_redox.core.doctor.reading.http_text import Received, mapping, read_http

Form = Mapping[str, str | list[str]]

_PART = r"[\w=+/-]"
_JWT = re.compile(rf"{_PART}*\.{_PART}*\.{_PART}*", re.A)
_INSIDE = re.compile(r"(?<![\w.-])eyJ[\w-]*\.eyJ[\w-]*\.[\w-]*", re.A)
_FORM = re.compile(r"(?:^|&)\s*client_assertion(?:_type)?=|(?:^|&)\s*grant_type=")
_FIELD = re.compile(r"(?<![\w.-])(?:grant_type|client_assertion(?:_type)?)=")
_BEFORE = re.compile(
    r"(?i)(?:authorization\s*:\s*)?bearer\s+|(?:\"?client_assertion\"?|assertion|jwt)\s*[:=]\s*"
)
_WORD = 16
"""Characters of what a line break cut off, and is no word beside an assertion."""
_SIGNATURES = {43, 64, 86, 128, 176, 342, 512, 683}
"""Characters of a whole signature, by HMAC, EC or RSA."""
_MEMBERS = ("client_assertion", "clientAssertion", "assertion", "jwt")


@dataclass
class Taken:
    """An assertion, and where it was.

    Args:
        form: all fields, if a whole form came.
        content_type: of the request, if a whole request came.
        notes: what was taken off or out of what.
    """

    text: str
    form: Form | None = None
    content_type: str | None = None
    notes: list[str] = field(default_factory=list)

    def noting(self, note: str) -> "Taken":
        self.notes.insert(0, note)
        return self


def take(given: str) -> Taken:
    """The assertion in the text; the text itself where there is none to be found."""
    text = given.strip()
    if "PRIVATE KEY-----" in text:
        return Taken(text)
    request = read_curl(text) or read_http(text.encode("utf-8", "replace"))
    if request is not None and request.body:
        return _of_request(request)
    if _FORM.search(text) and "client_assertion=" in text:
        return _of_form(_alone(text))
    if text[:1] in '{"':
        taken = _of_json(text)
        if taken is not None:
            return taken
    return _of_text(text)


def _of_request(request: Received) -> Taken:
    body = (request.body or b"").decode("utf-8", "replace")
    kind = media_type(request.first("content-type"))
    value = mapping(body.strip()) if body.lstrip()[:1] == "{" else None
    form: Form = fields(body.strip().encode()) if value is None else _texts(value)
    text = form.get("client_assertion", "")
    note = "the fields and the assertion were taken out of a request"
    return Taken(text if isinstance(text, str) else "", form, kind).noting(note)


def _of_form(text: str) -> Taken:
    form = fields(text.encode("utf-8", "replace"))
    assertion = form.get("client_assertion", "")
    whole = {"grant_type", "client_assertion_type"} & set(form)
    if not whole and isinstance(assertion, str):
        return Taken(assertion).noting("the assertion was taken out of client_assertion=")
    note = "the fields and the assertion were taken out of a form"
    return Taken(assertion if isinstance(assertion, str) else "", form).noting(note)


def _alone(text: str) -> str:
    """A form without the line of a log round it, whose words are no field's name."""
    found = _FIELD.search(text)
    if found is None or re.fullmatch(r"[\w.-]+", text.partition("=")[0].strip("& \n")):
        return _joined(text)
    before, form = text[: found.start()], _joined(text[found.start() :])
    return form.partition(before[-1])[0] if before[-1:] in ("'", '"') else form.split()[0]


def _joined(text: str) -> str:
    """A form that was written on several lines, each a field; other line ends stay."""
    first, *rest = text.splitlines()
    parts = [first.rstrip()]
    for line in rest:
        is_field = line.lstrip().startswith("&") or parts[-1].endswith("&")
        parts += [line.strip()] if is_field else ["\n", line.rstrip()]
    return "".join(parts)


def _of_json(text: str) -> Taken | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, str):
        return _of_text(value.strip()).noting("the quotes round it were taken off")
    if isinstance(value, dict):
        for name in _MEMBERS:
            if isinstance(value.get(name), str):
                return Taken(value[name].strip()).noting(f"it was taken out of JSON, from {name}")
    return None


def _of_text(text: str) -> Taken:
    bare = text
    if found := _BEFORE.match(bare):
        bare = bare[found.end() :]
    bare = bare.strip(" \t\r\n\"'`,;")
    if _is_one(bare):
        around = "what stood round it (quotes, a word such as Bearer) was left out"
        return Taken(bare) if bare == text else Taken(bare).noting(around)
    inside = _INSIDE.findall(text)
    if not inside:
        return Taken(text)
    also = f"; of {len(inside)} JWTs in it the first was taken" if len(inside) > 1 else ""
    return Taken(inside[0]).noting(f"it was taken out of a longer text{also}")


def _is_one(text: str) -> bool:
    """Whether it is a JWT, or one that line breaks or blanks got into, and no text around one."""
    pieces = text.split()
    if not _JWT.fullmatch("".join(pieces)):
        return False
    words = [each for each in pieces[:-1] if len(each) < _WORD]
    whole = len(pieces[0].rpartition(".")[2]) in _SIGNATURES and pieces[0].count(".") == 2
    return len(pieces) == 1 or not (words or whole)


def _texts(value: Mapping[str, object]) -> Form:
    return {name: each for name, each in value.items() if isinstance(each, str)}
