"""Answers to queries for destinations that the mock speaks for itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from mock_redox.core.data_model.messages import Message
from mock_redox.core.errors import Explanation
from mock_redox.core.ports import Samples

CRITERIA: tuple[tuple[str, ...], ...] = (
    ("FirstName", "LastName", "DOB", "ZIP"),
    ("LastName", "DOB", "ZIP"),
)
"""Sets of fields that suffice for a search without identifiers (data-models.md, PatientSearch).

The first is documented; Redox has more sets than the stored page names, the second is assumed.
"""


class Unanswerable(Exception):
    """A query that the destination can't answer.

    Attributes:
        text: what ``Meta.Errors`` says; ``{name}`` stands for the destination's.
        kind: the error's ``Type``.
        status: what the asker gets in place of the setting's, ``destination_failure_status``.
    """

    status: int | None = None

    def __init__(self, text: str, kind: str, explanation: Explanation) -> None:
        super().__init__(text)
        self.text = text
        self.kind = kind
        self.explanation = explanation


def answer(message: Message, samples: Samples) -> dict[str, Any]:
    """The top-level keys of the answer, without ``Meta``.

    Raises:
        Unanswerable: a patient search by too little, or a query whose answer can't be empty.
    """
    if message.event.name != "PatientSearch.Query":
        return _nothing_found(message)
    found = search(message.body.get("Patient"), samples.patients())
    if len(found) == 1:
        return {"Patient": dict(found[0])}
    if found:
        return {"PotentialMatches": [dict(each) for each in found], "Patient": {}}
    return {"Patient": {}}


def search(wanted: object, patients: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The patients that match exactly: by all identifiers given, else by a set of demographics.

    Raises:
        Unanswerable: neither is there.
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
    why = Explanation(
        "query.too_little",
        f"Patient with {sorted(name for name, value in given.items() if value)}",
        "Identifiers, or " + ", or ".join(" + ".join(names) for names in CRITERIA),
        "add what is missing; Redox matches exactly",
    )
    raise Unanswerable("{name} returned status code 400", "transmission", why)


def _nothing_found(message: Message) -> dict[str, Any]:
    """The empty success; ``Meta.Errors`` for answers that have required parts."""
    event = message.event
    if event.empty:
        directory = message.body.get("Directory")
        known = {"Directory": directory if isinstance(directory, str) else "Carequality"}
        return event.empty_answer(known)
    why = Explanation(
        "query.nothing_held", f"a {event.name}", "a query with an empty success",
        "the mock holds nothing of this kind yet, and the answer has required parts",
    )  # fmt: skip
    raise Unanswerable("Nothing was found that answers the query", "query", why)


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
