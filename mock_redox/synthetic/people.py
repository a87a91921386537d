"""Adult patients and their providers from a seed: coherent, repeatable, and nobody real.

Phone numbers are from the range set aside for fiction, mail addresses from reserved domains, and
social security numbers from the range that is never issued.
"""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from faker import Faker

SIZE = 50
"""How many patients there are, the doubly registered one counted once."""

_AREAS = (212, 303, 312, 404, 415, 512, 608, 617, 702, 907)

_NEWEST = date(2025, 1, 1)
"""A fixed day to count ages from, so that a person's date of birth depends on the seed alone."""


@lru_cache(maxsize=8)
def cohort(seed: int) -> tuple[Mapping[str, Any], ...]:
    """The patients of a seed. One is registered twice, as happens, under two record numbers."""
    fake = Faker("en_US")
    fake.seed_instance(seed)
    chance = random.Random(f"{seed}:people")
    patients = [_patient(fake, chance, number) for number in range(SIZE)]
    patients.append({**patients[1], "Identifiers": _identifiers(fake, SIZE)})
    return tuple(patients)


def provider(fake: Faker, chance: random.Random) -> dict[str, Any]:
    """A provider as ``ProviderNPI`` of the Data Model, with a valid NPI."""
    number = npi(chance)
    return {
        "NPI": number,
        "ID": number,
        "IDType": "NPI",
        "FirstName": fake.first_name(),
        "LastName": fake.last_name(),
        "Credentials": [chance.choice(("MD", "DO", "NP", "PA"))],
        "Address": _address(fake),
        "EmailAddresses": [fake.safe_email()],
        "PhoneNumber": {"Office": _phone(chance)},
    }


def npi(chance: random.Random) -> str:
    """Ten digits with the check digit of the National Provider Identifier (Luhn over 80840...)."""
    digits = f"1{chance.randrange(10**8):08d}"
    total = 24
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{digits}{-total % 10}"


def _patient(fake: Faker, chance: random.Random, number: int) -> dict[str, Any]:
    demographics = _demographics(fake, chance)
    return {
        "Identifiers": _identifiers(fake, number),
        "Demographics": demographics,
        "Contacts": [_contact(fake, chance, demographics)],
        "PCP": provider(fake, chance),
        "Guarantor": _guarantor(demographics, number),
        "Insurances": [_insurance(fake, chance, demographics)],
    }


def _identifiers(fake: Faker, number: int) -> list[dict[str, str]]:
    return [
        {"ID": f"{number + 1:010d}", "IDType": "MR"},
        {"ID": fake.bothify("e#########", letters="e"), "IDType": "EHRID"},
        {"ID": fake.hexify("^^^^^^^^^^^^^^^^^^^"), "IDType": "NIST"},
    ]


def _demographics(fake: Faker, chance: random.Random) -> dict[str, Any]:
    sex = chance.choice(("Female", "Male"))
    first = fake.first_name_female() if sex == "Female" else fake.first_name_male()
    born = _NEWEST - timedelta(days=chance.randrange(19 * 366, 34_000))
    return {
        "FirstName": first,
        "MiddleName": fake.first_name(),
        "LastName": fake.last_name(),
        "DOB": born.isoformat(),
        "SSN": _never_issued_ssn(chance),
        "Sex": sex,
        "Race": chance.choice(("Asian", "Black", "White", "Other")),
        "IsHispanic": chance.random() < 0.2,
        "MaritalStatus": chance.choice(("Single", "Married", "Widowed")),
        "IsDeceased": False,
        "PhoneNumber": {"Home": _phone(chance), "Office": None, "Mobile": _phone(chance)},
        "EmailAddresses": [fake.safe_email()],
        "Language": chance.choice(("en", "en", "en", "es")),
        "Citizenship": ["US"],
        "Address": _address(fake),
    }


def _never_issued_ssn(chance: random.Random) -> str:
    """Of the 900s, which no social security number is, and of no group of other numbers there."""
    return f"9{chance.randrange(100):02d}-{chance.randrange(10, 50)}-{chance.randrange(10**4):04d}"


def _address(fake: Faker) -> dict[str, str]:
    state = fake.state_abbr(include_territories=False, include_freely_associated_states=False)
    return {
        "StreetAddress": fake.street_address(),
        "City": fake.city(),
        "State": state,
        "ZIP": fake.postcode_in_state(state),
        "County": fake.last_name(),
        "Country": "US",
    }


def _phone(chance: random.Random) -> str:
    """E.164, in the exchange 555 and the numbers 0100 to 0199, which nobody has."""
    return f"+1{chance.choice(_AREAS)}55501{chance.randrange(100):02d}"


def no_address() -> dict[str, None]:
    """The skeleton of an absent address."""
    return dict.fromkeys(("StreetAddress", "City", "State", "ZIP", "County", "Country"))


def _contact(fake: Faker, chance: random.Random, demographics: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "FirstName": fake.first_name(),
        "MiddleName": None,
        "LastName": demographics["LastName"],
        "Address": demographics["Address"],
        "PhoneNumber": {"Home": None, "Office": None, "Mobile": _phone(chance)},
        "RelationToPatient": chance.choice(("Mother", "Father", "Spouse", "Sibling")),
        "EmailAddresses": [],
        "Roles": ["Emergency Contact"],
    }


def _guarantor(demographics: Mapping[str, Any], number: int) -> dict[str, Any]:
    copied = ("FirstName", "MiddleName", "LastName", "SSN", "DOB", "Sex", "Address")
    return {
        "Number": f"{number + 10_001}",
        **{name: demographics[name] for name in copied},
        "Spouse": {"FirstName": None, "LastName": None},
        "PhoneNumber": {
            "Home": demographics["PhoneNumber"]["Home"],
            "Business": None,
            "Mobile": None,
        },
        "EmailAddresses": [],
        "Type": "individual",
        "RelationToPatient": "Self",
        "Employer": {"Name": None, "Address": no_address(), "PhoneNumber": None},
    }


def _insurance(
    fake: Faker, chance: random.Random, demographics: Mapping[str, Any]
) -> dict[str, Any]:
    copied = ("FirstName", "MiddleName", "LastName", "SSN", "DOB", "Sex", "Address")
    company = f"{fake.last_name()} Health Plan"
    return {
        "Plan": {"ID": f"{chance.randrange(10**5):05d}", "IDType": "Payor ID",
                 "Name": f"{company} Choice", "Type": None},
        "MemberNumber": f"{chance.randrange(10**9):09d}",
        "Company": {"ID": f"{chance.randrange(10**5):05d}", "IDType": None, "Name": company,
                    "Address": _address(fake), "PhoneNumber": _phone(chance)},
        "GroupNumber": f"{chance.randrange(10**6):06d}",
        "GroupName": f"{fake.last_name()} Group",
        "EffectiveDate": "2024-01-01",
        "ExpirationDate": None,
        "PolicyNumber": f"{chance.randrange(10**8):08d}",
        "Priority": "1",
        "AgreementType": "Standard",
        "CoverageType": "Patient",
        "Insured": {"Identifiers": [], **{name: demographics[name] for name in copied},
                    "Relationship": "Self"},
    }  # fmt: skip
