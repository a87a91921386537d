"""What is so without anybody's telling: visits every four weeks, staff, free hours, terms."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from thoroughness import some

from mock_redox.core.data_model.schemas import all_schemas, named
from mock_redox.core.data_model.schemas.validation import problems
from mock_redox.core.times import moment
from mock_redox.synthetic.people.places import CLOSES, OPENS
from mock_redox.synthetic.samples import SyntheticSamples

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
KEVA = "kyHGADnvX3xbkU4V9ayaqh"
TOLD = [each.name for each in all_schemas() if each.name != "SSO.Sign-on"]


@pytest.fixture
def samples():
    return SyntheticSamples(7)


def visits(samples, around=NOW, ids=None) -> list[dict]:
    return [each["Visit"] for each in samples.told("Scheduling.New", around, ids)]


@pytest.mark.parametrize("event", some([*TOLD]))
def test_every_event_can_be_told_and_fits_its_schema(samples, event):
    meta = {"DataModel": named(event).data_model, "EventType": named(event).event_type}
    found = list(samples.told(event, NOW, {KEVA}))

    assert found
    assert [problems(named(event), {**each, "Meta": meta}) for each in found] == [[]] * len(found)


def test_everybody_has_three_visits_around_a_moment_with_numbers_of_their_own(samples):
    found = visits(samples)

    assert len(found) == 3 * len(samples.patients())
    assert len({each["VisitNumber"] for each in found}) == len(found)
    assert all(abs(moment(each["VisitDateTime"]) - NOW) < timedelta(days=70) for each in found)


def test_there_are_visits_in_every_week_and_at_all_hours(samples):
    found = [moment(each["VisitDateTime"]) for each in visits(samples)]
    weeks = Counter((at - NOW) // timedelta(days=7) for at in found)

    assert all(weeks[week] for week in range(-4, 4))
    assert {at.hour - 5 for at in found} <= set(range(OPENS, CLOSES))
    assert len({at.hour for at in found}) > 5


def test_a_visit_is_the_same_from_whatever_day_one_looks(samples):
    there = {each["VisitNumber"]: each for each in visits(samples, ids={KEVA})}
    later = {each["VisitNumber"]: each for each in
             visits(SyntheticSamples(7), NOW + timedelta(days=28), {KEVA})}  # fmt: skip
    both = set(there) & set(later)

    assert len(both) == 2
    assert all(there[each] == later[each] for each in both)


@pytest.mark.parametrize("year", [1, 1950, 9999])
def test_any_year_can_be_looked_at(samples, year):
    at = datetime(year, 12, 31, 23, tzinfo=UTC)

    assert len(visits(samples, at, {KEVA})) == 3
    (slots,) = samples.told("Scheduling.PushSlots", at)
    assert slots["Slots"]


def test_telling_does_not_change_what_messages_say_and_a_message_is_told(samples):
    fresh = SyntheticSamples(7)
    visits(samples)
    message = samples.message("Scheduling.New", NOW, "Keva Green")

    assert message == fresh.message("Scheduling.New", NOW, "Keva Green")
    numbers = [each["VisitNumber"] for each in visits(samples, ids={KEVA})]
    assert message["Visit"]["VisitNumber"] == numbers[-1]


def test_the_whole_staff_is_told_of_the_same_on_any_day(samples):
    one, other = (list(samples.told("Provider.New", NOW + timedelta(days=n))) for n in (0, 99))

    assert one == other
    assert len({each["Providers"][0]["Identifiers"][0]["ID"] for each in one}) == 24


def test_free_hours_are_some_hours_of_the_clinics_in_two_weeks(samples):
    (found,) = samples.told("Scheduling.PushSlots", NOW)
    at = [moment(each["DateTime"]) for each in found["Slots"]]

    assert all(NOW <= each < NOW + timedelta(days=14) for each in at)
    assert all(OPENS <= each.hour - 5 < CLOSES and each.weekday() < 5 for each in at)
    assert {each["Location"]["Department"] for each in found["Slots"]} == {
        "Family Medicine", "Pediatrics",
    }  # fmt: skip
    assert len({each["ID"] for each in found["Slots"]}) == len(at)


def test_an_hour_is_free_from_wherever_one_begins_to_look(samples):
    (first,) = samples.told("Scheduling.PushSlots", NOW)
    (second,) = samples.told("Scheduling.PushSlots", NOW + timedelta(days=4, minutes=7))
    since = (NOW + timedelta(days=4, minutes=7)).isoformat()
    end = (NOW + timedelta(days=14)).isoformat()

    assert [each for each in first["Slots"] if each["DateTime"] >= since] == [
        each for each in second["Slots"] if each["DateTime"] < end
    ]


def test_terms_have_each_code_once(samples):
    codes = [(each["Codeset"], each["Code"]) for each in samples.terms()]

    assert len(codes) == len(set(codes)) > 40
    assert {each["Category"] for each in samples.terms()} == {
        "Condition", "Medication", "Observation", "Immunization",
    }  # fmt: skip
