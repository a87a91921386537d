"""Stories over the control API, through each transport."""

from __future__ import annotations

import pytest


@pytest.fixture
def order(receiver):
    return {
        "story": "transfer", "to": receiver.url, "verification_token": "t", "unverified": True,
    }  # fmt: skip


def test_the_stories_are_listed_with_their_steps(api):
    listed = {each["name"]: each for each in api.call("GET", "/__mock__/stories").json()["stories"]}

    assert len(listed) == 9
    assert listed["transfer"]["steps"][3] == {
        "event": "PatientAdmin.Transfer", "when": "visit + 3h", "of": "visit",
    }  # fmt: skip
    assert "outpatient" in listed["clinic-day"]["mix"]


def test_a_whole_story_is_pushed_and_can_be_looked_at(api, order, receiver):
    made = api.post_json("/__mock__/stories", {**order, "patients": 2})
    story = made.json()

    assert (made.status, story["left"]) == (201, 0)
    assert len(receiver.got) == len(story["scenes"]) == len(story["deliveries"]) == 12
    assert api.call("GET", f"/__mock__/stories/{story['id']}").json() == story


def test_a_story_is_told_step_by_step(api, order, receiver):
    story = api.post_json("/__mock__/stories", {**order, "whole": False}).json()
    path = f"/__mock__/stories/{story['id']}"
    assert (receiver.got, story["left"]) == ([], 6)

    first = api.call("POST", f"{path}/step").json()
    second = api.post_json(f"{path}/step", {"queued": True}).json()

    assert (first["state"], second["state"]) == ("sent", "delivered")
    assert api.call("GET", path).json()["left"] == 4
    assert api.call("GET", "/__mock__/clock").json()["now"] == story["scenes"][1]["at"]


def test_a_story_can_go_into_the_feeds(api, order):
    story = api.post_json("/__mock__/stories", {**order, "queued": True}).json()

    assert {each["state"] for each in story["deliveries"]} == {"delivered"}


@pytest.mark.parametrize(
    ("wrong", "status", "told"),
    [
        ({"story": "transfr"}, 422, "did you mean 'transfer'?"),
        ({"patients": 0}, 422, "a story can be of 1 to 50"),
        ({"to": "nobody", "verification_token": None}, 404, "nobody"),
        ({"variant": "one-shrt"}, 422, "did you mean 'one-short'?"),
    ],
)
def test_a_wrong_order_is_told(api, order, wrong, status, told):
    got = api.post_json("/__mock__/stories", {**order, **wrong})

    assert got.status == status
    assert told in got.json()["error"]["problem"]


def test_a_step_of_no_story_is_a_404(api):
    assert api.call("POST", "/__mock__/stories/none/step").status == 404


def test_without_a_destination_of_ones_own_one_must_be_named(redox):
    client = redox.app.test_client()
    for each in redox.core.destinations.all():
        redox.core.destinations.remove(each.id)
    got = client.post("/__mock__/stories", json={"story": "merge"})

    assert got.status_code == 422
    assert got.json["error"]["where"] == "to"
