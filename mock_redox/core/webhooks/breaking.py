"""What a fault does to a parcel: pure functions on its message, its headers and its bytes."""

import gzip
import uuid
import zlib
from collections.abc import Callable, Mapping
from typing import Any

from mock_redox.core.webhooks.parcels import Parcel

Change = Callable[[Parcel], Parcel]
_HUGE = 40_000_000
"""Bytes: the most that Redox itself takes of a message (platform.md C)."""
_CHUNK = 1_000
_EVENTS = "https://fhir.redoxengine.com/EventDefinition/"


def header(name: str, value: str | None) -> Change:
    """Sets a header; None takes it away."""
    return lambda parcel: parcel.with_header(name, value)


def length_off_by(more: int) -> Change:
    """Says so many bytes more than there are, or fewer; never less than none."""
    return lambda parcel: parcel.with_header("content-length", str(max(0, len(parcel.body) + more)))


def gzipped(parcel: Parcel) -> Parcel:
    squeezed = parcel.with_body(gzip.compress(parcel.body, mtime=0))
    return squeezed.with_header("content-encoding", "gzip")


def chunked(parcel: Parcel) -> Parcel:
    """The body in chunks of 1000 bytes, and no length."""
    pieces = [parcel.body[at : at + _CHUNK] for at in range(0, len(parcel.body), _CHUNK)]
    framed = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return parcel.with_body(framed + b"0\r\n\r\n").with_header("transfer-encoding", "chunked")


def bad_json(parcel: Parcel) -> Parcel:
    """Without the last bracket, though the length is right."""
    return parcel.with_body(parcel.body[:-1])


def invalid_utf8(parcel: Parcel) -> Parcel:
    return _with_member(parcel, b'"Invalid":"\xc3\x28"')


def huge(parcel: Parcel) -> Parcel:
    """Sound JSON of 40 MB."""
    room = _HUGE - len(parcel.body) - len(b',"Padding":""')
    return _with_member(parcel, b'"Padding":"' + b"x" * max(0, room) + b'"')


def _with_member(parcel: Parcel, member: bytes) -> Parcel:
    return parcel.with_body(parcel.body[:-1] + b"," + member + b"}")


def message(change: Callable[[Mapping[str, Any]], Mapping[str, Any]]) -> Change:
    """Changes the message before it is written as JSON."""
    return lambda parcel: parcel.with_message(change(parcel.message))


def fhir_bundle(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The lightweight notification of webhooks.md 7; the same message gives the same ids."""
    log = str(data["Meta"]["Logs"][0]["ID"])
    first, source, patient = (
        f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{log}:{part}')}"
        for part in ("header", "source", "patient")
    )
    head = {
        "resourceType": "MessageHeader",
        "eventUri": f"{_EVENTS}PatientAdminCreated",
        "source": {"name": "Mock EHR", "endpoint": source},
        "focus": [{"reference": patient}],
    }
    entries = [
        {"fullUrl": first, "resource": head},
        {"fullUrl": patient, "resource": {"resourceType": "Patient"}},
    ]
    return {"resourceType": "Bundle", "type": "message", "entry": entries}


def unknown_data_model(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**data, "Meta": {**data["Meta"], "DataModel": "Astrology"}}


def extra_fields(data: Any) -> Any:
    """A field more in every object: Redox adds some without notice (webhooks.md 8, 12)."""
    if isinstance(data, Mapping):
        known = {name: extra_fields(each) for name, each in data.items()}
        return {**known, "AddedLater": {"Value": "new", "Codes": [1]}}
    return [extra_fields(each) for each in data] if isinstance(data, list) else data


def skeleton(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Every member is there and null, but for ``Meta`` and what must not be null."""
    return {"Meta": data["Meta"], **{k: _nulled(v, k) for k, v in data.items() if k != "Meta"}}


def _nulled(value: Any, name: str) -> Any:
    if isinstance(value, Mapping):
        required = ("ID", "IDType") if name == "Identifiers" else ()
        return {k: v if k in required else _nulled(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [_nulled(each, name) for each in value if isinstance(each, Mapping)]
    return None


def sparse(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Only what is required: of PatientAdmin the patient's identifiers (data-models.md 8).

    Of other models all that is neither null nor empty, as their required parts differ.
    """
    patient = data.get("Patient")
    known = patient.get("Identifiers") if isinstance(patient, Mapping) else None
    if data["Meta"].get("DataModel") != "PatientAdmin" or not isinstance(known, list):
        kept: Mapping[str, Any] = _without_empty(data)
        return kept
    identifiers = [
        {k: each[k] for k in ("ID", "IDType") if k in each}
        for each in known
        if isinstance(each, Mapping)
    ]
    return {"Meta": _without_empty(data["Meta"]), "Patient": {"Identifiers": identifiers}}


def _without_empty(value: Any) -> Any:
    if isinstance(value, Mapping):
        kept = {name: _without_empty(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in (None, {}, [])}
    return [_without_empty(each) for each in value] if isinstance(value, list) else value


def legacy_ids(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """The ids that Redox retired (webhooks.md 8, 11), as numbers made of the log's ids."""
    log = data["Meta"]["Logs"][0]
    old = {
        "Message": {"ID": zlib.crc32(str(log["ID"]).encode())},
        "Transmission": {"ID": zlib.crc32(str(log["AttemptID"]).encode())},
    }
    return {**data, "Meta": {**data["Meta"], **old}}
