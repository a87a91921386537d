"""``/endpoint`` and ``/query``, through each transport."""

from __future__ import annotations

import pytest
from minimal import without_meta

SEARCH = "0f4bd1d1-451d-4351-8cfd-b767d1b488d6"


def message(model: str, event: str, *destinations: str, **body: object) -> dict[str, object]:
    targets = [{"ID": id_} for id_ in destinations]
    meta = {"DataModel": model, "EventType": event, "Destinations": targets}
    return {"Meta": meta, **without_meta(model, event), **body}


def person(api, number: int) -> dict[str, object]:
    """The search that finds the person of that number, in its documented form."""
    demographics = api.redox.core.samples.patients()[number]["Demographics"]
    names = ("FirstName", "LastName", "DOB")
    asked = {name: demographics[name] for name in names}
    return {"Demographics": {**asked, "Address": {"ZIP": demographics["Address"]["ZIP"]}}}


@pytest.mark.parametrize("path", ["/endpoint", "/query"])
def test_an_accepted_message_answers_with_meta_alone(api, path):
    slot = api.redox.destination

    reply = api.post_json(path, message("Media", "New", slot.id), api.bearer())

    assert reply.status == 200
    assert reply.headers["Content-Type"] == "application/json; charset=utf-8"
    assert list(reply.json()) == ["Meta"]
    meta = reply.json()["Meta"]
    assert list(meta) == ["DataModel", "EventType", "Source", "Destinations", "Logs"]
    assert list(meta["Source"]) == ["ID"]
    assert meta["Destinations"] == [{"ID": slot.id, "Name": slot.name}]
    assert list(meta["Logs"][0]) == ["ID", "AttemptID"]


def test_each_destination_has_a_log_of_its_own(api):
    body = message("Media", "New", api.redox.destination.id, SEARCH)

    logs = api.post_json("/endpoint", body, api.bearer()).json()["Meta"]["Logs"]

    assert len({log["ID"] for log in logs}) == 2


def test_a_search_that_fits_one_person_answers_that_person(api):
    wanted = person(api, 0)

    reply = api.post_json(
        "/endpoint", message("PatientSearch", "Query", SEARCH, Patient=wanted), api.bearer()
    ).json()

    assert list(reply) == ["Patient", "Meta"]
    assert reply["Patient"]["Demographics"]["LastName"] == wanted["Demographics"]["LastName"]
    assert reply["Meta"]["EventType"] == "Response"


def test_a_search_that_fits_several_answers_potential_matches(api):
    wanted = person(api, 1)

    reply = api.post_json(
        "/endpoint", message("PatientSearch", "Query", SEARCH, Patient=wanted), api.bearer()
    ).json()

    assert list(reply) == ["PotentialMatches", "Patient", "Meta"]
    assert reply["Patient"] == {}
    assert len(reply["PotentialMatches"]) == 2


def test_a_search_that_fits_nobody_is_a_success_with_an_empty_patient(api):
    wanted = {"Identifiers": [{"ID": "nobody", "IDType": "MR"}]}

    reply = api.post_json(
        "/endpoint", message("PatientSearch", "Query", SEARCH, Patient=wanted), api.bearer()
    )

    assert (reply.status, reply.json()["Patient"]) == (200, {})


@pytest.mark.parametrize("status", [200, 400])
def test_a_search_by_too_little_is_a_failure_of_the_destination(api, status):
    api.redox.core.settings.change(destination_failure_status=status)

    reply = api.post_json("/endpoint", message("PatientSearch", "Query", SEARCH), api.bearer())

    assert reply.status == status
    (error,) = reply.json()["Meta"]["Errors"]
    assert (error["Text"], error["Type"], error["Module"]) == (
        "Patient Search Endpoint returned status code 400", "transmission", "Send",
    )  # fmt: skip


def test_an_appointment_that_is_booked_can_be_asked_for(api):
    who = {"Identifiers": [{"ID": "new", "IDType": "MR"}]}
    query = message("Scheduling", "Booked", SEARCH, Visit={"Patients": [who]},
                    StartDateTime="2026-02-01T00:00:00Z")  # fmt: skip
    visit = {"VisitNumber": "v1", "VisitDateTime": "2026-02-03T15:00:00Z", "Duration": 30,
             "Location": {"Department": "Family Medicine"}}  # fmt: skip
    before = api.post_json("/endpoint", query, api.bearer()).json()
    book = message("Scheduling", "New", SEARCH, Patient=who, Visit=visit)

    assert api.post_json("/endpoint", book, api.bearer()).status == 200
    after = api.post_json("/query", query, api.bearer()).json()
    assert (before["Visits"], before["Meta"]["EventType"]) == ([], "BookedResponse")
    assert [each["VisitNumber"] for each in after["Visits"]] == ["v1"]


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Basic abc", "Bearer unknown", "Bearer a b", "abc"],
)
def test_without_a_token_that_works_the_answer_is_a_plain_401(api, header):
    headers = {} if header is None else {"authorization": header}

    reply = api.post_json("/endpoint", {}, headers)

    assert (reply.status, reply.text) == (401, "This source is not authorized.")
    assert "WWW-Authenticate" not in reply.headers


def test_a_legacy_token_speaks_for_its_source(api):
    key = api.redox.legacy_key
    login = {"apiKey": key.api_key, "secret": key.secret}
    token = api.post_json("/auth/authenticate", login).json()["accessToken"]

    reply = api.post_json(
        "/endpoint",
        message("Media", "New", api.redox.destination.id),
        {"authorization": f"Bearer {token}"},
    )

    assert reply.json()["Meta"]["Source"] == {"ID": key.source.id}


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("", "Request body is not valid JSON"),
        ("{", "Request body is not valid JSON"),
        ("\xff", "Request body is not valid JSON"),
        ("[" * 5000, "Request body is not valid JSON"),
        ("[]", "Request body is not a JSON object"),
        ("{}", "Required field missing - Meta in undefined:undefined"),
        ('{"Meta": 3}', "Invalid type - Meta in undefined:undefined"),
        ('{"Meta": {}}', "Required field missing - Meta.DataModel in undefined:undefined"),
        (
            '{"Meta": {"DataModel": "Media"}}',
            "Required field missing - Meta.EventType in Media:undefined",
        ),
        ('{"Meta": {"DataModel": "Medya", "EventType": "New"}}', "Unsupported data model - Medya"),
        (
            '{"Meta": {"DataModel": "Media", "EventType": "Nw"}}',
            "Unsupported event type - Nw in Media",
        ),
        (
            '{"Meta": {"DataModel": "Media", "EventType": "New", "Destinations": [{}]}}',
            "Required field missing - Meta.Destinations[0].ID in Media:New",
        ),
        (
            '{"Meta": {"DataModel": "Media", "EventType": "New", "Destinations": "x"}}',
            "Invalid type - Meta.Destinations in Media:New",
        ),
    ],
)
def test_a_message_that_is_not_whole_is_refused_in_meta_errors(api, body, text):
    raw = body.encode("latin-1")

    reply = api.call("POST", "/endpoint", raw, {"content-type": "application/json", **api.bearer()})

    assert reply.status == 400
    (error,) = reply.json()["Meta"]["Errors"]
    assert isinstance(error["ID"], int)
    assert (error["Text"], error["Type"], error["Module"]) == (text, "message", "DataModels")


def test_a_query_goes_to_one_destination_only(api):
    body = message("PatientSearch", "Query", SEARCH, api.redox.destination.id)

    reply = api.post_json("/endpoint", body, api.bearer())

    assert reply.status == 400
    assert "More than one destination" in reply.json()["Meta"]["Errors"][0]["Text"]


@pytest.mark.parametrize("ids", [[], ["nobody"]])
def test_a_destination_without_subscription_is_named_so(api, ids):
    reply = api.post_json("/endpoint", message("Media", "New", *ids), api.bearer())

    assert reply.status == 400
    (error,) = reply.json()["Meta"]["Errors"]
    assert error["Text"].startswith("No subscriptions. Meta.Destinations needs to contain")
    assert (error["Type"], error["Module"]) == ("message", "Subscriptions")


def test_a_token_of_another_environment_has_no_subscription(api):
    core = api.redox.core
    core.destinations.change(api.redox.destination.id, environment="Production")

    reply = api.post_json(
        "/endpoint", message("Media", "New", api.redox.destination.id), api.bearer()
    )

    assert reply.json()["Meta"]["Errors"][0]["Module"] == "Subscriptions"
    assert "is in Production" in core.journal.find()[-1].explanation.got
