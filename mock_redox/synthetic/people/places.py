"""Where people are treated, and when it is open."""

import random
from datetime import datetime, timedelta
from typing import NamedTuple

from mock_redox.synthetic.known import Known
from mock_redox.synthetic.locales.model import Locale, digits

OPENS, CLOSES = 8, 17
"""Hours of the clinics' day, Monday to Friday, on their own clocks."""


_SATURDAY = 5


class Department(NamedTuple):
    """A part of the hospital. A visit of a class takes place in one for it."""

    code: str
    name: str
    kind: str
    """``Location.Type``."""
    visits: str
    """The class of patients it sees."""
    specialty: str
    """Of its doctors; a key of ``SPECIALTIES``."""


DEPARTMENTS = (
    Department("FM", "Family Medicine", "Clinic", "Outpatient", "207Q00000X"),
    Department("PED", "Pediatrics", "Clinic", "Outpatient", "208000000X"),
    Department("3N", "3 North", "Nursing Unit", "Inpatient", "207R00000X"),
    Department("ED", "Emergency Department", "Department", "Emergency", "207P00000X"),
    Department("OR", "Operating Rooms", "Department", "Surgery", "208600000X"),
)
FACILITY = "Mock General Hospital"


def hospital(chance: random.Random, locale: Locale) -> Known:
    """The facility as an organization."""
    town = locale.places[0]
    return Known({
        "ID": "MGH", "IDType": "Internal", "Name": FACILITY,
        "Identifiers": [{"ID": "MGH", "IDType": "Internal"}],
        "Address": address(chance, locale, 0, "1 Hospital Drive"),
        "PhoneNumber": {"Office": locale.telephone(chance, town.area),
                        "Fax": locale.telephone(chance, town.area)},
        "EmailAddress": "billing@example.org",
    })  # fmt: skip


def location(department: Department, facility: Known, room: int) -> Known:
    """A room as ``Location`` of the Data Model, with all that any event tells of it."""
    return Known(
        {
            "ID": f"{department.code}-{room}",
            "Type": department.kind,
            "Facility": facility["Name"],
            "FacilityIdentifiers": [{"ID": facility["ID"], "IDType": "Internal"}],
            "Department": department.name,
            "DepartmentIdentifiers": [{"ID": department.code, "IDType": "Internal"}],
            "Room": str(room),
            "Bed": "AB"[room % 2] if department.kind == "Nursing Unit" else None,
            "Address": facility["Address"],
            "Bin": f"{room % 10}",
        }
    )


def address(
    chance: random.Random, locale: Locale, town: int | None = None, street: str = ""
) -> Known:
    """In a town of that place in the list, or of any."""
    place = chance.choice(locale.places) if town is None else locale.places[town]
    return Known(
        {
            "StreetAddress": street
            or f"{chance.randrange(1, 999)} {chance.choice(locale.streets)}",
            "City": place.city,
            "State": place.state,
            "ZIP": digits(chance, place.postal),
            "County": place.county,
            "Country": locale.country,
        }
    )


def is_open(at: datetime, locale: Locale) -> bool:
    """Whether the clinics are, at a moment in UTC."""
    here = at + timedelta(hours=locale.utc_offset)
    return here.weekday() < _SATURDAY and OPENS <= here.hour < CLOSES


def next_opening(at: datetime, locale: Locale) -> datetime:
    """The first full hour from a moment on at which the clinics are open."""
    offset = timedelta(hours=locale.utc_offset)
    here = at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1) + offset
    if here.hour >= CLOSES:
        here = here.replace(hour=OPENS) + timedelta(days=1)
    here = here.replace(hour=max(here.hour, OPENS))
    if here.weekday() >= _SATURDAY:
        here = here.replace(hour=OPENS) + timedelta(days=7 - here.weekday())
    return here - offset


def next_morning(at: datetime, locale: Locale) -> datetime:
    """When the clinics open next on a day after that of a moment."""
    offset = timedelta(hours=locale.utc_offset)
    midnight = (at + offset).replace(hour=0, minute=0) + timedelta(days=1)
    return next_opening(midnight - offset, locale)
