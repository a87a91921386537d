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
