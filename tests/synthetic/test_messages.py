"""A message of each of the 115 events: whole, valid by two validators, and plausible."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from thoroughness import draws, some

from mock_redox.core.data_model.events import EVENTS
from mock_redox.core.data_model.schemas import all_schemas
from mock_redox.core.data_model.schemas.json_schema import json_schema
from mock_redox.core.data_model.schemas.validation import problems
from mock_redox.core.times import moment
from mock_redox.synthetic.clinical.codes import ACUTE, CHECK_UP, CHRONIC, DRUGS, SEVERE
from mock_redox.synthetic.locales import LOCALES
from mock_redox.synthetic.messages import timing
from mock_redox.synthetic.people import cohort
from mock_redox.synthetic.people.places import CLOSES, OPENS
from mock_redox.synthetic.samples import SyntheticSamples

ALL = {schema.name: schema for schema in all_schemas()}
SENT = [each.name for each in EVENTS.values() if each.answer is None]
THURSDAY = datetime(2026, 1, 1, 12, tzinfo=UTC)
MONDAY_NOON = datetime(2026, 1, 5, 17, tzinfo=UTC)  # in Boston

CONDITIONS = {each.code: each for each in (*CHRONIC, *ACUTE, *SEVERE, *CHECK_UP)}


def made(samples: SyntheticSamples, name: str, at: datetime, patient: str | None = None) -> dict:
    """With ``Meta``, as ``schemas`` ask for it."""
    body = samples.message(name, at, patient)
    schema = ALL[name]
    meta = {"DataModel": schema.data_model, "EventType": schema.event_type, **body.pop("Meta", {})}
    return {"Meta": meta, **body}


def values(path: str, message: object) -> list[object]:
    """What stands at a path in each entry that is there; None where a container has it not."""
    step, _, rest = path.partition(".")
    value = message.get(step.removesuffix("[]")) if isinstance(message, dict) else None
    entries = (value or []) if step.endswith("[]") else [value]
    if rest:
        return [found for each in entries for found in values(rest, each)]
    return list(entries)


@pytest.mark.parametrize("name", ALL)
def test_every_message_is_valid_strictly_and_for_another_validator(name):
    independent = Draft202012Validator(json_schema(ALL[name], strict=True))
    for where in LOCALES:
        samples = SyntheticSamples(3, where)
        for at in (THURSDAY, MONDAY_NOON, MONDAY_NOON + timedelta(days=5)):
            message = made(samples, name, at)
            assert problems(ALL[name], message, strict=True) == [], (where, at)

        assert not list(independent.iter_errors(message)), where


@settings(
    max_examples=draws(1000),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(
    seed=st.integers(),
    names=st.lists(st.sampled_from(sorted(ALL)), min_size=2, max_size=3),
    at=st.datetimes(datetime(2000, 1, 1), datetime(2045, 1, 1), timezones=st.just(UTC)),
    patient=st.sampled_from([None, "Keva Green", "0000001001"]),
)
def test_whatever_the_seed_the_time_and_the_order_messages_are_valid(seed, names, at, patient):
    samples = SyntheticSamples(seed)
    for name in names:
        message = made(samples, name, at, patient)
        at += timedelta(minutes=seed % 2000)

        assert problems(ALL[name], message, strict=True) == []


@pytest.mark.parametrize("name", some([*SENT]))
def test_a_message_that_is_sent_has_the_whole_skeleton_of_its_event(name):
    message = made(SyntheticSamples(3), name, THURSDAY)

    def missing(fields, given):
        for field in fields.values():
            value = given.get(field.name, "missing")
            if value == "missing":
                yield field.name
            elif field.many:
                assert value is not None
                for each in value if field.fields else []:
                    yield from missing(field.fields, each)
            elif field.fields:
                yield from missing(field.fields, value)

    fields = {key: each for key, each in ALL[name].fields.items() if key != "Meta"}
    assert list(missing(fields, message)) == []


@pytest.mark.parametrize("name", some([name for name in ALL if name not in SENT]))
def test_a_query_or_an_answer_leaves_out_what_is_absent(name):
    def empty(value):
        if isinstance(value, dict):
            return any(empty(each) for each in value.values())
        if isinstance(value, list):
            return any(empty(each) or each == {} for each in value)
        return value is None

    body = SyntheticSamples(3).message(name, THURSDAY)

    assert not empty(body)
    assert {} not in body.values()


@pytest.mark.parametrize("name", some([*ALL]))
def test_what_is_reliable_or_expected_is_filled_wherever_its_place_is_there(name):
    samples = SyntheticSamples(3)
    messages = [made(samples, name, MONDAY_NOON) for _ in range(10)]
    for path in ALL[name].reliable | ALL[name].expected:
        if not path.startswith("Meta."):
            found = [each for message in messages for each in values(path, message)]
            assert None not in found, path


@pytest.mark.parametrize("name", some([*ALL]))
def test_the_same_seed_gives_the_same_message_whatever_was_made_before(name):
    samples = SyntheticSamples(3)
    first = made(samples, name, THURSDAY, "Keva Green")
    other = SyntheticSamples(3)
    made(other, "Order.New", THURSDAY)
    made(other, "Clinical Summary.VisitPush", THURSDAY, "Roosevelt Turner")

    assert made(other, name, THURSDAY, "Keva Green") == first


@pytest.mark.parametrize("seed", range(20))
def test_a_diagnosis_fits_age_and_sex(seed):
    samples = SyntheticSamples(seed)
    for _ in range(50):
        patient = made(samples, "PatientAdmin.Arrival", MONDAY_NOON)["Patient"]
        who = patient["Demographics"]
        age = int((MONDAY_NOON.date() - datetime.fromisoformat(who["DOB"]).date()).days // 365.25)
        condition = CONDITIONS[patient["Diagnoses"][0]["Code"]]

        assert condition.befalls(age, who["Sex"])


@pytest.mark.parametrize("event", ["PatientAdmin.Arrival", "Scheduling.New", "Claim.Submission"])
def test_visits_of_outpatients_are_inside_opening_hours(event):
    samples, seen = SyntheticSamples(5), set()
    for hour in range(0, 168, 3):
        message = made(samples, event, MONDAY_NOON + timedelta(hours=hour))
        visit = message.get("Visit") or message["Claims"][0]["Visit"]
        begins = moment(visit.get("VisitDateTime") or visit["DateTime"]) - timedelta(hours=5)
        clinic = visit["Location"]["Department"] in ("Family Medicine", "Pediatrics")
        seen.add(clinic)

        assert not clinic or (begins.weekday() < 5 and OPENS <= begins.hour < CLOSES)
        assert event == "Scheduling.New" or begins <= MONDAY_NOON + timedelta(hours=hour - 5)
    assert True in seen


@pytest.mark.parametrize("at", [THURSDAY, MONDAY_NOON])
def test_an_order_comes_before_its_specimen_and_that_before_its_results_and_all_are_past(at):
    samples = SyntheticSamples(5)
    for _ in range(50):
        message = made(samples, "Results.New", at)
        order = message["Orders"][0]
        names = ("TransactionDateTime", "CollectionDateTime", "CompletionDateTime")
        times = [moment(order[name]) for name in names]
        begins = moment(message["Visit"]["VisitDateTime"])

        assert begins < times[0] < times[1] < times[2] < at
        assert all(moment(each["CompletionDateTime"]) == times[2] for each in order["Results"])


def test_what_lies_ahead_is_in_the_future_and_a_discharge_in_the_past():
    samples = SyntheticSamples(5)
    for _ in range(50):
        booked = made(samples, "Scheduling.New", MONDAY_NOON)["Visit"]
        expected = made(samples, "PatientAdmin.PreAdmit", MONDAY_NOON)["Visit"]
        left = made(samples, "PatientAdmin.Discharge", MONDAY_NOON)["Visit"]

        assert moment(booked["VisitDateTime"]) > MONDAY_NOON < moment(expected["VisitDateTime"])
        assert moment(left["VisitDateTime"]) < moment(left["DischargeDateTime"]) < MONDAY_NOON


@pytest.mark.parametrize("seed", range(5))
def test_all_events_about_a_patient_name_the_same_records(seed):
    """Identifiers, provider, payer and visit match across messages."""
    samples = SyntheticSamples(seed)
    told = {name: made(samples, name, MONDAY_NOON, "Keva Green") for name in ALL}
    person = next(p for p in cohort(seed).patients if p.name == "Keva Green").record
    plan = person["Insurances"][0]["Plan"]["ID"]

    records = {
        number["ID"]
        for message in told.values()
        for number in (message.get("Patient") or {}).get("Identifiers", [])
        if number["IDType"] == "MR"
    }
    assert records == {person["Identifiers"][0]["ID"]}
    assert told["Order.New"]["Order"]["ID"] == told["Results.New"]["Orders"][0]["ID"]
    claim, paid = told["Claim.Submission"]["Claims"][0], told["Claim.Payment"]["Payments"][0]
    assert claim["ID"] == paid["Claim"]["SubmissionNumber"]
    assert told["Claim.Submission"]["Subscriber"]["Insurance"]["Plan"]["ID"] == plan
    assert told["Referral.New"]["Referral"]["ID"] == told["Referral.AuthReview"]["Referral"]["ID"]
    drug = told["Medications.New"]["Order"]["Medication"]["Product"]["Code"]
    given = told["Medications.Administration"]["Administrations"][0]["Medication"]
    assert given["Product"]["Code"] == drug
    assert given["Order"]["ID"] == told["Medications.New"]["Order"]["ID"]


def test_nobody_is_given_what_they_are_allergic_to():
    seen = set()
    for seed in range(20):
        samples = SyntheticSamples(seed)
        for _ in range(50):
            message = made(samples, "Medications.New", MONDAY_NOON)
            allergic = {each["Substance"]["Code"] for each in message["Patient"]["Allergies"]}
            product = message["Order"]["Medication"]["Product"]["Code"]
            seen |= {(product, each) for each in allergic}

            assert DRUGS[product].allergen not in allergic
    assert ("308460", "7980") in seen, "somebody who is allergic to penicillin gets another drug"


FUTURE = ("EndDateTime", "EndDate", "ExpirationDateTime", "ExpirationDate", "EffectiveDate",
          "EventDate", "ServiceDate", "DischargeDateTime")  # fmt: skip
"""What may lie ahead; all else in a message about a visit that has begun is past."""


def moments(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from moments(each, key)
    elif isinstance(value, list):
        for each in value:
            yield from moments(each, name)
    elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", value):
        yield name, value


@pytest.mark.parametrize("name", some([name for name in ALL if not timing(name)["ahead"]]))
def test_what_a_message_tells_of_has_happened(name):
    samples = SyntheticSamples(5)
    for _ in range(20):
        for key, value in moments(samples.message(name, MONDAY_NOON)):
            assert key in FUTURE or moment(value) <= MONDAY_NOON, key


@pytest.mark.parametrize("name", ["Scheduling.New", "Scheduling.BookedResponse"])
def test_an_appointment_was_made_before_it_is_told(name):
    told = json.dumps(SyntheticSamples(5).message(name, MONDAY_NOON))

    for key in ("ScheduledDateTime", "LastUpdated"):
        for found in re.findall(f'"{key}": "([^"]+)"', told):
            assert moment(found) <= MONDAY_NOON
