"""Messages about the people: whole in pushes, sparse in answers, repeatable, nobody's but yours."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from mock_redox.core.errors import Misuse
from mock_redox.core.times import moment
from mock_redox.synthetic.people import SIZE, cohort
from mock_redox.synthetic.people.sandbox import SANDBOX
from mock_redox.synthetic.samples import SyntheticSamples

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
EVENTS = ("PatientAdmin.Arrival", "PatientAdmin.PreAdmit", "PatientAdmin.Registration")


@pytest.fixture
def samples():
    return SyntheticSamples(7)


def made(samples: SyntheticSamples, count: int = 3) -> list[dict]:
    return [samples.message(EVENTS[0], NOON) for _ in range(count)]


def test_there_are_messages_of_all_events_answers_included(samples):
    assert len(samples.events()) == 115
    assert set(EVENTS) < set(samples.events())
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


def test_no_two_messages_have_a_part_in_common_that_could_be_changed(samples):
    for event in samples.events():
        seen = [samples.message(event, NOON, "0000001001") for _ in range(3)]
        parts = [id(part) for each in seen for part in parts_of(each)]

        assert len(set(parts)) == len(parts), event


def test_what_a_reader_does_to_a_message_is_not_in_the_next():
    kept, changed = SyntheticSamples(7), SyntheticSamples(7)
    for event in kept.events():
        for part in parts_of(changed.message(event, NOON)):
            part.clear()
        kept.message(event, NOON)

        assert changed.message(event, NOON) == kept.message(event, NOON), event


def parts_of(part) -> list:
    """An object or list and all that it holds, as far as that could be changed."""
    inner = part.values() if isinstance(part, dict) else part
    below = [each for each in inner if isinstance(each, dict | list)]
    return [part, *(found for each in below for found in parts_of(each))]


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

    assert len(patients) == len(cohort(7).patients) == SIZE + 1 + len(SANDBOX)
    assert not re.search(r"null|\{\}|\[\]", json.dumps(patients))
    assert {"Identifiers", "Demographics", "PCP", "Contacts", "Insurances", "Guarantor"} == set(
        patients[0]
    )


def numbers(message: dict) -> tuple[str, str]:
    return message["Patient"]["Identifiers"][0]["ID"], message["Visit"]["VisitNumber"]


def test_messages_about_a_named_patient_go_on_with_the_same_visit(samples):
    def told(event: str, hours: float) -> dict:
        return samples.message(event, NOON + timedelta(hours=hours), "keva green")

    arrival, ordered = told("PatientAdmin.Arrival", 0), told("Order.New", 1)
    results, left = told("Results.New", 2), told("PatientAdmin.Discharge", 30)

    assert numbers(arrival) == numbers(ordered) == numbers(results) == numbers(left)
    assert results["Orders"][0]["ID"] == ordered["Order"]["ID"]
    assert arrival["Visit"]["VisitDateTime"] == left["Visit"]["VisitDateTime"]


def test_another_arrival_is_another_visit_and_so_is_one_weeks_later(samples):
    first = samples.message("PatientAdmin.Arrival", NOON, "Keva Green")
    again = samples.message("PatientAdmin.Arrival", NOON + timedelta(hours=2), "Keva Green")
    later = samples.message("Order.New", NOON + timedelta(days=31), "Keva Green")

    assert len({numbers(each)[1] for each in (first, again, later)}) == 3
    assert len({numbers(each)[0] for each in (first, again, later)}) == 1


@pytest.mark.parametrize("text", ["Keva Green", " KEVA GREEN ", "kyHGADnvX3xbkU4V9ayaqh"])
def test_a_patient_is_found_by_name_or_identifier(samples, text):
    message = samples.message("PatientAdmin.Arrival", NOON, text)

    assert message["Patient"]["Demographics"]["LastName"] == "Green"


def test_an_unknown_patient_or_event_names_the_nearest(samples):
    with pytest.raises(Misuse, match="did you mean 'Keva Green'"):
        samples.message("PatientAdmin.Arrival", NOON, "Keva Grean")
    with pytest.raises(Misuse, match=r"did you mean 'PatientAdmin\.Arrival'"):
        samples.message("PatientAdmin.Arival", NOON)


def test_changing_a_message_or_a_patient_changes_no_other(samples):
    first = json.dumps([made(SyntheticSamples(4711)), SyntheticSamples(4711).patients()])
    mine = SyntheticSamples(4711)
    message, patients = made(mine, 1)[0], mine.patients()
    message["Patient"]["Identifiers"].clear()
    message["Visit"]["Guarantor"]["Address"].clear()
    patients[0]["Demographics"]["Address"].clear()

    again = json.dumps([made(SyntheticSamples(4711)), SyntheticSamples(4711).patients()])
    assert again == first
