"""HTTP requests and answers as people paste them: dumps, events of gateways, lists of headers."""

import ast
import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode, urlsplit

Pairs = tuple[tuple[str, str], ...]

_REQUEST = re.compile(r"([A-Z]{3,10}) (\S+)(?: HTTP/[\d.]+)?")
_ANSWER = re.compile(r"HTTP/[\d.]+ (\d{3})(?: .*)?")
_HEADER = re.compile(r"([\w!#$%&'*+.^`|~-]{1,200})\s*[:=](.*)", re.S)
_MARKED = re.compile(rb"^[<>] ?", re.M)
_LONGEST = 100_000
"""Characters of a mapping that is read as Python wrote it."""
_STRING = re.compile(r"""'(?:[^'\\]|\\.)*(?:'|\Z)|"(?:[^"\\]|\\.)*(?:"|\Z)""", re.S)
_FRAME = re.compile(r"[\w\s{}\[\](),:.]*")
_DEEPEST = 50
_MOST = 1_000
"""Headers that a request may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A request or an answer, as far as it was given.

    Args:
        headers: as they came; of the blanks before a value only the usual one is gone.
        body: None where only the headers were given.
        status: of an answer.
        has_headers: whether there were any headers in what was given.
    """

    method: str = ""
    target: str = ""
    headers: Pairs = ()
    body: bytes | None = None
    status: int | None = None
    has_headers: bool = True

    def all(self, name: str) -> list[str]:
        """The values of a header, as they came."""
        return [value for given, value in self.headers if given.lower() == name]

    def first(self, name: str) -> str | None:
        """The first value of a header, trimmed."""
        return next((value.strip() for value in self.all(name)), None)

    @property
    def query(self) -> str:
        try:
            return urlsplit(self.target).query
        except ValueError:
            return ""


def read_http(raw: bytes) -> Received | None:
    """What was pasted, if it is HTTP in one of the usual forms."""
    return _event(raw) or _dump(raw)


def _dump(raw: bytes) -> Received | None:
    """Start line, headers, an empty line and the body; each part but the headers may lack."""
    raw = raw.lstrip(b"\xef\xbb\xbf\r\n")
    if raw[:2] in (b"> ", b"< "):  # as curl -v shows it
        raw = _MARKED.sub(b"", raw)
    end = re.search(rb"\r?\n\r?\n", raw)
    head, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, None)
    if head.count(b"\n") > _MOST:
        return None
    lines = re.split(r"\r?\n", head.decode("latin-1").strip("\r\n"))
    start = Received()
    if found := _REQUEST.fullmatch(lines[0].strip()):
        start = Received(method=found[1], target=found[2])
    elif found := _ANSWER.fullmatch(lines[0].strip()):
        start = Received(status=int(found[1]))
    started = start != Received()
    pairs = [_header(line) for line in lines[started:]]
    if not started and not _likely(pairs):
        return None
    return Received(
        method=start.method, target=start.target, status=start.status, body=body,
        headers=tuple(pair for pair in pairs if pair),
    )  # fmt: skip


def _likely(pairs: list[tuple[str, str] | None]) -> bool:
    """Whether lines without a start line before them are headers, and not some text."""
    return bool(pairs) and all(pair and len(pair[0]) > 1 and "%" not in pair[0] for pair in pairs)


def _header(line: str) -> tuple[str, str] | None:
    found = _HEADER.fullmatch(line)
    if found is None:
        return None
    value = found[2]
    return found[1], value[1:] if value[:1] in (" ", "\t") else value


def _event(raw: bytes) -> Received | None:
    """A JSON object, or a mapping as Python shows it: a gateway's event, or headers alone."""
    text = raw.decode("utf-8", "replace").strip().removeprefix("\ufeff")
    value = mapping(text) if text[:1] == "{" else None
    if not value or "Meta" in value or "challenge" in value or "resourceType" in value:
        return None
    headers = value.get("multiValueHeaders") or value.get("headers")
    if isinstance(headers, Mapping | list):
        return _of_event(value, headers)
    if any(not isinstance(each, str) for each in value.values()) or not _names_headers(value):
        return None
    return Received(headers=tuple((name, str(each)) for name, each in value.items()))


def _names_headers(value: Mapping[str, Any]) -> bool:
    names = {str(name).lower().replace("_", "-").removeprefix("http-") for name in value}
    known = {"host", "content-type", "authorization", "verification-token", "user-agent", "accept"}
    return bool(names & known)


def _of_event(value: Mapping[str, Any], headers: Any) -> Received:
    query = value.get("rawQueryString") or value.get("queryStringParameters") or ""
    if isinstance(query, Mapping):
        query = urlencode({str(name): str(each) for name, each in query.items()})
    target = str(value.get("rawPath") or value.get("path") or value.get("url") or "")
    return Received(
        method=str(value.get("httpMethod") or value.get("method") or ""),
        target=f"{target}?{query}" if query else target,
        headers=tuple(islice(_pairs(headers), _MOST)),
        body=_body(value),
    )


def _pairs(headers: Any) -> Iterator[tuple[str, str]]:
    entries = headers.items() if isinstance(headers, Mapping) else headers
    for entry in entries:
        if isinstance(entry, Mapping):
            entry = (entry.get("name", ""), entry.get("value", ""))
        if isinstance(entry, list | tuple) and len(entry) == 2:
            name, value = entry
            for each in value if isinstance(value, list) else [value]:
                yield str(name), str(each)


def _body(value: Mapping[str, Any]) -> bytes | None:
    body = value.get("body")
    if body is None:
        return None
    if not isinstance(body, str):
        return json.dumps(body).encode("utf-8", "replace")
    if value.get("isBase64Encoded") is True:
        try:
            return base64.b64decode(body)
        except (ValueError, binascii.Error):
            pass
    return body.encode("utf-8", "replace")


def _is_plain(text: str) -> bool:
    """Whether it is of strings, numbers and few brackets, so that reading it costs little."""
    if len(text) > _LONGEST:
        return False
    frame = _STRING.sub("", text)
    brackets = sum(frame.count(each) for each in "{[(")
    return brackets <= _DEEPEST and _FRAME.fullmatch(frame) is not None


def mapping(text: str) -> dict[str, Any] | None:
    """A mapping as JSON or as Python writes it."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        try:
            value = ast.literal_eval(text) if _is_plain(text) else None
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            return None
    return value if isinstance(value, dict) else None
