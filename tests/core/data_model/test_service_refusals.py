"""/endpoint and /query: what is refused, and in which words (data-models.md 5)."""

from __future__ import annotations

import pytest

from mock_redox.core.data_model.service import NO_SUBSCRIPTIONS
from mock_redox.core.setup import DestinationSpec

ARRIVAL = {"DataModel": "PatientAdmin", "EventType": "Arrival"}
QUERY = {"DataModel": "PatientSearch", "EventType": "Query"}


def test_a_query_goes_to_one_destination_only(redox, refused, search):
    redox.core.destinations.add(DestinationSpec(id="d1"))
    refusal, meta = refused(QUERY, search, "d1")

    assert (refusal.status, meta["Errors"][0]["Text"]) == (
        400, "More than one destination was given for a synchronous event",
    )  # fmt: skip
    assert (meta["Errors"][0]["Type"], meta["Errors"][0]["Module"]) == ("message", "DataModels")


@pytest.mark.parametrize("meta", [ARRIVAL, QUERY])
@pytest.mark.parametrize("environment", ["Staging", "Production"])
def test_a_destination_of_another_environment_has_no_subscription(
    redox, send, refused, caller, search, meta, environment
):
    redox.core.destinations.add(DestinationSpec(id="d1", environment="Development"))
    refusal, answer = refused(meta, "d1", by=caller(environment))

    assert refusal.status == 400
    assert answer["Errors"][0]["Text"] == NO_SUBSCRIPTIONS
    assert (answer["Errors"][0]["Type"], answer["Errors"][0]["Module"]) == (
        "message", "Subscriptions",
    )  # fmt: skip
    assert refusal.explanation.got == "d1 is in Development"
    assert send(meta, search, by=caller(environment)).status == 200


def test_an_unknown_destination_has_no_subscription_even_beside_a_known_one(refused, search):
    for to in (("unknown",), (search, "unknown")):
        assert refused(ARRIVAL, *to)[1]["Errors"][0]["Text"].startswith("No subscriptions.")


@pytest.mark.parametrize(
    ("meta", "text"),
    [
        (ARRIVAL | {"Destinations": []}, NO_SUBSCRIPTIONS),
        (ARRIVAL | {"Destinations": None}, NO_SUBSCRIPTIONS),
        ({"DataModel": "x"}, "Required field missing - Meta.EventType in x:undefined"),
    ],
)
@pytest.mark.parametrize("status", [400, 403, 404])
def test_without_a_target_or_event_type_the_status_is_a_setting(redox, refused, meta, text, status):
    redox.core.settings.change(missing_target_status=status)
    refusal, _ = refused(meta)

    assert (refusal.status, refusal.text) == (status, text)


def test_a_refusal_repeats_what_is_known_and_says_what_is_missing(refused, search):
    _, meta = refused({"DataModel": "PatientAdmin"})

    assert list(meta) == ["DataModel", "Source", "Destinations", "Logs", "Errors"]
    assert list(meta["Source"]) == ["ID", "Name"]
    assert meta["Destinations"] == [{"ID": search, "Name": "Patient Search Endpoint"}]
    assert type(meta["Errors"][0].pop("ID")) is int
    assert meta["Errors"] == [
        {
            "Text": "Required field missing - Meta.EventType in PatientAdmin:undefined",
            "Type": "message",
            "Module": "DataModels",
        }
    ]


def test_the_event_is_checked_before_the_destinations(refused):
    assert "Unsupported event type" in refused(ARRIVAL | {"EventType": "x"}, "unknown")[0].text
