"""The body of a push: what it is, and whether it can be read."""

import json
import re
import zlib
from dataclasses import dataclass, field
from typing import Any

from mock_redox.core.auth.token_form import media_type
from mock_redox.core.doctor.kinds import PUSH
from mock_redox.core.doctor.reading.http_text import Received
from mock_redox.core.doctor.report import Certainty, Facts, Finding, facts, finding
from mock_redox.core.redaction import shown, text
from mock_redox.core.webhooks.faults import FAULTS

_CHUNK = re.compile(rb"(?:\r?\n)?([0-9a-fA-F]{1,8})[ \t]*(?:;[^\n]{0,200})?\r?\n")
_LARGEST = 50_000_000
"""Bytes to which a body is decompressed."""


@dataclass
class Body:
    """A body, unpacked and read.

    Args:
        value: the JSON in it, if it is an object.
        challenge: whether it is a verification request.
    """

    raw: bytes
    value: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    rows: list[tuple[str, str]] = field(default_factory=list)

    @property
    def challenge(self) -> bool:
        return "challenge" in self.value

    @property
    def facts(self) -> tuple[Facts, ...]:
        return facts("body", self.rows)

    def find(self, fault: str, got: str, cause: str = "", sure: Certainty = "wrong") -> None:
        known = FAULTS[fault]
        fix = f"a sound receiver {known.sound_does}"
        self.findings.append(finding(f"{PUSH}{fault}", got, _EXPECTED[fault], fix, cause, sure))


_EXPECTED = {
    "half-body": "as many bytes as Content-Length says",
    "wrong-content-length-long": "as many bytes as Content-Length says",
    "wrong-content-length-short": "as many bytes as Content-Length says",
    "wrong-content-type": "application/json",
    "no-content-type": "application/json",
    "gzip": "a body that is not compressed",
    "bad-json": "a JSON object",
    "invalid-utf8": "UTF-8",
    "fhir-bundle": "a Data Model message, or a handler for FHIR",
}


def read_body(received: Received) -> Body:
    """Unpack and read a body; what is wrong with it stands in the findings."""
    raw = received.body or b""
    body = Body(raw)
    raw, chunked = _whole(raw, received)
    body.rows += [("size", f"{len(raw)} bytes")] + ([("sent", "in chunks")] if chunked else [])
    if received.method != "GET":
        _check_type(body, received)
    if not chunked:
        raw = _measured(body, raw, received)
    raw = _unpacked(body, raw, received)
    if raw.strip():
        _read(body, raw)
    return body


def _check_type(body: Body, received: Received) -> None:
    if not received.has_headers:
        return
    given = received.first("content-type") or received.first("content_type")
    if given is None:
        body.find("no-content-type", "no content type", sure="doubtful")
    elif media_type(given) not in ("application/json", "application/fhir+json"):
        body.find("wrong-content-type", f"content type {shown(given)}", sure="doubtful")
    else:
        body.rows.append(("content type", text(given)))


def _whole(raw: bytes, received: Received) -> tuple[bytes, bool]:
    """The body without its chunks, if it came and still is in such."""
    if "chunked" not in (received.first("transfer-encoding") or "").lower():
        return raw, False
    pieces: list[bytes] = []
    at = 0
    while (found := _CHUNK.match(raw, at)) is not None:
        length = int(found[1], 16)
        if length == 0:
            return b"".join(pieces), True
        pieces.append(raw[found.end() : found.end() + length])
        at = found.end() + length
    return (b"".join(pieces), True) if pieces and at >= len(raw) else (raw, True)


def _measured(body: Body, raw: bytes, received: Received) -> bytes:
    """Compare the length with what the header says; a line end of an editor's does not count."""
    said = received.first("content-length") or ""
    if not (said.isascii() and said.isdecimal() and len(said) < 16):
        return raw
    want, trimmed = int(said), raw.rstrip(b"\r\n")
    if len(raw) == want or len(trimmed) == want:
        return raw
    got = f"{len(raw)} bytes, and Content-Length {want}"
    if len(trimmed) > want:
        body.find("wrong-content-length-short", got, "something changed the body on its way")
    elif _parsed(trimmed) is None:
        body.find("half-body", got, "the connection ended, or the log cut the body off")
    else:
        body.find("wrong-content-length-long", got, "something changed the body on its way")
    return raw


def _unpacked(body: Body, raw: bytes, received: Received) -> bytes:
    encoding = (received.first("content-encoding") or "").lower()
    if "gzip" not in encoding and raw[:2] != b"\x1f\x8b":
        return raw
    cause = "no page of Redox mentions compression: a proxy before you does it"
    body.find("gzip", f"a body of {len(raw)} bytes, compressed", cause, "doubtful")
    try:
        return zlib.decompressobj(31).decompress(raw, _LARGEST)
    except zlib.error:
        return raw


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _read(body: Body, raw: bytes) -> None:
    half = any(each.name == f"{PUSH}half-body" for each in body.findings)
    try:
        decoded = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as wrong:
        body.find("invalid-utf8", f"a byte that is no UTF-8, at {wrong.start}",
                  "text in Latin-1, or a body that was cut or is binary")  # fmt: skip
        decoded = raw.decode("utf-8", "replace")
    try:
        value = json.loads(decoded)
    except (ValueError, RecursionError) as wrong:
        if not body.findings or not half:
            at = f" at {wrong.pos}" if isinstance(wrong, json.JSONDecodeError) else ""
            whole = "; it ends too early" if decoded.count("{") > decoded.count("}") else ""
            body.find("bad-json", f"{len(raw)} bytes that are no JSON{at}{whole}")
        return
    if not isinstance(value, dict):
        body.find("bad-json", "JSON that is no object")
        return
    body.value = value
    body.rows += _message(value)
    if value.get("resourceType") == "Bundle":
        body.find("fhir-bundle", "a FHIR Bundle", "FHIR notifications are switched on for this "
                  "destination", "doubtful")  # fmt: skip


def _message(value: dict[str, Any]) -> list[tuple[str, str]]:
    """What the message is, without anything of the patient."""
    if "resourceType" in value:
        return _fhir(value)
    meta = value.get("Meta")
    if not isinstance(meta, dict):
        return []
    logs = meta.get("Logs")
    log = logs[0] if isinstance(logs, list) and logs and isinstance(logs[0], dict) else {}
    source = meta.get("Source") if isinstance(meta.get("Source"), dict) else {}
    named = {
        "DataModel": meta.get("DataModel"), "EventType": meta.get("EventType"),
        "EventDateTime": meta.get("EventDateTime"), "Test": meta.get("Test"),
        "source": source.get("Name") if isinstance(source, dict) else None,
        "log id": log.get("ID"), "attempt id": log.get("AttemptID"),
    }  # fmt: skip
    return [(name, text(f"{each}"[:100])) for name, each in named.items() if each is not None]


def _fhir(value: dict[str, Any]) -> list[tuple[str, str]]:
    rows = [("resourceType", text(f"{value['resourceType']}"[:100]))]
    entry = value.get("entry")
    first = entry[0] if isinstance(entry, list) and entry and isinstance(entry[0], dict) else {}
    resource = first.get("resource")
    if isinstance(resource, dict) and isinstance(resource.get("eventUri"), str):
        rows.append(("eventUri", text(resource["eventUri"][:200])))
    return rows
