"""A visit of a patient, on the clock: everything that any message tells of it, and when."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar
from zlib import crc32

from mock_redox.core.times import iso
from mock_redox.synthetic.clinical.codes import ACUTE, CHECK_UP, SEVERE, Condition, coded
from mock_redox.synthetic.known import Known, Told, once
from mock_redox.synthetic.messages.moments import Moments
from mock_redox.synthetic.people import Cohort, Patient
from mock_redox.synthetic.people.places import DEPARTMENTS, Department, is_open
from mock_redox.synthetic.people.places import next_opening as opening

Rich = dict[str, Any]
T = TypeVar("T")

ORDERED, COLLECTED, RESULTED, PAID = 10, 20, 60, 14 * 1440
"""Minutes from the beginning of a visit."""

_MIXER = 0x9E3779B97F4A7C15
"""Spreads what is close over the whole span; an odd number near the golden section of 2**64."""
_SPAN = 2**40
ACTIVE = coded("active", "Condition Status", "Active")
_HOME = coded("01", "UB-04 FL17", "Discharged to home or self care (routine discharge)")
_CLASSES = {"Surgery": "Inpatient"}
_OVERNIGHT = ("Inpatient", "Surgery")
_GROWN, _OLDEST = 18, 110
_DEPARTMENTS = {
    kind: (found[0], found[-1])
    for kind in {each.visits for each in DEPARTMENTS}
    if (found := [each for each in DEPARTMENTS if each.visits == kind])
}
"""By the class of patients: the one for those who are grown, and that for children."""


class Case:
    """One visit. The same case gives the same numbers and times to all messages about it.

    Args:
        number: how many visits the patient had before.
        at: when the first message about it is made.
        ahead: the visit lies ahead then, else it has begun.
        lead: minutes for which it has been going on then.
        late: it is over then.
        begins: when it begins, if that is known; then the three before do not matter.
        kind: which patients its department sees, such as ``Surgery``; what fits when not given.

    Attributes:
        came_from: the room before this one, of a patient who was moved here from elsewhere.
    """

    def __init__(
        self, cohort: Cohort, patient: Patient, number: int, at: datetime, *,
        ahead: bool = False, lead: int = 0, late: bool = False, begins: datetime | None = None,
        kind: str = "",
    ) -> None:  # fmt: skip
        self.cohort = cohort
        self.person = patient
        self.number = number
        self.made = at
        record = patient.record["Identifiers"][0]["ID"]
        self._key = crc32(f"{cohort.seed}:{record}:{number}".encode())
        self._stays_over = kind in _OVERNIGHT if kind else self.draw("class") % 5 == 0
        self.begins = begins or self._begin(at, ahead, lead + self.stays if late else lead)
        self._moments = Moments(self.begins)
        self.department = self._department(kind)
        self.came_from: Known | None = None
        self.patient_class = _CLASSES.get(self.department.visits, self.department.visits)

    # what is drawn

    def draw(self, what: str) -> int:
        """A number of 40 bits for a purpose, whatever else is drawn before it."""
        return crc32(what.encode(), self._key) * _MIXER >> 20 & _SPAN - 1

    def id(self, what: str, digits: int = 8) -> str:
        return str(self.draw(what) % 10**digits).zfill(digits)

    def pick(self, what: str, options: Sequence[T]) -> T:
        return options[self.draw(what) % len(options)]

    def part(self, what: str) -> float:
        """From 0 to 1."""
        return float(self.draw(what) / _SPAN)

    # when

    def at(self, minutes: float) -> str:
        """So many minutes after the visit began, as Redox writes it."""
        return self._moments.at(minutes)

    @property
    def opened(self) -> float:
        """Minutes from its beginning to the first message about it: 0 unless that was before."""
        return min((self.made - self.begins) / timedelta(minutes=1), 0)

    def day(self, days: float = 0) -> str:
        """The date of the visit, or so many days after."""
        return self._moments.day(days)

    def _begin(self, at: datetime, ahead: bool, lead: int) -> datetime:
        if ahead:
            days = 1 + self.draw("days") % 10
            return opening(at + timedelta(days=days), self.cohort.locale)
        minutes = lead + 1 + self.draw("minutes") % 14
        return at.replace(second=0, microsecond=0) - timedelta(minutes=minutes)

    @once
    def stays(self) -> int:
        """How many minutes until the discharge."""
        if self._stays_over:
            return 1440 * (2 + self.draw("stay") % 4)
        return 75 + self.draw("stay") % 60

    # where and why

    @once
    def age(self) -> int:
        """In years; nobody is unborn or older than conditions know, wherever the clock is set."""
        years = int((self.begins.date() - self.person.born).days // 365.25)
        return min(max(years, 0), _OLDEST)

    def _department(self, kind: str) -> Department:
        """Clinics see patients while they are open; the others come to the emergency room."""
        grown, young = _DEPARTMENTS[kind or self._kind()]
        return young if young is not grown and self.age < _GROWN else grown

    def _kind(self) -> str:
        if self._stays_over:
            return "Inpatient"
        return "Outpatient" if is_open(self.begins, self.cohort.locale) else "Emergency"

    @once
    def location(self) -> Known:
        return self.cohort.room(self.department, 100 + self.draw("room") % 40)

    @once
    def condition(self) -> Condition:
        """Why the patient comes: what fits the department, the age and the history."""
        sex = self.person.record["Demographics"]["Sex"]
        usual = _usual(self.patient_class, self.age, sex)
        if self.patient_class == "Outpatient":
            known = self.person.chart.problems
            usual += tuple(each for each, _ in known if each.befalls(self.age, sex))
        return self.pick("reason", usual)

    @once
    def diagnosis(self) -> Told:
        known = self.at(0) if self.begins <= self.made else iso(self.made)
        return self.condition.coded.plus({
            "Type": "Working", "DocumentedDateTime": known,
            "StartDate": self.day(), "Status": ACTIVE,
        })  # fmt: skip

    # who

    def staff(self, specialty: str, what: str = "staff") -> Known:
        return self.pick(what + specialty, self.cohort.staff[specialty])

    @once
    def doctor(self) -> Known:
        """Who attends: a doctor of the department."""
        return self.staff(self.department.specialty)

    @once
    def nurse(self) -> Known:
        return self.staff("163W00000X")

    @once
    def patient(self) -> Told:
        return self.person.record.plus({"Notes": [], "Diagnoses": [self.diagnosis]})

    @property
    def identity(self) -> Mapping[str, Any]:
        return {"Identifiers": self.person.record["Identifiers"]}

    @once
    def visit(self) -> Told:
        """With all that any event tells of a visit, but for its end."""
        number, begun, doctor = self.id("visit"), self.at(0), self.doctor
        return self.person.record.derived(_any_visit).plus({
            "VisitNumber": number, "ID": number, "AccountNumber": self.id("account"),
            "PatientClass": self.patient_class, "VisitDateTime": begun, "DateTime": begun,
            "StartDateTime": begun, "EndDateTime": self.at(self.stays),
            "Duration": (15, 30, 60)[self.draw("length") % 3], "Reason": self.condition.name,
            "AttendingProvider": doctor, "VisitProvider": doctor, "AdmittingProvider": doctor,
            "Location": self.location, "Diagnoses": [self.diagnosis],
        })  # fmt: skip

    @once
    def ended(self) -> Told:
        """The visit after the discharge."""
        return self.visit.plus({
            "DischargeDateTime": self.at(self.stays), "DischargeStatus": _HOME,
            "DischargeLocation": {"Type": "Home"},
        })  # fmt: skip


@cache
def _usual(patient_class: str, age: int, sex: str) -> tuple[Condition, ...]:
    """Why people come, besides what they have had for long."""
    lists = {"Inpatient": SEVERE, "Emergency": ACUTE}
    found = lists.get(patient_class, (*CHECK_UP, *ACUTE))
    return tuple(each for each in found if each.befalls(age, sex))


def _any_visit(record: Known) -> Known:
    """What is the same of all visits of a patient."""
    return Known({
        "Type": "Office Visit", "Instructions": [], "Status": "Scheduled",
        "ReferringProvider": record["PCP"], "Guarantor": record["Guarantor"],
        "Insurances": record["Insurances"],
    })  # fmt: skip
