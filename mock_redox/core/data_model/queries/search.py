"""Searches for patients, by identifiers or by demographics."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from mock_redox.core.data_model.queries.reaching import Body, first, pairs, plain
from mock_redox.core.data_model.queries.unanswerable import refused

CRITERIA: tuple[tuple[str, ...], ...] = (
    ("FirstName", "LastName", "DOB", "ZIP"),
    ("LastName", "DOB", "ZIP"),
)
"""Sets of fields that suffice for a search without identifiers (data-models.md, PatientSearch).

The first is documented; Redox has more sets than the stored page names, the second is assumed.
"""

_PATHS = {
    "FirstName": "Demographics.FirstName",
    "LastName": "Demographics.LastName",
    "DOB": "Demographics.DOB",
    "ZIP": "Demographics.Address.ZIP",
}

Patient = TypeVar("Patient", bound=Body)


def search(wanted: object, patients: Sequence[Patient]) -> list[Patient]:
    """The patients that match exactly: by all identifiers given, else by a set of demographics.

    Raises:
        Unanswerable: neither is there.
    """
    wanted = wanted if isinstance(wanted, Mapping) else {}
    identifiers = pairs(wanted)
    if identifiers:
        return [each for each in patients if identifiers <= pairs(each)]
    given = _fields(wanted)
    for names in CRITERIA:
        if all(given.get(name) for name in names):
            return [each for each in patients if _fits(each, given, names)]
    raise refused(
        "query.too_little",
        f"Patient with {sorted(name for name, value in given.items() if value)}",
        "Identifiers, or " + ", or ".join(" + ".join(names) for names in CRITERIA),
        "add what is missing; Redox matches exactly",
    )


def _fits(patient: Body, given: Body, names: Sequence[str]) -> bool:
    return all(_field(patient, name) == given[name] for name in names)


def _fields(patient: Body) -> dict[str, str]:
    return {name: _field(patient, name) for name in _PATHS}


def _field(patient: Body, name: str) -> str:
    return plain(first(patient, _PATHS[name]))
