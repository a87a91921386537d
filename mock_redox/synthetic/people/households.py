"""Families: who lives together, has a name, an address and an insurance in common."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from mock_redox.synthetic.known import Known
from mock_redox.synthetic.locales.model import Locale
from mock_redox.synthetic.people.demographics import TODAY, born, demographics
from mock_redox.synthetic.people.payers import covering, insurance
from mock_redox.synthetic.people.places import address

_COPIED = ("FirstName", "MiddleName", "LastName", "SSN", "DOB", "Sex", "Address")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of a family, with all of the record but the numbers of the hospital."""

    born: date
    record: Mapping[str, Any]


def household(
    chance: random.Random,
    locale: Locale,
    companies: tuple[Mapping[str, Any], ...],
    family: str,
    number: int,
) -> list[Member]:
    """One or two adults, and their children if they are of the age; no two of one first name.

    Args:
        number: of the first guarantor; the second adult has the next.
    """
    home, firsts = address(chance, locale), set[str]()
    age = chance.randrange(21, 90)
    sexes = chance.sample(("Female", "Male"), k=2)

    def person(sex: str, years: int) -> Known:
        names = locale.female if sex == "Female" else locale.male
        first = chance.choice([each for each in names if each not in firsts])
        firsts.add(first)
        return demographics(chance, locale, sex, born(chance, years), home, family, first)

    couple = chance.random() < 0.55
    adults = [person(sexes[0], age)]
    adults += [person(sexes[1], max(age + chance.randrange(-4, 5), 21))] if couple else []
    many = chance.choice((0, 1, 1, 2, 2, 3)) if 24 <= age <= 52 else 0
    youngest, eldest = max(age - 45, 1), min(age - 20, 17)
    children = [
        person(chance.choice(sexes), chance.randrange(youngest, eldest + 1)) for _ in range(many)
    ]
    status = "Married" if couple else chance.choice(("Single", "Divorced", "Widowed"))
    for each in adults:
        each["MaritalStatus"] = status if age > 40 or status != "Widowed" else "Single"
    policy = insurance(chance, chance.choice(companies), adults[0], age)
    numbers = [number, number + 1][: len(adults)] + [number] * many
    return [
        _member(chance, locale, each, adults, policy, f"{guarantor}")
        for each, guarantor in zip((*adults, *children), numbers, strict=True)
    ]


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
        adult = demographics(chance, locale, sex, born(chance, age + 30), who["Address"],
                             who["LastName"])  # fmt: skip
    policy = insurance(chance, chance.choice(companies), adult, age)
    return _member(chance, locale, who, [adult], policy, f"{number}")


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
    return Member(date.fromisoformat(who["DOB"]), {
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
