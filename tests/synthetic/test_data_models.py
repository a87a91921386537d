"""Messages about the people: whole in pushes, sparse in answers, repeatable, nobody's but yours."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from mock_redox.core.times import moment
from mock_redox.synthetic.data_models import SyntheticSamples, sparse
from mock_redox.synthetic.people import SIZE, cohort

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
EVENTS = ("PatientAdmin.Arrival", "PatientAdmin.PreAdmit", "PatientAdmin.Registration")


def keys(names: str, **nested: object) -> dict[str, object]:
    return dict.fromkeys(names.split()) | nested


ID = [keys("ID IDType")]
ADDRESS = keys("StreetAddress City State ZIP County Country")
PHONES = keys("Home Office Mobile")
PERSON = "FirstName MiddleName LastName SSN DOB Sex"
PLACE = keys("Type Facility Department Room", FacilityIdentifiers=[], DepartmentIdentifiers=[])
PROVIDER = keys(
    "ID IDType FirstName LastName", Credentials=[None], EmailAddresses=[None], Address=ADDRESS,
    PhoneNumber=keys("Office"), Location=PLACE,
)  # fmt: skip
NOBODY = PROVIDER | {"Credentials": [], "EmailAddresses": []}
GUARANTOR = keys(
    f"{PERSON} Number Type RelationToPatient", Address=ADDRESS, EmailAddresses=[],
    Spouse=keys("FirstName LastName"), PhoneNumber=keys("Home Business Mobile"),
    Employer=keys("Name PhoneNumber", Address=ADDRESS),
)  # fmt: skip
INSURANCE = keys(
    "MemberNumber GroupNumber GroupName EffectiveDate ExpirationDate PolicyNumber Priority "
    "AgreementType CoverageType",
    Plan=keys("ID IDType Name Type"),
    Company=keys("ID IDType Name PhoneNumber", Address=ADDRESS),
    Insured=keys(f"{PERSON} Relationship", Identifiers=[], Address=ADDRESS),
)
PATIENT = {
    "Identifiers": ID * 3,
    "Demographics": keys(
        f"{PERSON} Race IsHispanic Religion MaritalStatus IsDeceased DeathDateTime Language",
        PhoneNumber=PHONES, EmailAddresses=[None], Citizenship=[None], Address=ADDRESS,
    ),
    "Notes": [],
    "Contacts": [
        keys("FirstName MiddleName LastName RelationToPatient", Address=ADDRESS,
             PhoneNumber=PHONES, EmailAddresses=[], Roles=[None])
    ],
    "Diagnoses": [keys("Code Codeset Name Type DocumentedDateTime")],
    "Allergies": [],
    "PCP": PROVIDER | {"NPI": None},
}  # fmt: skip
VISIT = keys(
    "VisitNumber AccountNumber PatientClass VisitDateTime Duration Reason Balance "
    "DiagnosisRelatedGroup DiagnosisRelatedGroupType",
    Instructions=[], AttendingProvider=PROVIDER, ConsultingProvider=NOBODY,
    ReferringProvider=NOBODY, AdmittingProvider=NOBODY, AdditionalStaff=[],
    Location=PLACE | keys("Bed", Address=ADDRESS), Guarantor=GUARANTOR, Insurances=[INSURANCE],
)  # fmt: skip


def shape(value: object) -> object:
    """The same with all leaves None."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    return [shape(each) for each in value] if isinstance(value, list) else None


@pytest.fixture
def samples():
    return SyntheticSamples(7)


def made(samples: SyntheticSamples, count: int = 3) -> list[dict]:
    return [samples.message(EVENTS[0], NOON) for _ in range(count)]


@pytest.mark.parametrize("part", ["Patient", "Visit"])
def test_a_message_has_the_whole_skeleton_of_the_model(samples, part):
    assert (
        shape(samples.message(EVENTS[0], NOON)[part]) == {"Patient": PATIENT, "Visit": VISIT}[part]
    )


def test_there_are_samples_of_three_events(samples):
    assert tuple(samples.events()) == EVENTS
    for event in EVENTS:
        assert list(samples.message(event, NOON)) == ["Patient", "Visit"]


def test_what_tutorial_receivers_read_without_a_guard_is_there(samples):
    for message in made(samples, SIZE):
        patient, visit = message["Patient"], message["Visit"]

        assert all(visit["AttendingProvider"][name] for name in ("FirstName", "LastName", "ID"))
        assert all(visit[name] for name in ("VisitDateTime", "Reason"))
        assert patient["PCP"]["NPI"]
        assert patient["Demographics"]["Sex"]
        assert visit["Location"]["Facility"]


def test_each_message_is_about_the_next_person_and_a_visit_of_its_own(samples):
    messages = made(samples, SIZE + 1)
    numbers = [each["Patient"]["Identifiers"][0]["ID"] for each in messages]

    assert len(set(numbers[:SIZE])) == SIZE
    assert numbers[SIZE] == numbers[0]
    assert len({each["Visit"]["VisitNumber"] for each in messages}) > SIZE - 2


def test_a_visit_began_within_the_last_quarter_of_an_hour(samples):
    for message in made(samples, SIZE):
        began = message["Visit"]["VisitDateTime"]

        assert re.fullmatch(r"2026-01-01T11:\d\d:00\.000Z", began)
        assert timedelta(0) < NOON - moment(began) <= timedelta(minutes=15)


def test_the_same_seed_gives_the_same_messages_and_another_seed_others(samples):
    first = made(samples)

    assert made(SyntheticSamples(7)) == first
    assert all(a != b for a, b in zip(made(SyntheticSamples(8)), first, strict=True))


def test_rewinding_begins_with_the_first_person_again(samples):
    first = made(samples)
    assert made(samples) != first
    samples.rewind()

    assert made(samples) == first


def test_a_message_can_be_sent_as_json(samples):
    for message in made(samples):
        assert json.loads(json.dumps(message)) == message


def test_patients_of_an_answer_leave_out_what_is_absent(samples):
    patients = samples.patients()

    assert len(patients) == SIZE + 1
    assert patients == sparse(list(cohort(7)))
    assert not re.search(r"null|\{\}|\[\]", json.dumps(patients))
    assert {"Identifiers", "Demographics", "PCP", "Contacts", "Insurances", "Guarantor"} == set(
        patients[0]
    )


@pytest.mark.parametrize(
    ("whole", "left"),
    [
        ({"a": None, "b": 1}, {"b": 1}),
        ({"a": {"b": {"c": None}}}, {}),
        ({"a": [], "b": [{"c": None, "d": 1}]}, {"b": [{"d": 1}]}),
        ({"a": 0, "b": False, "c": ""}, {"a": 0, "b": False, "c": ""}),
    ],
)
def test_sparse_leaves_out_null_and_empty_containers_at_any_depth(whole, left):
    assert sparse(whole) == left


def test_changing_a_message_or_a_patient_changes_no_other(samples):
    first = json.dumps([made(SyntheticSamples(4711)), SyntheticSamples(4711).patients()])
    mine = SyntheticSamples(4711)
    message, patients = made(mine, 1)[0], mine.patients()
    message["Patient"]["Identifiers"].clear()
    message["Visit"]["Guarantor"]["Address"].clear()
    patients[0]["Demographics"]["Address"].clear()

    again = json.dumps([made(SyntheticSamples(4711)), SyntheticSamples(4711).patients()])
    assert again == first
