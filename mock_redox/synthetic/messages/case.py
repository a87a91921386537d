"""A visit of a patient, on the clock: everything that any message tells of it, and when."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar
from zlib import crc32

from mock_redox.core.times import iso
from mock_redox.synthetic.clinical.codes import ACUTE, CHECK_UP, SEVERE, Condition, coded
from mock_redox.synthetic.known import Known
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
_GROWN, _OLDEST = 18, 120


class Case:
    """One visit. The same case gives the same numbers and times to all messages about it.

    Args:
        number: how many visits the patient had before.
        at: when the first message about it is made.
        ahead: the visit lies ahead then, else it has begun.
        lead: minutes for which it has been going on then.
        late: it is over then.
        surgery: it is for an operation.
    """

    def __init__(
        self, cohort: Cohort, patient: Patient, number: int, at: datetime, *,
        ahead: bool = False, lead: int = 0, late: bool = False, surgery: bool = False,
    ) -> None:  # fmt: skip
        self.cohort = cohort
        self.person = patient
        self.made = at
        record = patient.record["Identifiers"][0]["ID"]
        self._key = crc32(f"{cohort.seed}:{record}:{number}".encode())
        self._moments: dict[float, str] = {}
        self._stays_over = surgery or self.draw("class") % 5 == 0
        self.begins = self._begin(at, ahead, lead + self.stays if late else lead)
        self.department = self._department(surgery)
        self.patient_class = _CLASSES.get(self.department.visits, self.department.visits)

    # what is drawn

    def draw(self, what: str) -> int:
        """A number of 40 bits for a purpose, whatever else is drawn before it."""
        return (crc32(what.encode(), self._key) * _MIXER >> 20) % _SPAN

    def id(self, what: str, digits: int = 8) -> str:
        return f"{self.draw(what) % 10**digits:0{digits}d}"

    def pick(self, what: str, options: Sequence[T]) -> T:
        return options[self.draw(what) % len(options)]

    def part(self, what: str) -> float:
        """From 0 to 1."""
        return float(self.draw(what) / _SPAN)

    # when

    def at(self, minutes: float) -> str:
        """So many minutes after the visit began, as Redox writes it."""
        known = self._moments.get(minutes)
        if known is None:
            known = self._moments[minutes] = iso(self.begins + timedelta(minutes=minutes))
        return known

    def day(self, days: float = 0) -> str:
        """The date of the visit, or so many days after."""
        return (self.begins + timedelta(days=days)).date().isoformat()

    def _begin(self, at: datetime, ahead: bool, lead: int) -> datetime:
        if ahead:
            days = 1 + self.draw("days") % 10
            return opening(at + timedelta(days=days), self.cohort.locale)
        minutes = lead + 1 + self.draw("minutes") % 14
        return at.replace(second=0, microsecond=0) - timedelta(minutes=minutes)

    @cached_property
    def stays(self) -> int:
        """How many minutes until the discharge."""
        if self._stays_over:
            return 1440 * (2 + self.draw("stay") % 4)
        return 75 + self.draw("stay") % 60

    # where and why

    @cached_property
    def age(self) -> int:
        """In years; nobody is unborn or too old, however far the clock is set."""
        return min(max(int((self.begins.date() - self.person.born).days // 365.25), 0), _OLDEST)

    def _department(self, surgery: bool) -> Department:
        """Clinics see patients while they are open; the others come to the emergency room."""
        clinic, children, ward, emergency, theatre = DEPARTMENTS
        if surgery:
            return theatre
        if self._stays_over:
            return ward
        if not is_open(self.begins, self.cohort.locale):
            return emergency
        return clinic if self.age >= _GROWN else children

    @cached_property
    def location(self) -> Known:
        return self.cohort.room(self.department, 100 + self.draw("room") % 40)

    @cached_property
    def condition(self) -> Condition:
        """Why the patient comes: what fits the department, the age and the history."""
        known = [each for each, _ in self.person.chart.problems]
        lists = {"Inpatient": SEVERE, "Emergency": ACUTE}
        usual = lists.get(self.patient_class, (*CHECK_UP, *ACUTE, *known))
        sex = self.person.record["Demographics"]["Sex"]
        return self.pick("reason", [each for each in usual if each.befalls(self.age, sex)])

    @cached_property
    def diagnosis(self) -> Rich:
        return {
            **self.condition.coded, "Type": "Working",
            "DocumentedDateTime": iso(min(self.begins, self.made)),
            "StartDate": self.day(), "Status": ACTIVE,
        }  # fmt: skip

    # who

    def staff(self, specialty: str, what: str = "staff") -> Known:
        return self.pick(what + specialty, self.cohort.staff[specialty])

    @cached_property
    def doctor(self) -> Known:
        """Who attends: a doctor of the department."""
        return self.staff(self.department.specialty)

    @cached_property
    def patient(self) -> Rich:
        return {**self.person.record, "Notes": [], "Diagnoses": [self.diagnosis]}

    @property
    def identity(self) -> Mapping[str, Any]:
        return {"Identifiers": self.person.record["Identifiers"]}

    @cached_property
    def visit(self) -> Rich:
        """With all that any event tells of a visit, but for its end."""
        record = self.person.record
        number = self.id("visit")
        return {
            "VisitNumber": number, "ID": number, "AccountNumber": self.id("account"),
            "PatientClass": self.patient_class, "VisitDateTime": self.at(0), "DateTime": self.at(0),
            "StartDateTime": self.at(0), "EndDateTime": self.at(self.stays),
            "Duration": (15, 30, 60)[self.draw("length") % 3], "Reason": self.condition.name,
            "Type": "Office Visit", "Instructions": [], "Status": "Scheduled",
            "AttendingProvider": self.doctor, "VisitProvider": self.doctor,
            "AdmittingProvider": self.doctor, "ReferringProvider": record["PCP"],
            "Location": self.location, "Guarantor": record["Guarantor"],
            "Insurances": record["Insurances"], "Diagnoses": [self.diagnosis],
        }  # fmt: skip

    @cached_property
    def ended(self) -> Rich:
        """The visit after the discharge."""
        return {
            **self.visit, "DischargeDateTime": self.at(self.stays), "DischargeStatus": _HOME,
            "DischargeLocation": {"Type": "Home"},
        }  # fmt: skip
