"""The synthetic people: nobody real, repeatable, coherent."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from faker import Faker
from hypothesis import given
from hypothesis import strategies as st

from mock_redox.synthetic.people import SIZE, cohort, npi, provider

SEEDS = (0, 1, 7, 2**63, -5)

TAXPAYERS = [range(50, 66), range(70, 89), range(90, 93), range(94, 100)]
"""Middle digits of the taxpayer numbers that are issued in the 900s, where no SSN is."""


def leaves(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Every leaf with the name it stands under, at any depth."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, f"{name}.{key}")
    elif isinstance(value, list | tuple):
        for each in value:
            yield from leaves(each, name)
    else:
        yield name, value


def found(*endings: str) -> list[str]:
    """All texts of all seeds under a name with such an ending."""
    pairs = (pair for seed in SEEDS for pair in leaves(cohort(seed)))
    return [str(text) for name, text in pairs if name.endswith(endings) and text is not None]


def is_npi(number: str) -> bool:
    """Luhn over the number with its prefix 80840, by the book."""
    digits = [int(digit) for digit in f"80840{number}"]
    doubled = [digit * 2 if place % 2 else digit for place, digit in enumerate(digits[::-1])]
    return len(number) == 10 and sum(sum(divmod(digit, 10)) for digit in doubled) % 10 == 0


def test_the_check_is_that_of_the_published_example():
    assert is_npi("1234567893")
    assert not is_npi("1234567890")


@given(st.integers())
def test_every_npi_has_the_right_check_digit(seed):
    number = npi(random.Random(seed))

    assert is_npi(number)
    assert number[0] == "1"


def test_all_npis_of_the_people_are_valid_and_are_the_providers_ids():
    numbers = found(".PCP.NPI")

    assert len(numbers) == len(SEEDS) * (SIZE + 1)
    assert all(is_npi(number) for number in numbers)
    assert numbers == found(".PCP.ID")


def test_all_phone_numbers_are_of_the_range_set_aside_for_fiction():
    numbers = found("Number.Home", "Number.Mobile", "Number.Office", "Company.PhoneNumber")

    assert len(numbers) > 1000
    assert all(re.fullmatch(r"\+1[2-9]\d\d55501\d\d", number) for number in numbers)


def test_all_mail_addresses_are_of_reserved_domains():
    addresses = found(".EmailAddresses")

    assert len(addresses) > 300
    assert all(re.fullmatch(r"[\w.+-]+@example\.(com|net|org)", each) for each in addresses)


def test_all_social_security_numbers_are_of_the_range_that_is_never_issued():
    numbers = found(".SSN")

    assert len(numbers) > 500
    assert all(re.fullmatch(r"9\d\d-\d\d-\d{4}", number) for number in numbers)
    assert not any(int(number[4:6]) in issued for number in numbers for issued in TAXPAYERS)


def test_the_same_seed_gives_the_same_people_also_when_made_anew():
    first = cohort(7)
    cohort.cache_clear()

    assert cohort(7) == first
    assert cohort(7) is not first


def test_different_seeds_give_different_people():
    names = [tuple(each["Demographics"]["LastName"] for each in cohort(seed)) for seed in SEEDS]

    assert len(set(names)) == len(SEEDS)


def test_chance_elsewhere_does_not_change_the_people():
    first = cohort(7)
    cohort.cache_clear()
    random.random()
    Faker("en_US").name()

    assert cohort(7) == first


@pytest.mark.parametrize("seed", SEEDS)
def test_one_patient_is_registered_twice_under_two_sets_of_numbers(seed):
    people = cohort(seed)
    records = Counter(repr(each["Demographics"]) for each in people)
    numbers = [number["ID"] for each in people for number in each["Identifiers"]]

    assert len(people) == SIZE + 1
    assert sorted(records.values()) == [1] * (SIZE - 1) + [2]
    assert len(set(numbers)) == 3 * (SIZE + 1)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_person_is_the_same_in_every_place(seed):
    copied = ("FirstName", "LastName", "SSN", "DOB", "Sex", "Address")
    for each in cohort(seed):
        assert [number["IDType"] for number in each["Identifiers"]] == ["MR", "EHRID", "NIST"]
        for name in copied:
            assert each["Guarantor"][name] == each["Demographics"][name]
            assert each["Insurances"][0]["Insured"][name] == each["Demographics"][name]


@pytest.mark.parametrize("seed", SEEDS)
def test_values_are_of_the_documented_sets_and_formats(seed):
    for each in cohort(seed):
        who = each["Demographics"]

        assert who["Sex"] in ("Female", "Male", "Unknown", "Other")
        assert date(1920, 1, 1) < date.fromisoformat(who["DOB"]) < date(2026, 1, 1)
        assert re.fullmatch("[a-z]{2}", who["Language"])
        assert who["Citizenship"] == ["US"]
        assert re.fullmatch("[A-Z]{2}", who["Address"]["State"])
        assert re.fullmatch(r"\d{5}", who["Address"]["ZIP"])


def test_a_provider_is_whole_and_follows_its_chance():
    def made() -> dict:
        fake = Faker("en_US")
        fake.seed_instance(3)
        return provider(fake, random.Random(3))

    assert made() == made()
    assert is_npi(made()["NPI"])
    assert all(value for _, value in leaves(made()))
