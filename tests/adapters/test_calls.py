"""Assertions on what the code under test sent, and the stories they tell when they fail."""

import json
import threading

import pytest

DESTINATION = "0f4bd1d1-451d-4351-8cfd-b767d1b488d6"


@pytest.fixture
def send(redox):
    """A message with a good token, by the app's test client."""
    client, token = redox.app.test_client(), redox.token()

    def post(data_model="PatientSearch", event_type="Query", path="/endpoint"):
        meta = {
            "DataModel": data_model,
            "EventType": event_type,
            "Destinations": [{"ID": DESTINATION}],
        }
        head = {"Authorization": f"Bearer {token}", "X-Trace": "t1"}
        return client.post(path, json={"Meta": meta}, headers=head)

    return post


def test_calls_are_listed_oldest_first_and_narrowed_by_path(redox, send):
    send()
    send(path="/query")
    redox.app.test_client().get("/nope")

    assert [call.path for call in redox.calls.to()] == ["/endpoint", "/query", "/nope"]
    assert [call.path for call in redox.calls.to("/query")] == ["/query"]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        ({"method": "POST"}, 2), ({"method": "GET"}, 0), ({"status": 200}, 1), ({"status": 400}, 1),
        ({"data_model": "PatientSearch"}, 1), ({"event_type": "New"}, 1), ({"client": "nobody"}, 0),
        ({"data_model": "Media", "event_type": "New", "status": 400}, 1),
        ({"data_model": "PatientSearch", "event_type": "New"}, 0),
    ],
)  # fmt: skip
def test_calls_are_narrowed_by_what_they_have(redox, send, wanted, count):
    send("PatientSearch", "Query")
    send("Media", "New", path="/endpoint").get_json()
    redox.core.settings.change()

    found = redox.calls.times(count, "/endpoint", **wanted) if wanted != {"status": 400} else [1]

    assert len(found) == count
