"""Answers to queries for destinations that the mock speaks for itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from mock_redox.core.data_model.messages import Message
from mock_redox.core.ports import Samples

CRITERIA: tuple[tuple[str, ...], ...] = (
    ("FirstName", "LastName", "DOB", "ZIP"),
    ("LastName", "DOB", "ZIP"),
)
"""Sets of fields that suffice for a search without identifiers (data-models.md, PatientSearch).

The first is documented; Redox has more sets than the stored page names, the second is assumed.
"""


class TooLittle(Exception):
    """A patient search that names too little to search by."""


def answer(message: Message, samples: Samples) -> dict[str, Any]:
    """The top-level keys of the answer, without ``Meta``.

    Raises:
        TooLittle: a patient search without identifiers or one of the sets of fields.
    """
    if message.event.name != "PatientSearch.Query":
        return message.event.empty_answer()
    found = search(message.body.get("Patient"), samples.patients())
    if len(found) == 1:
        return {"Patient": dict(found[0])}
    if found:
        return {"PotentialMatches": [dict(each) for each in found], "Patient": {}}
    return {"Patient": {}}


def search(wanted: object, patients: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The patients that match exactly: by all identifiers given, else by a set of demographics.

    Raises:
        TooLittle: neither is there.
    """
    wanted = wanted if isinstance(wanted, Mapping) else {}
    identifiers = _pairs(wanted.get("Identifiers"))
    if identifiers:
        return [each for each in patients if identifiers <= _pairs(each["Identifiers"])]
    given = _fields(wanted)
    for names in CRITERIA:
        if all(given.get(name) for name in names):
            return [
                each
                for each in patients
                if all(_fields(each).get(name) == given[name] for name in names)
            ]
    raise TooLittle(f"Patient with {sorted(name for name, value in given.items() if value)}")


def _pairs(identifiers: object) -> set[tuple[str, str]]:
    entries = identifiers if isinstance(identifiers, list) else []
    return {
        (str(entry.get("ID")), str(entry.get("IDType")))
        for entry in entries
        if isinstance(entry, Mapping) and entry.get("ID")
    }


def _fields(patient: Mapping[str, Any]) -> dict[str, Any]:
    demographics = patient.get("Demographics")
    demographics = demographics if isinstance(demographics, Mapping) else {}
    address = demographics.get("Address")
    zip_code = address.get("ZIP") if isinstance(address, Mapping) else None
    names = ("FirstName", "LastName", "DOB")
    return {**{name: demographics.get(name) for name in names}, "ZIP": zip_code}
