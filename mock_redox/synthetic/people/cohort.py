"""All people of a seed."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from mock_redox.synthetic.clinical.charts import Chart, chart
from mock_redox.synthetic.known import Known
from mock_redox.synthetic.locales import Locale, locale
from mock_redox.synthetic.locales.model import digits
from mock_redox.synthetic.people.demographics import TODAY, demographics
from mock_redox.synthetic.people.households import Member, household, solo
from mock_redox.synthetic.people.payers import insurers
from mock_redox.synthetic.people.places import Department, address, hospital, location
from mock_redox.synthetic.people.sandbox import SANDBOX, Published
from mock_redox.synthetic.people.staff import staff

SIZE = 50
"""How many patients there are of the mock's own, the doubly registered one counted once."""

_FIRST_RECORD = 1001
"""The sandbox has the record 0000000001."""

Rich = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Patient:
    """One record of a patient.

    Attributes:
        record: what any event of the Data Model tells of a patient.
        fhir_id: in Redox's public sandbox, of those who are there.
    """

    record: Known
    born: date
    chart: Chart
    fhir_id: str | None = None

    @property
    def name(self) -> str:
        who = self.record["Demographics"]
        return f"{who['FirstName']} {who['LastName']}"


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """Everybody, and where they are treated."""

    seed: int
    locale: Locale
    patients: tuple[Patient, ...]
    """The mock's own, then one of them registered twice, as happens, then those of the sandbox."""
    staff: Mapping[str, tuple[Known, ...]]
    facility: Known
    insurers: tuple[Known, ...]
    _rooms: dict[tuple[Department, int], Known] = field(default_factory=dict)

    def room(self, department: Department, number: int) -> Known:
        """The same object for the same room."""
        key = (department, number)
        if key not in self._rooms:
            self._rooms[key] = location(department, self.facility, number)
        return self._rooms[key]


@lru_cache(maxsize=8)
def cohort(seed: int, where: str = "en_US") -> Cohort:
    """The people of a seed, in one of ``LOCALES``."""
    chance, here = random.Random(f"{seed}:{where}:people"), locale(where)
    facility = hospital(chance, here)
    doctors, companies = staff(chance, here, facility), insurers(chance, here)
    members: list[Member] = []
    families = iter(chance.sample(here.family, k=SIZE))
    while len(members) < SIZE:
        members += household(chance, here, companies, next(families), 10_001 + len(members))
    records = [(each, _numbers(chance, n + _FIRST_RECORD)) for n, each in enumerate(members[:SIZE])]
    patients = [_patient(chance, each, numbers, doctors) for each, numbers in records]
    patients.append(_again(patients[1], _numbers(chance, SIZE + _FIRST_RECORD)))
    patients += [
        _known(each, seed, doctors, companies, 10_900 + n) for n, each in enumerate(SANDBOX)
    ]
    return Cohort(seed, here, tuple(patients), doctors, facility, companies)


def _numbers(chance: random.Random, number: int, mr: str = "", ehr: str = "") -> list[Known]:
    return [
        Known({"ID": mr or f"{number:010d}", "IDType": "MR", "Type": "MR"}),
        Known({"ID": ehr or digits(chance, "e#########"), "IDType": "EHRID", "Type": "EHRID"}),
        Known({"ID": f"{chance.getrandbits(76):019x}", "IDType": "NIST", "Type": "NIST"}),
    ]


def _patient(
    chance: random.Random,
    member: Member,
    numbers: list[Known],
    doctors: Mapping[str, tuple[Known, ...]],
    fhir_id: str | None = None,
) -> Patient:
    who = member.record["Demographics"]
    known = chart(chance, member.born, who["Sex"], TODAY)
    grown = (TODAY - member.born).days > 18 * 365
    record = Known({
        "Identifiers": numbers,
        **member.record,
        "PCP": chance.choice(doctors["207Q00000X" if grown else "208000000X"]),
        "Allergies": known.allergies,
        "PreviousIdentifiers": [{"ID": f"9{numbers[0]['ID'][1:]}", "IDType": "MR"}],
    })  # fmt: skip
    return Patient(record, member.born, known, fhir_id)


def _again(patient: Patient, numbers: list[Known]) -> Patient:
    record = Known({**patient.record, "Identifiers": numbers})
    return Patient(record, patient.born, patient.chart)


def _known(
    known: Published,
    seed: int,
    doctors: Mapping[str, tuple[Known, ...]],
    companies: tuple[Known, ...],
    number: int,
) -> Patient:
    """Somebody of the sandbox, who lives in the United States whatever the locale."""
    chance, here = random.Random(f"{seed}:{known.mr}"), locale("en_US")
    home = address(chance, here)
    if known.city:
        town = {"City": known.city, "State": known.state, "ZIP": known.postal}
        home = Known({**home, **town, "County": None})
    who = demographics(chance, here, known.sex, date.fromisoformat(known.born), home, known.last,
                       known.first)  # fmt: skip
    member = solo(chance, here, who, companies, number)
    return _patient(chance, member, _numbers(chance, 0, known.mr, known.ehr_id), doctors,
                    known.fhir_id)  # fmt: skip
