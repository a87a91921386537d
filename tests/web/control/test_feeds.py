"""Feeds over the control API, through each transport."""

from __future__ import annotations

import pytest

ARRIVAL = "PatientAdmin.Arrival"


@pytest.fixture
def order(receiver):
    return {
        "event": ARRIVAL, "to": receiver.url, "verification_token": "t", "unverified": True,
        "queued": True,
    }  # fmt: skip


def act(api, path):
    return api.call("POST", f"/__mock__{path}")


def down(receiver):
    receiver.answer = lambda environ, body: (503, {}, b"")


def test_a_queued_push_waits_until_its_endpoint_is_well(api, receiver, order):
    down(receiver)
    made = api.post_json("/__mock__/deliveries", order).json()
    feed = api.call("GET", "/__mock__/feeds").json()["feeds"][0]
    assert (made["state"], feed["state"], feed["waiting"]) == ("waiting", "paused", [made["id"]])

    receiver.answer = None
    api.post_json("/__mock__/clock", {"advance": "5s"})

    assert api.call("GET", f"/__mock__/deliveries/{made['id']}").json()["state"] == "delivered"


def test_a_feed_is_paused_skipped_and_resumed_by_hand(api, receiver, order):
    down(receiver)
    made = [api.post_json("/__mock__/deliveries", order).json()["id"] for _ in range(3)]
    feed = api.call("GET", "/__mock__/feeds").json()["feeds"][0]["id"]

    assert act(api, f"/feeds/{feed}/pause").json()["state"] == "held"
    assert act(api, f"/feeds/{feed}/skip").json()["queued"] == 2
    assert act(api, f"/deliveries/{made[2]}/first").status == 200
    assert api.call("GET", f"/__mock__/feeds/{feed}").json()["waiting"] == [made[2], made[1]]
    assert api.call("DELETE", f"/__mock__/deliveries/{made[1]}").json()["state"] == "dropped"
    receiver.answer = None
    assert act(api, f"/feeds/{feed}/resume").json()["state"] == "idle"
    assert act(api, f"/deliveries/{made[2]}/redeliver").json()["good"]


def test_a_retry_by_hand_and_a_merge_first(api, receiver, order):
    down(receiver)
    api.post_json("/__mock__/deliveries", order)
    merge = {**order, "event": "PatientAdmin.PatientMerge", "data": {}}
    made = api.post_json("/__mock__/deliveries", merge).json()["id"]
    feed = api.call("GET", "/__mock__/feeds").json()["feeds"][0]["id"]

    moved = act(api, f"/feeds/{feed}/merge-first").json()["deliveries"]
    receiver.answer = None

    assert [each["id"] for each in moved] == [made]
    assert act(api, f"/feeds/{feed}/retry").json()["queued"] == 0
    assert [("PatientMerge" in str(body)) for *_, body in receiver.got][-2:] == [True, False]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/feeds/x", 404), ("POST", "/feeds/x/pause", 404), ("DELETE", "/deliveries/x", 404)],
)
def test_what_is_not_there_is_told(api, method, path, status):
    assert api.call(method, f"/__mock__{path}").status == status


def test_what_does_not_wait_can_not_be_dropped(api, order):
    made = api.post_json("/__mock__/deliveries", order).json()["id"]

    reply = api.call("DELETE", f"/__mock__/deliveries/{made}")

    assert (reply.status, "it is delivered" in reply.text) == (422, True)
