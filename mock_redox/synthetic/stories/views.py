"""What a step of a story can be of: the visit, or something near it with references in common."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from mock_redox.synthetic.known import Known
from mock_redox.synthetic.messages import Case
from mock_redox.synthetic.people import Patient
from mock_redox.synthetic.stories.births import born

BORN = 480
"""Minutes from the mother's arrival to the birth."""
NEXT = "next visit"
_WEEK = timedelta(days=7)


def _like(visit: Case, number: int | None = None, begins: Any = None, kind: str = "") -> Case:
    """A case with the same numbers, for the same reason and as long, but for what is given."""
    made = Case(
        visit.cohort, visit.person, visit.number if number is None else number, visit.made,
        begins=begins or visit.begins, kind=kind or visit.department.visits,
    )  # fmt: skip
    made.stays, made.condition, made.diagnosis = visit.stays, visit.condition, visit.diagnosis
    if not kind:
        made.doctor, made.location = visit.doctor, visit.location
    return made


def _emergency(visit: Case) -> Case:
    """The same visit while the patient is still in the emergency department."""
    made = _like(visit, kind="Emergency")
    visit.came_from = made.location
    return made


def _second_record(visit: Case) -> Case:
    """The same visit, but on a record that should not be there, of the previous identifiers."""
    made, record = _like(visit), visit.person.record
    numbers = {"Identifiers": record["PreviousIdentifiers"]}
    made.person = Patient(Known({**record, **numbers}), visit.person.born, visit.person.chart)
    return made


def _next_visit(visit: Case) -> Case:
    """The patient's next one, at the same hour a week later."""
    return _like(visit, visit.number + 1, visit.begins + _WEEK)


def _child(visit: Case) -> Case:
    """The stay of the child that is born during this one."""
    return born(visit, visit.begins + timedelta(minutes=BORN))


VIEWS: dict[str, Callable[[Case], Case]] = {
    "visit": lambda visit: visit,
    "emergency room": _emergency,
    "second record": _second_record,
    NEXT: _next_visit,
    "child": _child,
}
"""By the name that ``Step.of`` has."""
