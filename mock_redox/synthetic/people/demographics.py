"""Who somebody is."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from mock_redox.synthetic.known import Known
from mock_redox.synthetic.locales.model import Locale, digits

TODAY = date(2025, 1, 1)
"""A fixed day to count ages from, so that a person's date of birth depends on the seed alone."""

_MAIL = ("example.com", "example.net", "example.org")


def demographics(
    chance: random.Random,
    locale: Locale,
    sex: str,
    birthday: date,
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
            "DOB": birthday.isoformat(),
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


def born(chance: random.Random, age: int) -> date:
    """A day that makes somebody so many years old, or a little more."""
    return TODAY - timedelta(days=age * 365.25 + chance.randrange(365))
