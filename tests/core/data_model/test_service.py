"""/endpoint and /query: what is accepted and answered (data-models.md 3, 4)."""

from __future__ import annotations

import pytest

from mock_redox.core.setup import DestinationSpec

ARRIVAL = {"DataModel": "PatientAdmin", "EventType": "Arrival"}
QUERY = {"DataModel": "PatientSearch", "EventType": "Query"}


@pytest.fixture
def patients(redox):
    return redox.core.samples.patients()


def test_a_message_is_accepted_with_meta_alone_as_it_was_recorded(send, search):
    reply = send(ARRIVAL)
    meta = reply.body["Meta"]

    assert (reply.status, list(reply.body)) == (200, ["Meta"])
    assert list(meta) == ["DataModel", "EventType", "Source", "Destinations", "Logs"]
    assert (meta["DataModel"], meta["EventType"]) == ("PatientAdmin", "Arrival")
    assert list(meta["Source"]) == ["ID"]
    assert meta["Destinations"] == [{"ID": search, "Name": "Patient Search Endpoint"}]


def test_there_is_a_log_of_its_own_for_each_destination(redox, send, search):
    redox.core.destinations.add(DestinationSpec(id="d1", name="One"))
    meta = send(ARRIVAL, "d1", search).body["Meta"]

    assert [each["ID"] for each in meta["Destinations"]] == ["d1", search]
    assert [list(log) for log in meta["Logs"]] == [["ID", "AttemptID"]] * 2
    assert len({value for log in meta["Logs"] for value in log.values()}) == 4


@pytest.mark.redox(legacy_ids=True)
def test_the_retired_ids_come_with_it_if_the_setting_says_so(send):
    meta = send(ARRIVAL).body["Meta"]

    assert isinstance(meta["Message"]["ID"], int)
    assert isinstance(meta["Transmission"]["ID"], int)


def test_the_source_is_that_of_the_legacy_key_else_one_of_the_environment(send, caller):
    legacy = caller(source=("s1", "Mine"))
    development, again = (send(ARRIVAL).body["Meta"]["Source"] for _ in range(2))
    staging = send(ARRIVAL, by=caller("Staging")).body["Meta"]["Source"]

    assert send(ARRIVAL, by=legacy).body["Meta"]["Source"] == {"ID": "s1"}
    assert development == again != staging


def test_one_match_fills_patient(send, patients):
    wanted = {"Identifiers": patients[0]["Identifiers"][:1]}
    reply = send(QUERY, Patient=wanted)

    assert (reply.status, list(reply.body)) == (200, ["Patient", "Meta"])
    assert reply.body["Patient"] == patients[0]
    assert reply.body["Meta"]["EventType"] == "Response"


def test_several_matches_fill_potential_matches_and_leave_patient_empty(send, patients):
    twice = patients[1]["Demographics"]
    reply = send(QUERY, Patient={"Demographics": twice})

    assert (reply.status, list(reply.body)) == (200, ["PotentialMatches", "Patient", "Meta"])
    assert [each["Demographics"] for each in reply.body["PotentialMatches"]] == [twice, twice]
    assert reply.body["Patient"] == {}


def test_no_match_is_a_success_with_an_empty_patient(send):
    reply = send(QUERY, Patient={"Identifiers": [{"ID": "0", "IDType": "MR"}]})

    assert (reply.status, list(reply.body)) == (200, ["Patient", "Meta"])
    assert reply.body["Patient"] == {}
    assert "Errors" not in reply.body["Meta"]


@pytest.mark.parametrize("status", [200, 400])
def test_too_little_to_search_by_is_an_error_of_the_destination(redox, send, status):
    redox.core.settings.change(destination_failure_status=status)
    reply = send(QUERY, Patient={"Demographics": {"LastName": "Mock"}})

    assert (reply.status, list(reply.body)) == (status, ["Meta"])
    (error,) = reply.body["Meta"]["Errors"]
    assert type(error.pop("ID")) is int
    assert error == {
        "Text": "Patient Search Endpoint returned status code 400",
        "Type": "transmission",
        "Module": "Send",
    }
    assert list(reply.body["Meta"]["Source"]) == ["ID", "Name"]
    assert reply.explanation.check == "query.too_little"


@pytest.mark.parametrize(("style", "name"), [("documented", "BookedResponse"), ("echo", "Booked")])
def test_a_query_is_answered_under_either_event_type(redox, send, style, name):
    redox.core.settings.change(response_event_type=style)
    nobody = {"Patients": [{"Identifiers": [{"ID": "nobody", "IDType": "MR"}]}]}
    reply = send({"DataModel": "Scheduling", "EventType": "Booked"}, Visit=nobody)

    assert reply.body["Visits"] == []
    assert reply.body["Meta"]["EventType"] == name


def test_a_query_whose_answer_has_required_parts_finds_nothing_as_an_error(send):
    reply = send({"DataModel": "Clinical Summary", "EventType": "DocumentGet"})

    assert (reply.status, list(reply.body)) == (200, ["Meta"])
    (error,) = reply.body["Meta"]["Errors"]
    assert (error["Type"], error["Module"]) == ("query", "Send")


def test_an_oauth_caller_may_name_its_source_and_a_legacy_one_may_not(send, caller):
    named = ARRIVAL | {"Source": {"ID": "s2", "Name": "Two"}}
    legacy = caller(source=("s1", "Mine"))

    assert send(named).body["Meta"]["Source"] == {"ID": "s2"}
    assert send(named, by=legacy).body["Meta"]["Source"] == {"ID": "s1"}
