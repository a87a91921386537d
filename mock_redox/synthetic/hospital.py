"""What is known without anybody's visit: the staff, organizations, and free hours of doctors."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from mock_redox.core.times import iso
from mock_redox.synthetic.known import Known
from mock_redox.synthetic.messages.case import Case
from mock_redox.synthetic.messages.directories import organizations
from mock_redox.synthetic.messages.visits import slot
from mock_redox.synthetic.people import Cohort
from mock_redox.synthetic.people.places import DEPARTMENTS, next_opening

_BEGAN = datetime(2025, 1, 1, 15, tzinfo=UTC)
"""A fixed moment, as what stands here depends on the seed alone."""

_AHEAD = timedelta(days=14)
_CLINICS = tuple(each.specialty for each in DEPARTMENTS if each.kind == "Clinic")
_FREE = 3
"""One hour in so many is free."""


class Desk(Case):
    """A case about nobody in particular, with one of the staff as its doctor."""

    def __init__(self, people: Cohort, who: Known, number: int) -> None:
        super().__init__(people, people.patients[0], -1 - number, _BEGAN)
        self.doctor = who
        places = {each.specialty: each for each in DEPARTMENTS}
        self.department = places.get(who["Specialty"]["ID"], DEPARTMENTS[0])


def desks(people: Cohort) -> list[Desk]:
    """One for each of the staff."""
    everybody = [each for group in people.staff.values() for each in group]
    return [Desk(people, who, number) for number, who in enumerate(everybody)]


def lifelong(people: Cohort, index: int) -> Case:
    """A case for what is told of a patient, whatever the visit."""
    return Case(people, people.patients[index], -1, _BEGAN)


def registered(people: Cohort) -> Iterator[dict[str, Any]]:
    """The hospital and the insurers."""
    known = organizations(Desk(people, next(iter(people.staff.values()))[0], 0))
    yield known
    for each in people.insurers:
        number = {"ID": each["ID"], "IDType": each["IDType"]}
        yield {**known, "Organizations": [{**each, "Active": True, "Identifiers": [number]}]}


def openings(people: Cohort, begin: datetime) -> dict[str, Any]:
    """Free hours of the clinics' doctors in two weeks, in their order."""
    clinicians = [each for each in desks(people) if each.doctor["Specialty"]["ID"] in _CLINICS]
    found, at = [], next_opening(begin - timedelta(seconds=1), people.locale)
    while at < begin + _AHEAD:
        found += [slot(each, iso(at), f"slot {iso(at)}") for each in clinicians if _free(each, at)]
        at = next_opening(at, people.locale)
    return {"Slots": found}


def _free(desk: Desk, at: datetime) -> bool:
    return desk.draw(f"free {iso(at)}") % _FREE == 0
