"""The synthetic people: nobody real, repeatable, coherent."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_redox.synthetic.locales import LOCALES, locale
from mock_redox.synthetic.people import SIZE, cohort
from mock_redox.synthetic.people.sandbox import SANDBOX
from mock_redox.synthetic.people.staff import npi

SEEDS = (0, 1, 7, 2**63, -5)

TAXPAYERS = [range(50, 66), range(70, 89), range(90, 93), range(94, 100)]
"""Middle digits of the taxpayer numbers that are issued in the 900s, where no SSN is."""

FICTION = {
    "en_US": r"\+1[2-9]\d\d55501\d\d",
    "en_CA": r"\+1[2-9]\d\d55501\d\d",
    "en_GB": r"\+441632960\d\d\d",
}
"""What the regulators set aside for fiction."""

POSTAL = {
    "en_US": r"\d{5}",
    "en_CA": r"[A-Z]\d[A-Z] \d[A-Z]\d",
    "en_GB": r"[A-Z]{1,2}\d{1,2} \d[A-Z]{2}",
}


def records(seed: int, where: str = "en_US") -> list[dict]:
    return [each.record for each in cohort(seed, where).patients]


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


def found(*endings: str, where: str = "en_US") -> list[str]:
    """All texts of all seeds under a name with such an ending."""
    people = [cohort(seed, where) for seed in SEEDS]
    holders = [[p.record for p in each.patients] + list(each.insurers) for each in people]
    staff = [list(each.staff.values()) for each in people]
    pairs = [pair for holder in (*holders, *staff) for pair in leaves(holder)]
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


def test_all_npis_are_valid_and_are_the_providers_ids():
    staff = [each for seed in SEEDS for team in cohort(seed).staff.values() for each in team]

    assert len(staff) >= 3 * 8 * len(SEEDS)
    assert all(is_npi(each["NPI"]) and each["ID"] == each["NPI"] for each in staff)
    assert len({each["NPI"] for each in staff}) == len(staff)


@pytest.mark.parametrize("where", LOCALES)
def test_all_phone_numbers_are_of_the_range_set_aside_for_fiction(where):
    numbers = found("Number.Home", "Number.Mobile", "Number.Office", "PhoneNumber", where=where)
    mine = [each for each in numbers if not re.fullmatch(FICTION["en_US"], each)]

    assert len(numbers) > 1000
    assert all(re.fullmatch(FICTION[where], number) for number in mine)
    assert (len(mine) > 1000) == (where == "en_GB")


@pytest.mark.parametrize("where", LOCALES)
def test_all_mail_addresses_are_of_reserved_domains(where):
    addresses = found(".EmailAddresses", ".EmailAddress", where=where)

    assert len(addresses) > 300
    assert all(re.fullmatch(r"[\w.+-]+@(\w+\.)?example\.(com|net|org)", x) for x in addresses)


def test_all_social_security_numbers_are_of_the_range_that_is_never_issued():
    numbers = found(".SSN")

    assert len(numbers) > 500
    assert all(re.fullmatch(r"9\d\d-\d\d-\d{4}", number) for number in numbers)
    assert not any(int(number[4:6]) in issued for number in numbers for issued in TAXPAYERS)


@pytest.mark.parametrize(
    ("where", "never"), [("en_CA", r"0\d\d-\d{3}-\d{3}"), ("en_GB", r"QQ\d{6}[A-D]")]
)
def test_numbers_of_persons_elsewhere_are_never_issued_either(where, never):
    mine = [each.record["Demographics"]["SSN"] for each in cohort(3, where).patients[:SIZE]]

    assert all(re.fullmatch(never, number) for number in mine)


def test_the_same_seed_gives_the_same_people_also_when_made_anew():
    first = records(7)
    cohort.cache_clear()

    assert records(7) == first
    assert records(7)[0] is not first[0]


def test_different_seeds_and_countries_give_different_people():
    names = [
        tuple(each["Demographics"]["LastName"] for each in records(seed, where)[:SIZE])
        for seed in SEEDS
        for where in LOCALES
    ]

    assert len(set(names)) == len(SEEDS) * len(LOCALES)


def test_chance_elsewhere_does_not_change_the_people():
    first = records(7)
    cohort.cache_clear()
    random.random()

    assert records(7) == first


@pytest.mark.parametrize("seed", SEEDS)
def test_one_patient_is_registered_twice_under_two_sets_of_numbers(seed):
    people = records(seed)[: SIZE + 1]
    counted = Counter(repr(each["Demographics"]) for each in people)
    numbers = [number["ID"] for each in records(seed) for number in each["Identifiers"]]

    assert sorted(counted.values()) == [1] * (SIZE - 1) + [2]
    assert len(set(numbers)) == len(numbers) == 3 * (SIZE + 1 + len(SANDBOX))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_grown_person_is_the_same_in_every_place(seed):
    copied = ("FirstName", "LastName", "SSN", "DOB", "Sex", "Address")
    for each in records(seed):
        assert [number["IDType"] for number in each["Identifiers"]] == ["MR", "EHRID", "NIST"]
        who, payer = each["Demographics"], each["Guarantor"]
        mine = payer["RelationToPatient"] == "Self"
        for name in copied:
            assert not mine or payer[name] == who[name]
            assert (each["Insurances"][0]["Insured"]["Relationship"] != "Self") or (
                each["Insurances"][0]["Insured"][name] == who[name]
            )


@pytest.mark.parametrize("seed", SEEDS)
def test_a_child_lives_with_the_parent_who_pays(seed):
    born = {each: each.born for each in cohort(seed).patients}
    children = [each for each, day in born.items() if day > date(2007, 1, 1)]

    assert len(children) > 3
    for child in children:
        who, payer = child.record["Demographics"], child.record["Guarantor"]
        assert payer["RelationToPatient"] in ("Mother", "Father")
        assert child.born.year - date.fromisoformat(payer["DOB"]).year >= 18
        assert payer["Address"] == who["Address"]
        assert payer["LastName"] == who["LastName"]
        assert child.record["Contacts"][0]["RelationToPatient"] in ("Mother", "Father")
        assert who["MaritalStatus"] == "Single"


@pytest.mark.parametrize("seed", range(40))
def test_nobody_has_the_name_of_another_and_no_household_is_odd(seed):
    people = cohort(seed).patients[:SIZE]
    names = [each.name for each in people]
    young = [each for each in people if (date(2025, 1, 1) - each.born).days < 18 * 365]

    assert len(set(names)) == len(names)
    for child in young:
        parent = date.fromisoformat(child.record["Guarantor"]["DOB"])
        assert 18 <= (child.born - parent).days / 365.25 <= 52


@pytest.mark.parametrize("seed", SEEDS)
def test_a_couple_has_one_policy_and_each_other(seed):
    partners = [each for each in records(seed) if each["Guarantor"]["Spouse"]["FirstName"]]
    grown = [each for each in partners if each["Guarantor"]["RelationToPatient"] == "Self"]

    assert grown
    for each in grown:
        assert each["Demographics"]["MaritalStatus"] == "Married"
        assert each["Contacts"][0]["RelationToPatient"] == "Spouse"
        assert each["Contacts"][0]["FirstName"] == each["Guarantor"]["Spouse"]["FirstName"]


@pytest.mark.parametrize("where", LOCALES)
def test_values_are_of_the_documented_sets_and_formats(where):
    here = locale(where)
    for each in cohort(7, where).patients[:SIZE]:
        who = each.record["Demographics"]

        assert who["Sex"] in ("Female", "Male")
        assert date(1920, 1, 1) < date.fromisoformat(who["DOB"]) < date(2026, 1, 1)
        assert re.fullmatch("[a-z]{2}", who["Language"])
        assert who["Citizenship"] == [here.country] == [who["Address"]["Country"]]
        assert re.fullmatch(POSTAL[where], who["Address"]["ZIP"])


@pytest.mark.parametrize("where", LOCALES)
def test_a_town_has_its_own_state_county_and_dialling_code(where):
    here = locale(where)
    towns = {each.city: each for each in here.places}
    for each in cohort(7, where).patients[:SIZE]:
        home = each.record["Demographics"]["Address"]
        town = towns[home["City"]]

        assert (home["State"], home["County"]) == (town.state, town.county)
        assert home["ZIP"].startswith(town.postal.partition("#")[0])
        if "{area}" in here.phone:
            assert each.record["Demographics"]["PhoneNumber"]["Home"][2:5] == town.area


@pytest.mark.parametrize("seed", SEEDS)
def test_conditions_and_vaccinations_fit_age_and_sex(seed):
    for each in cohort(seed).patients:
        sex = each.record["Demographics"]["Sex"]
        for condition, since in each.chart.problems:
            assert condition.sex in ("", sex)
            assert (since - each.born).days >= 365 * condition.youngest
        for _, day in each.chart.vaccinations:
            assert each.born < day <= date(2025, 1, 1)


@pytest.mark.parametrize("where", LOCALES)
def test_the_people_of_the_public_sandbox_are_there_in_every_country(where):
    people = {each.name: each for each in cohort(7, where).patients}
    for known in SANDBOX:
        each = people[f"{known.first} {known.last}"]
        who = each.record["Demographics"]

        assert (who["DOB"], who["Sex"], each.fhir_id) == (known.born, known.sex, known.fhir_id)
        assert each.record["Identifiers"][0] == {"ID": known.mr, "IDType": "MR", "Type": "MR"}
        assert not known.city or who["Address"]["City"] == known.city
