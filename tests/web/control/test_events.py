"""The schemas over HTTP."""

from __future__ import annotations

import jsonschema
import pytest


def test_all_events_are_listed_and_each_path_leads_to_a_schema(redox):
    client = redox.app.test_client()
    listed = client.get("/__mock__/schemas").json["schemas"]

    assert len(listed) == 115
    for each in listed:
        got = client.get(each["path"])
        assert got.status_code == 200, each
        assert got.json["title"] == f"{each['data_model']}.{each['event_type']}"
    assert {"data_model": "PatientSearch", "event_type": "Query", "answered_by": "Response",
            "path": "/__mock__/schemas/PatientSearch/Query.json"} in listed  # fmt: skip


def test_a_model_with_a_space_is_percent_encoded(api):
    got = api.call("GET", "/__mock__/schemas/Clinical%20Summary/PatientPush.json")

    assert got.json()["title"] == "Clinical Summary.PatientPush"
    jsonschema.Draft202012Validator.check_schema(got.json())


def test_it_can_be_strict_and_is_the_same_in_python(redox):
    client = redox.app.test_client()
    strict = client.get("/__mock__/schemas/PatientAdmin/Arrival.json?strict=true").json

    assert strict == redox.schema("PatientAdmin.Arrival", strict=True)
    assert strict["additionalProperties"] is False


@pytest.mark.parametrize(
    ("path", "told"),
    [("PatientAdmin/Arival", "'Arrival'"), ("ClinicalSummary/PatientPush", "'Clinical Summary'")],
)
def test_an_unknown_event_is_a_404_with_the_nearest(redox, path, told):
    got = redox.app.test_client().get(f"/__mock__/schemas/{path}.json")

    assert got.status_code == 404
    assert f"did you mean {told}?" in got.json["error"]["problem"]


def test_a_message_is_made_without_being_sent(api):
    order = {
        "event": "results.new",
        "patient": "Keva Green",
        "overlay": {"Visit.VisitNumber": "77"},
    }
    made = api.post_json("/__mock__/messages", order)

    assert made.status == 200
    assert made.json()["Meta"]["DataModel"] == "Results"
    assert made.json()["Patient"]["Demographics"]["LastName"] == "Green"
    assert made.json()["Visit"]["VisitNumber"] == "77"
    assert api.redox.core.webhooks.outbox.all() == []


def test_one_can_be_made_of_what_is_given(api):
    order = {"event": "Device.New", "data": {"Device": {"ID": "1"}}, "overlay": {"Device.ID": "2"}}
    made = api.post_json("/__mock__/messages", order).json()

    assert set(made) == {"Meta", "Device"}
    assert made["Device"] == {"ID": "2"}


@pytest.mark.parametrize(
    ("order", "status", "told"),
    [
        ({"event": "Result.New"}, 404, "did you mean 'Results.New'?"),
        ({"event": "Results.New", "patient": "nobody at all"}, 422, "no patient"),
        ({"event": "Results.New", "overlay": {"Vist": {}}}, 422, "did you mean 'Visit'?"),
        ({"event": "Results.New", "overlay": {"Visit.Duration": 1}}, 422, "has no field"),
        ({"event": "Results.New", "to": "nowhere"}, 404, "nowhere"),
    ],
)
def test_what_does_not_fit_is_told(api, order, status, told):
    got = api.post_json("/__mock__/messages", order)

    assert got.status == status
    assert told in got.json()["error"]["problem"]


@pytest.mark.parametrize("depth", [300, 480, 700, 900])
@pytest.mark.parametrize("place", ['"data": {"Strange": %s}', '"overlay": {"Extensions": %s}'])
def test_what_is_nested_too_deep_is_told_and_breaks_nothing(api, place, depth):
    deep = '{"a":' * depth + "1" + "}" * depth
    body = f'{{"event": "Order.New", {place % deep}}}'
    got = api.call("POST", "/__mock__/messages", body, {"content-type": "application/json"})

    assert got.status in (200, 422)
    assert depth > 300 or got.status == 200


def test_a_delivery_takes_overlay_and_patient_too(redox, receiver):
    client = redox.app.test_client()
    order = {
        "event": "Order.New", "to": receiver.url, "verification_token": "t" * 20,
        "unverified": True, "patient": "Keva Green", "overlay": {"Order.Priority": "Stat"},
    }  # fmt: skip
    assert client.post("/__mock__/deliveries", json=order).status_code == 201
    sent = redox.core.webhooks.outbox.all()[0].message

    assert sent["Order"]["Priority"] == "Stat"
    assert sent["Patient"]["Demographics"]["LastName"] == "Green"


def test_the_patients_are_those_of_searches_and_the_same_in_python(redox):
    listed = redox.app.test_client().get("/__mock__/patients").json["patients"]

    assert listed == redox.patients() == list(redox.core.samples.patients())
    listed[0].clear()
    assert redox.patients()[0]
