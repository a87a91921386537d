"""Stories: each message valid, at its moment, and with the references of those before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from thoroughness import draws

from mock_redox.core.data_model.schemas import named
from mock_redox.core.data_model.schemas.validation import problems
from mock_redox.core.errors import Misuse
from mock_redox.core.times import iso, moment
from mock_redox.synthetic.locales import LOCALES
from mock_redox.synthetic.people import SIZE, cohort
from mock_redox.synthetic.people.places import is_open
from mock_redox.synthetic.samples import SyntheticSamples
from mock_redox.synthetic.stories.table import STORIES
from mock_redox.synthetic.stories.views import VIEWS

THURSDAY = datetime(2026, 1, 1, 12, tzinfo=UTC)
AHEAD = re.compile(r"VisitDateTime|EventDate|ServiceDate|Expiration\w*")
"""What may lie ahead of a message: all else that it tells has happened."""
SINGLE = [name for name, each in STORIES.items() if each.steps]


def told(name: str, seed: int = 3, **more) -> list:
    return list(SyntheticSamples(seed).story(name, THURSDAY, **more))


def only(name: str, event: str, **more) -> dict:
    """The body of the one message of an event."""
    (found,) = [each.body for each in told(name, **more) if each.event == event]
    return found


def checked(scene) -> None:
    schema = named(scene.event)
    meta = {"DataModel": schema.data_model, "EventType": schema.event_type}
    message = {**scene.body, "Meta": {**meta, **scene.body.get("Meta", {})}}

    assert problems(schema, message, strict=True) == [], scene.event


def moments(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every date and time that a message tells, with the name of its field."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from moments(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from moments(each, path)
    elif isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d(T|$)", value):
        yield path, value


@pytest.mark.parametrize("where", LOCALES)
@pytest.mark.parametrize("name", STORIES)
def test_every_message_of_a_story_is_valid_strictly(name, where):
    for scene in SyntheticSamples(5, where).story(name, THURSDAY):
        checked(scene)


@settings(
    max_examples=draws(80), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(
    seed=st.integers(),
    name=st.sampled_from(SINGLE),
    at=st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)),
)
def test_whatever_the_seed_and_the_time_nothing_is_told_before_it_happens(seed, name, at):
    samples = SyntheticSamples(seed)
    for scene in samples.story(name, at, 1):
        checked(scene)
        for field, value in moments(scene.body):
            assert AHEAD.fullmatch(field) or value <= iso(scene.at)[: len(value)], (name, field)


@pytest.mark.parametrize("name", STORIES)
def test_steps_come_in_the_order_in_which_they_are_written(name):
    scenes = told(name)
    for number in {each.visit_number for each in scenes}:
        mine = [each for each in scenes if each.visit_number == number]

        assert all(a.at <= b.at for a, b in pairwise(mine))
    for plot in [STORIES[each] for each in STORIES[name].mix] or [STORIES[name]]:
        steps = [each.event for each in told(plot.name, patients=1)]
        assert steps == [each.event for each in plot.steps]


@pytest.mark.parametrize("name", [each for each in SINGLE if each not in ("newborn", "merge")])
def test_all_messages_of_a_story_name_one_patient(name):
    identifiers = [each.body["Patient"]["Identifiers"] for each in told(name)
                   if "Patient" in each.body]  # fmt: skip

    assert identifiers
    assert all(each == identifiers[0] for each in identifiers)


@pytest.mark.parametrize("name", ["inpatient", "outpatient", "transfer", "referral", "merge"])
def test_all_messages_of_a_story_name_one_visit_and_one_time_of_it(name):
    visits = [each.body["Visit"] for each in told(name) if "Visit" in each.body]
    times = {each["VisitDateTime"] for each in visits if "VisitDateTime" in each}

    assert len({each["VisitNumber"] for each in visits}) == len(times) == 1


@pytest.mark.parametrize("name", ["inpatient", "outpatient", "transfer"])
def test_results_and_bill_are_of_the_order(name):
    order = only(name, "Order.New")["Order"]
    (result,) = only(name, "Results.New")["Orders"]
    (charge,) = only(name, "Financial.Transaction")["Transactions"]

    assert result["ID"] == order["ID"] == charge["OrderID"]
    assert result["ApplicationOrderID"] == order["ApplicationOrderID"]
    assert result["Procedure"] == order["Procedure"]
    assert order["TransactionDateTime"] < result["Results"][0]["CompletionDateTime"]


def test_a_payment_answers_the_claim():
    claim, payment = only("inpatient", "Claim.Submission"), only("inpatient", "Claim.Payment")

    assert payment["Payments"][0]["Claim"]["SubmissionNumber"] == claim["Claims"][0]["ID"]


@pytest.mark.parametrize("name", [name for name in SINGLE if STORIES[name].lead])
def test_a_visit_that_was_booked_begins_while_the_clinics_are_open(name):
    here = cohort(3).locale
    scenes = told(name, patients=SIZE)
    begun = {each.body["Visit"]["VisitDateTime"] for each in scenes
             if each.event == "Scheduling.New"}  # fmt: skip

    assert len(begun) >= SIZE
    assert all(is_open(moment(each), here) for each in begun)


def test_a_child_is_a_new_patient_of_the_mother_s():
    mother, _, child, later, *_ = [each.body["Patient"] for each in told("newborn")]
    hers, its = mother["Demographics"], child["Demographics"]

    assert (hers["Sex"], its["DOB"]) == ("Female", "2026-01-01")
    assert its["LastName"] == hers["LastName"]
    assert (its["FirstName"], its["Address"]) == ("Baby", hers["Address"])
    assert later["Demographics"]["FirstName"] not in ("Baby", hers["FirstName"])
    assert later["Identifiers"] == child["Identifiers"] != mother["Identifiers"]
    assert child["Contacts"][0]["FirstName"] == hers["FirstName"]
    assert child["Contacts"][0]["RelationToPatient"] == "Mother"


def test_children_of_different_mothers_share_no_identifier():
    scenes = [each for each in told("newborn", patients=5) if each.event.endswith("NewPatient")]

    assert len({each.body["Patient"]["Identifiers"][0]["ID"] for each in scenes}) == 5


def test_a_merge_retires_the_record_that_was_told_before():
    scenes = told("merge")
    second = scenes[0].body["Patient"]["Identifiers"]
    merge = only("merge", "PatientAdmin.PatientMerge")["Patient"]

    assert [each["ID"] for each in merge["PreviousIdentifiers"]] == [each["ID"] for each in second]
    assert scenes[1].body["Patient"]["Identifiers"] == second
    assert not {each["ID"] for each in merge["Identifiers"]} & {each["ID"] for each in second}
    assert scenes[-1].body["Patient"]["Identifiers"] == merge["Identifiers"]


def test_a_transfer_leads_from_where_the_patient_arrived_to_where_the_patient_stays():
    arrived = only("transfer", "PatientAdmin.Arrival")["Visit"]
    moved = only("transfer", "PatientAdmin.Transfer")["Visit"]
    left = only("transfer", "PatientAdmin.Discharge")["Visit"]

    assert (arrived["PatientClass"], moved["PatientClass"]) == ("Emergency", "Inpatient")
    assert moved["PreviousLocation"] == arrived["Location"] != moved["Location"]
    assert left["Location"] == moved["Location"]


def test_who_missed_an_appointment_gets_another_at_the_same_hour_a_week_later():
    first, missed, second, arrival, _ = [each.body["Visit"] for each in told("no-show")]
    week = moment(second["VisitDateTime"]) - moment(first["VisitDateTime"])

    assert (missed["VisitNumber"], missed["NoShowReason"]) == (first["VisitNumber"], "Did not come")
    assert week == timedelta(days=7)
    assert arrival["VisitNumber"] == second["VisitNumber"] != first["VisitNumber"]


def test_a_referral_is_one_from_its_beginning_to_its_end():
    referrals = [each.body["Referral"] for each in told("referral") if "Referral" in each.body]
    states = [each["Status"] for each in referrals]

    assert len({each["ID"] for each in referrals}) == 1
    assert states == ["New", "New", "Authorized", "Completed"]


def test_nobody_on_a_day_of_a_clinic_is_where_another_is():
    """A doctor has one patient at a time, and a room one."""
    taken: dict[tuple, tuple] = {}
    scenes = [each for each in told("clinic-day", patients=24) if each.event == "Scheduling.New"]
    for visit in (each.body["Visit"] for each in scenes):
        begins = moment(visit["VisitDateTime"])
        ends = begins + timedelta(minutes=visit["Duration"])
        for who in (visit["AttendingProvider"]["ID"], visit["Location"]["Room"]):
            for other in taken.get(who, ()):
                assert ends <= other[0] or other[1] <= begins, who
            taken[who] = (*taken.get(who, ()), (begins, ends))


def test_the_day_of_a_clinic_begins_in_the_morning_and_has_it_all():
    scenes = told("clinic-day")
    events = [each.event for each in scenes]
    arrivals = [each.at for each in scenes if each.event == "PatientAdmin.Arrival"]

    assert arrivals[0] == datetime(2026, 1, 5, 13, tzinfo=UTC)  # eight o'clock in Boston
    assert {"Scheduling.NoShow", "Scheduling.Cancel", "Results.New"} < set(events)


def test_the_same_seed_tells_the_same_and_the_next_story_is_of_the_next_patient():
    samples = SyntheticSamples(3)
    first, second = (samples.story("inpatient", THURSDAY) for _ in range(2))

    assert first == told("inpatient")
    assert first[0].patient != second[0].patient
    assert told("inpatient", seed=4)[0].body != first[0].body


def test_messages_about_the_patient_go_on_with_the_visit_of_the_story():
    samples = SyntheticSamples(3)
    scenes = samples.story("outpatient", THURSDAY, patient="Keva Green")
    again = samples.story("outpatient", THURSDAY, patient="Keva Green")
    note = samples.message("Media.New", again[-1].at, "Keva Green")

    assert scenes[0].visit_number != again[0].visit_number == note["Visit"]["VisitNumber"]


def test_after_two_visits_messages_go_on_with_the_second_and_a_new_story_has_a_third():
    samples = SyntheticSamples(3)
    missed, *_, kept = samples.story("no-show", THURSDAY, patient="Keva Green")
    note = samples.message("Media.New", kept.at, "Keva Green")
    (third, *_) = samples.story("merge", kept.at, patient="Keva Green")

    assert note["Visit"]["VisitNumber"] == kept.visit_number
    assert len({missed.visit_number, kept.visit_number, third.visit_number}) == 3


@pytest.mark.parametrize(
    ("name", "more", "problem"),
    [
        ("inpatiant", {}, "story: no story 'inpatiant'; did you mean 'inpatient'?"),
        ("inpatient", {"patients": 0}, "patients: 0 patients; a story can be of 1 to 50"),
        ("inpatient", {"patients": 51}, "patients: 51 patients; a story can be of 1 to 50"),
        ("newborn", {"patients": 50}, "of the patients now; ask for no more"),
        ("newborn", {"patient": "Timothy Bixby"}, "newborn does not fit 'Timothy Bixby'"),
        ("merge", {"patient": "Keva Grean"}, "did you mean 'Keva Green'?"),
        ("merge", {"patient": "Keva Green", "patients": 2}, "2 patients can't all be 'Keva Green'"),
    ],
)
def test_a_story_that_can_t_be_told_says_why(name, more, problem):
    with pytest.raises(Misuse) as wrong:
        told(name, **more)

    assert problem in str(wrong.value)


@pytest.mark.parametrize("year", [1970, 2100, 8999])
def test_stories_are_told_wherever_the_clock_is_set(year):
    samples = SyntheticSamples(3)
    for name in {*SINGLE} - {"newborn"}:
        for scene in samples.story(name, datetime(year, 6, 1, tzinfo=UTC), 5):
            checked(scene)


def test_every_step_of_the_table_is_of_something_and_mixes_are_of_stories():
    for plot in STORIES.values():
        assert bool(plot.steps) != bool(plot.mix)
        assert {each.of for each in plot.steps} <= set(VIEWS)
        assert set(plot.mix) <= set(SINGLE)
