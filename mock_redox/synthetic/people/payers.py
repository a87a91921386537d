"""Insurers, which do not exist either, and what they cover."""

import random
from collections.abc import Mapping
from typing import Any

from mock_redox.synthetic.known import Known
from mock_redox.synthetic.locales.model import Locale
from mock_redox.synthetic.people.places import address

_COMPANIES = ("Lanternlight Mutual", "Cedarbrook Health", "Old Harbor Benefit", "Bluefern Care")
_PLANS = ("PPO", "HMO", "EPO")
SENIOR = 65
"""The age from which a plan for the old applies."""

_INSURED = ("FirstName", "MiddleName", "LastName", "SSN", "DOB", "Sex", "Address")


def insurers(chance: random.Random, locale: Locale) -> tuple[Known, ...]:
    """The companies, each with its payer id."""
    return tuple(
        Known({
            "ID": f"{chance.randrange(10**5):05d}", "IDType": "Payor ID", "Name": name,
            "Alias": name.split()[0], "Address": address(chance, locale),
            "PhoneNumber": locale.telephone(chance, chance.choice(locale.places).area),
            "EmailAddress": f"claims@{name.split()[0].lower()}.example.com",
        })
        for name in _COMPANIES
    )  # fmt: skip


def insurance(
    chance: random.Random, company: Mapping[str, Any], holder: Mapping[str, Any], age: int
) -> Known:
    """A policy of the holder's, whose demographics these are; it covers the family."""
    kind = "Senior" if age >= SENIOR else chance.choice(_PLANS)
    return Known({
        "Plan": {"ID": f"{chance.randrange(10**5):05d}", "IDType": "Payor ID",
                 "Name": f"{company['Name']} {kind}", "Type": kind},
        "MemberNumber": f"{chance.randrange(10**9):09d}",
        "Company": company,
        "GroupNumber": f"{chance.randrange(10**6):06d}",
        "GroupName": f"{holder['Address']['City']} Employers",
        "EffectiveDate": "2024-01-01",
        "ExpirationDate": None,
        "PolicyNumber": f"{chance.randrange(10**8):08d}",
        "Priority": "1",
        "AgreementType": "Standard",
        "CoverageType": "Patient",
        "Insured": {"Identifiers": [], **{name: holder[name] for name in _INSURED},
                    "Relationship": "Self"},
    })  # fmt: skip


def covering(policy: Mapping[str, Any], relationship: str) -> Known:
    """The same policy on the record of somebody else in the family."""
    return Known({**policy, "Insured": {**policy["Insured"], "Relationship": relationship}})
