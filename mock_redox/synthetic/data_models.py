"""Messages of the Data Model about the synthetic people, as the ``Samples`` of core.

Pushes carry the whole skeleton, absent parts as null, as Redox's do (data-models.md 9); query
answers leave out what is absent.
"""

import random
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from faker import Faker

from mock_redox.core.times import iso
from mock_redox.synthetic.people import SIZE, cohort, no_address, npi, provider

_REASONS = ("Annual physical", "Follow-up", "Chest pain", "Sore throat", "Knee pain")
_PLACES = (("Clinic", "2B"), ("Clinic", "Family Medicine"), ("Nursing Unit", "3N"))

_EVENTS = ("PatientAdmin.Arrival", "PatientAdmin.PreAdmit", "PatientAdmin.Registration")


class SyntheticSamples:
    """The same seed gives the same people and, in the same order, the same messages."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.rewind()

    def rewind(self) -> None:
        self._count = 0

    @cached_property
    def _fake(self) -> Faker:
        return Faker("en_US")

    def patients(self) -> Sequence[Mapping[str, Any]]:
        return [sparse(patient) for patient in cohort(self._seed)]

    def events(self) -> Sequence[str]:
        return _EVENTS

    def message(self, event: str, at: datetime) -> dict[str, Any]:
        """A visit of the next person. All events of ``events`` have the same shape."""
        patient = deepcopy(cohort(self._seed)[self._count % SIZE])
        chance = random.Random(f"{self._seed}:visit:{self._count}")
        self._count += 1
        self._fake.seed_instance(chance.getrandbits(32))
        return {"Patient": _visitor(patient), "Visit": _visit(self._fake, chance, patient, at)}


def sparse(value: Any) -> Any:
    """The same without what is absent, at any depth."""
    if isinstance(value, Mapping):
        kept = {name: sparse(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in (None, {}, [])}
    return [sparse(each) for each in value] if isinstance(value, list) else value


def _visitor(patient: Mapping[str, Any]) -> dict[str, Any]:
    demographics = {
        **patient["Demographics"], "Religion": None, "DeathDateTime": None,
    }  # fmt: skip
    return {
        "Identifiers": patient["Identifiers"],
        "Demographics": demographics,
        "Notes": [],
        "Contacts": patient["Contacts"],
        "Diagnoses": [
            {"Code": "Z00.00", "Codeset": "ICD-10", "Name": "General adult medical examination",
             "Type": None, "DocumentedDateTime": None}
        ],
        "Allergies": [],
        "PCP": {**patient["PCP"], "Location": _location(None, None)},
    }  # fmt: skip


def _visit(
    fake: Faker, chance: random.Random, patient: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    kind, department = chance.choice(_PLACES)
    begun = at.replace(microsecond=0) - timedelta(minutes=chance.randrange(1, 15))
    attending = _staff(provider(fake, chance))
    return {
        "VisitNumber": f"{chance.randrange(10**6):06d}",
        "AccountNumber": f"{chance.randrange(10**8):08d}",
        "PatientClass": chance.choice(("Outpatient", "Inpatient", "Emergency")),
        "VisitDateTime": iso(begun),
        "Duration": chance.choice((15, 30, 60)),
        "Reason": chance.choice(_REASONS),
        "Instructions": [],
        "Balance": None,
        "DiagnosisRelatedGroup": None,
        "DiagnosisRelatedGroupType": None,
        "AttendingProvider": attending,
        "ConsultingProvider": _staff(None),
        "ReferringProvider": _staff(None),
        "AdmittingProvider": {**_staff(None), "ID": npi(chance), "IDType": "NPI"},
        "AdditionalStaff": [],
        "Location": {
            **_location(kind, department), "Facility": "Mock General Hospital", "Room": "136",
            "Bed": "B", "Address": no_address(),
        },
        "Guarantor": patient["Guarantor"],
        "Insurances": patient["Insurances"],
    }  # fmt: skip


def _staff(person: Mapping[str, Any] | None) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "ID": None, "IDType": None, "FirstName": None, "LastName": None, "Credentials": [],
        "Address": no_address(), "EmailAddresses": [], "PhoneNumber": {"Office": None},
    }  # fmt: skip
    known = {name: person[name] for name in empty} if person else {}
    return {**empty, **known, "Location": _location(None, None)}


def _location(kind: str | None, department: str | None) -> dict[str, Any]:
    return {
        "Type": kind, "Facility": None, "FacilityIdentifiers": [], "Department": department,
        "DepartmentIdentifiers": [], "Room": None,
    }  # fmt: skip
