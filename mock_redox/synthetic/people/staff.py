"""The doctors and nurses of the hospital."""

import random

from mock_redox.synthetic.clinical.codes import coded
from mock_redox.synthetic.known import Known
from mock_redox.synthetic.locales.model import Locale
from mock_redox.synthetic.people.places import DEPARTMENTS, Department, location

SPECIALTIES = {
    "207Q00000X": "Family Medicine",
    "208000000X": "Pediatrics",
    "207R00000X": "Internal Medicine",
    "207P00000X": "Emergency Medicine",
    "208600000X": "Surgery",
    "2085R0202X": "Diagnostic Radiology",
    "207L00000X": "Anesthesiology",
    "163W00000X": "Registered Nurse",
}
"""By the codes of NUCC, as a provider's NPI is registered with."""


def npi(chance: random.Random) -> str:
    """Ten digits with the check digit of the National Provider Identifier (Luhn over 80840...)."""
    digits = f"1{chance.randrange(10**8):08d}"
    total = 24
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{digits}{-total % 10}"


def staff(chance: random.Random, locale: Locale, facility: Known) -> dict[str, tuple[Known, ...]]:
    """Three of each specialty; ``207Q00000X`` and the others are the keys."""
    at = {each.specialty: each for each in DEPARTMENTS}
    return {
        code: tuple(
            provider(chance, locale, facility, code, at.get(code, DEPARTMENTS[0])) for _ in range(3)
        )
        for code in SPECIALTIES
    }


def provider(
    chance: random.Random,
    locale: Locale,
    facility: Known,
    specialty: str,
    department: Department,
) -> Known:
    """With all that any event tells of a provider, and a valid NPI."""
    number, name = npi(chance), SPECIALTIES[specialty]
    sex = chance.choice(("Female", "Male"))
    first = chance.choice(locale.female if sex == "Female" else locale.male)
    last = chance.choice(locale.family)
    nurse = name == "Registered Nurse"
    office = locale.telephone(chance, locale.places[0].area)
    return Known({
        "NPI": number, "ID": number, "IDType": "NPI",
        "FirstName": first, "MiddleName": None, "LastName": last,
        "Credentials": ["RN" if nurse else chance.choice(("MD", "MD", "DO"))],
        "Address": facility["Address"],
        "EmailAddresses": [f"{first}.{last}@example.org".lower()],
        "EmailAddress": f"{first}.{last}@example.org".lower(),
        "PhoneNumber": {"Office": office, "Home": None, "Mobile": None},
        "Location": location(department, facility, chance.randrange(100, 140)),
        "Role": coded(specialty, "NUCC", name),
        "Specialty": {"ID": specialty, "Description": name},
        "Sex": sex, "DOB": f"{chance.randrange(1955, 1992)}-0{chance.randrange(1, 10)}-15",
    })  # fmt: skip
