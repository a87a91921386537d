"""Families: who lives together, has a name, an address and an insurance in common."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mock_redox.synthetic.known import Known
from mock_redox.synthetic.locales.model import Locale, digits
from mock_redox.synthetic.people.payers import covering, insurance
from mock_redox.synthetic.people.places import address

TODAY = date(2025, 1, 1)
"""A fixed day to count ages from, so that a person's date of birth depends on the seed alone."""

_MAIL = ("example.com", "example.net", "example.org")
_COPIED = ("FirstName", "MiddleName", "LastName", "SSN", "DOB", "Sex", "Address")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a family, with all of the record but the numbers of the hospital."""

    born: date
    record: Mapping[str, Any]


def household(
    chance: random.Random, locale: Locale, companies: tuple[Mapping[str, Any], ...], number: int
) -> list[Member]:
    """One or two adults, and their children if they are of the age."""
    home = address(chance, locale)
    family = chance.choice(locale.family)
    age = chance.randrange(21, 90)
    sexes = chance.sample(("Female", "Male"), k=2)
    couple = sexes[: 2 if chance.random() < 0.55 else 1]
    adults = [demographics(chance, locale, sex, _born(chance, age), home, family) for sex in couple]
    children = [
        demographics(chance, locale, chance.choice(sexes), _born(chance, chance.randrange(1, 17)),
                     home, family)
        for _ in range(chance.choice((0, 1, 1, 2)) if 36 <= age <= 50 else 0)
    ]  # fmt: skip
    status = "Married" if len(adults) > 1 else chance.choice(("Single", "Divorced", "Widowed"))
    for each in adults:
        each["MaritalStatus"] = status if age > 40 or status != "Widowed" else "Single"
    policy = insurance(chance, chance.choice(companies), adults[0], age)
    return [
        _member(chance, locale, each, adults, policy, f"{number}")
        for each in (*adults, *children)
    ]  # fmt: skip


def solo(
    chance: random.Random,
    locale: Locale,
    who: Known,
    companies: tuple[Mapping[str, Any], ...],
    number: int,
) -> Member:
    """Somebody who lives alone; whoever is not of age, with a parent."""
    age = (TODAY - date.fromisoformat(who["DOB"])).days // 365
    adult = who
    if age < 18:
        sex = chance.choice(("Female", "Male"))
        adult = demographics(chance, locale, sex, _born(chance, age + 30), who["Address"],
                             who["LastName"])  # fmt: skip
    policy = insurance(chance, chance.choice(companies), adult, age)
    return _member(chance, locale, who, [adult], policy, f"{number}")


def demographics(
    chance: random.Random,
    locale: Locale,
    sex: str,
    born: date,
    home: Mapping[str, Any],
    family: str,
    first: str = "",
) -> Known:
    """Of one person."""
    names = locale.female if sex == "Female" else locale.male
    first = first or chance.choice(names)
    area = next((each.area for each in locale.places if each.city == home["City"]),
                locale.places[0].area)  # fmt: skip
    tail = digits(chance, "###")
    return Known(
        {
            "FirstName": first,
            "MiddleName": chance.choice(names),
            "LastName": family,
            "DOB": born.isoformat(),
            "SSN": locale.person_number(chance),
            "Sex": sex,
            "Race": chance.choice(locale.races),
            "IsHispanic": chance.random() < 0.15,
            "MaritalStatus": "Single",
            "IsDeceased": False,
            "PhoneNumber": {
                "Home": locale.telephone(chance, area),
                "Office": None,
                "Mobile": locale.telephone(chance, area),
            },
            "EmailAddresses": [f"{first}.{family}{tail}@{chance.choice(_MAIL)}".lower()],
            "Language": chance.choice((locale.languages[0],) * 6 + locale.languages),
            "Citizenship": [locale.country],
            "Address": home,
        }
    )


def _born(chance: random.Random, age: int) -> date:
    return TODAY - timedelta(days=age * 365.25 + chance.randrange(365))


def _member(
    chance: random.Random,
    locale: Locale,
    who: Mapping[str, Any],
    adults: list[Known],
    policy: Mapping[str, Any],
    number: str,
) -> Member:
    """Children's bills go to the first adult, and all are insured by the first adult's policy."""
    grown = any(who is each for each in adults)
    payer = who if grown else adults[0]
    relation = "Self" if who is adults[0] else "Spouse" if grown else "Other"
    others = [each for each in adults if each is not who]
    born = date.fromisoformat(who["DOB"])
    return Member(born, {
        "Demographics": who,
        "Contacts": [_contact(chance, locale, who, grown, others)],
        "Guarantor": _guarantor(payer, "Self" if grown else _parent(payer), number,
                                _partner(adults, payer)),
        "Insurances": [covering(policy, relation)],
    })  # fmt: skip


def _partner(adults: list[Known], who: Mapping[str, Any]) -> Mapping[str, Any]:
    return next((each for each in adults if each is not who), {})


def _parent(adult: Mapping[str, Any]) -> str:
    return "Mother" if adult["Sex"] == "Female" else "Father"


def _contact(
    chance: random.Random,
    locale: Locale,
    who: Mapping[str, Any],
    grown: bool,
    others: list[Known],
) -> Known:
    """Somebody of the family; for those who live alone, a sibling elsewhere."""
    if others:
        found: Mapping[str, Any] = others[0]
        relation = "Spouse" if grown else _parent(found)
    else:
        found = demographics(chance, locale, chance.choice(("Female", "Male")),
                             date.fromisoformat(who["DOB"]), address(chance, locale),
                             who["LastName"])  # fmt: skip
        relation = "Sibling"
    return Known(
        {
            "FirstName": found["FirstName"],
            "MiddleName": found["MiddleName"],
            "LastName": found["LastName"],
            "Address": found["Address"],
            "PhoneNumber": found["PhoneNumber"],
            "RelationToPatient": relation,
            "EmailAddresses": found["EmailAddresses"],
            "Roles": ["Emergency Contact"],
        }
    )


def _guarantor(
    who: Mapping[str, Any], relation: str, number: str, partner: Mapping[str, Any]
) -> Known:
    return Known(
        {
            "Number": f"{number}",
            **{name: who[name] for name in _COPIED},
            "Spouse": {name: partner.get(name) for name in ("FirstName", "LastName")},
            "PhoneNumber": {**who["PhoneNumber"], "Business": None},
            "EmailAddresses": who["EmailAddresses"],
            "Type": "individual",
            "RelationToPatient": relation,
        }
    )
