"""The control API's verify, push, clock, journal and health, through each transport."""

from __future__ import annotations

import json

import pytest

from mock_redox.core.webhooks.faults import FAULTS
from mock_redox.core.webhooks.variants import VARIANTS

TOKEN = "my-made-up-token-0123456789"


def order(receiver, **more: object) -> dict[str, object]:
    return {"to": receiver.url, "verification_token": TOKEN, **more}


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_an_endpoint_is_verified(api, receiver, method):
    result = api.post_json("/__mock__/verify", order(receiver, method=method)).json()

    assert (result["ok"], result["status"], result["method"]) == (True, 200, method)
    assert receiver.got[0][0] == method
    assert api.redox.core.destinations.require(receiver.url).verified


def test_a_push_to_an_unverified_endpoint_is_declined_with_the_way_out(api, receiver):
    reply = api.post_json("/__mock__/deliveries", order(receiver, event="PatientAdmin.Arrival"))

    assert reply.status == 422
    assert "verify it first" in reply.json()["error"]["problem"]
    assert receiver.got == []


def test_a_push_carries_the_token_twice_and_is_kept_with_its_attempt(api, receiver):
    api.post_json("/__mock__/verify", order(receiver))

    push = api.post_json("/__mock__/deliveries", order(receiver, event="PatientAdmin.Arrival"))

    _, _, headers, body = receiver.got[-1]
    delivery = push.json()
    assert (push.status, delivery["good"]) == (201, True)
    assert (headers["verification-token"], headers["authorization"]) == (TOKEN, f"Bearer {TOKEN}")
    assert json.loads(body) == delivery["message"]
    assert delivery["attempts"][0]["reason"] == "acknowledged with 200"
    assert api.call("GET", f"/__mock__/deliveries/{delivery['id']}").json() == delivery
    assert api.call("GET", "/__mock__/deliveries").json() == {"deliveries": [delivery]}


def test_a_receiver_may_call_redox_while_it_handles_a_push(api, receiver, redox_server):
    tokens = []

    def asks_for_a_token(environ, body):
        tokens.append(api.token_request().status)
        return 200, {}, b""

    receiver.answer = asks_for_a_token
    push = order(receiver, event="PatientAdmin.Arrival", unverified=True)

    assert api.post_json("/__mock__/deliveries", push).json()["good"]
    assert tokens == [200]


@pytest.mark.parametrize(
    ("body", "now", "frozen"),
    [
        ({"advance": 301}, "2026-01-01T12:05:01.000Z", True),
        ({"advance": "5m"}, "2026-01-01T12:05:00.000Z", True),
        ({"offset": "-1h"}, "2026-01-01T11:00:00.000Z", True),
        ({"set": "2027-02-03T04:05:06+01:00"}, "2027-02-03T03:05:06.000Z", True),
        ({"freeze": True}, "2026-01-01T12:00:00.000Z", True),
    ],
)
def test_the_clock_is_moved(api, body, now, frozen):
    answer = api.post_json("/__mock__/clock", body).json()

    assert (answer["now"], answer["frozen"]) == (now, frozen)


def test_the_clock_can_run_faster(api):
    answer = api.post_json("/__mock__/clock", {"rate": 60}).json()

    assert (answer["rate"], answer["frozen"]) == (60, False)


@pytest.mark.parametrize(
    "body",
    [{}, {"advance": 1, "real": True}, {"advance": -1}, {"advance": "x"}, {"advance": 1e300},
     {"rate": -1}, {"set": "soon"}, {"set": "9999-01-01"}, {"advance": None}],
)  # fmt: skip
def test_a_wrong_order_to_the_clock_moves_nothing(api, body):
    assert api.post_json("/__mock__/clock", body).status == 422
    assert api.call("GET", "/__mock__/clock").json()["now"] == "2026-01-01T12:00:00.000Z"


def test_the_journal_is_filtered(api):
    api.token_request()
    api.redox.clock.advance(10)
    api.token_request(grant_type="x")
    api.post_json("/endpoint", {})

    def ids(query: str) -> list[int]:
        found = api.call("GET", f"/__mock__/journal?{query}").json()["exchanges"]
        return [each["id"] for each in found]

    assert ids("") == [1, 2, 3]
    assert ids("outcome=refused") == [2, 3]
    assert ids("path=/endpoint") == [3]
    assert ids(f"client={api.redox.client.client_id}") == [1, 2]
    assert ids("since=2026-01-01T12:00:10Z") == [2, 3]
    assert ids("until=2026-01-01T12:00:10Z") == [1]
    assert ids("direction=out") == []
    assert ids("limit=1") == [3]
    assert ids("after=2") == [3]


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("outcom=ok", "unknown parameter 'outcom'; did you mean 'outcome'?"),
        ("outcome=good", "'good' is not allowed; known: failed, ok, refused"),
        ("limit=x", "'x' is not a whole number"),
        ("limit=-1", "-1 is out of range; use 0 to 9007199254740991"),
        ("since=soon", "'soon' is not a date and time; write it as 2026-01-01T12:00:00Z"),
    ],
)
def test_a_wrong_filter_is_explained(api, query, problem):
    reply = api.call("GET", f"/__mock__/journal?{query}")

    assert (reply.status, reply.json()["error"]["problem"]) == (422, problem)


def test_of_a_long_journal_the_newest_thousand_are_told_unless_more_are_asked_for(redox):
    client = redox.app.test_client()
    for number in range(1003):
        redox.journal.add(
            at=redox.clock.now(), direction="in", method="GET", url=f"http://mock/{number}",
            path=f"/{number}", status=404,
        )  # fmt: skip

    told = client.get("/__mock__/journal").json
    assert (told["kept"], len(told["exchanges"])) == (1003, 1000)
    assert told["exchanges"][-1]["id"] == 1003
    assert len(client.get("/__mock__/journal?limit=2000").json["exchanges"]) == 1003


def test_the_journal_shows_why_and_hides_secrets(api):
    bearer = api.bearer()
    api.post_json("/endpoint", {}, bearer)
    api.redox.clock.advance(301)
    api.post_json("/endpoint", {}, bearer)

    text = api.call("GET", "/__mock__/journal").text
    last = json.loads(text)["exchanges"][-1]

    assert last["explanation"]["check"] == "token.expired"
    assert api.call("GET", "/__mock__/journal/3").json() == last
    assert bearer["authorization"].removeprefix("Bearer ") not in text


def test_the_journal_can_be_cleared(api):
    api.token_request()

    api.call("DELETE", "/__mock__/journal")

    assert api.call("GET", "/__mock__/journal").json()["exchanges"] == []


def test_health_is_told_live_and_ready_apart(api):
    assert api.call("GET", "/__mock__/health").json() == {
        "live": True, "ready": True, "now": "2026-01-01T12:00:00.000Z",
    }  # fmt: skip
    assert api.call("GET", "/__mock__/health/live").json() == {"live": True}
    assert api.call("GET", "/__mock__/health/ready").json() == {"ready": True}


def test_the_variants_are_listed(api):
    shown = api.call("GET", "/__mock__/variants").json()["variants"]

    assert [each["name"] for each in shown] == list(VARIANTS)
    assert shown[1] == {
        "name": "wrong", "says": "both headers carry another token of the same length",
        "sound": "refuses", "sound_does": "refuses with a 4xx, after comparing the whole token",
    }  # fmt: skip


def test_the_faults_are_listed(api):
    shown = api.call("GET", "/__mock__/faults").json()["faults"]

    assert [each["name"] for each in shown] == list(FAULTS)
    assert all(list(each) == ["name", "says", "sound", "sound_does", "needs"] for each in shown)


def test_a_push_is_broken_as_asked(api, receiver):
    made = api.post_json(
        "/__mock__/deliveries",
        order(receiver, event="PatientAdmin.Arrival", broken="charset", unverified=True),
    ).json()

    assert (made["broken"], made["good"], made["as_expected"]) == ("charset", True, True)
    assert receiver.got[-1][2]["content-type"] == "application/json; charset=utf-8"


def test_an_unknown_fault_is_told_with_the_nearest(api, receiver):
    said = api.post_json(
        "/__mock__/deliveries",
        order(receiver, event="PatientAdmin.Arrival", broken="charsets", unverified=True),
    )

    assert said.status == 422
    assert "did you mean 'charset'" in said.text


def test_a_push_in_the_journal_is_sent_again(api, receiver):
    api.post_json("/__mock__/verify", order(receiver))
    api.post_json("/__mock__/deliveries", order(receiver, event="PatientAdmin.Arrival"))

    again = api.call("POST", "/__mock__/journal/2/resend")

    assert [each["status"] for each in again.json()["attempts"]] == [200, 200]
    assert receiver.got[1][3] == receiver.got[2][3]
    assert api.call("POST", "/__mock__/journal/1/resend").status == 404  # a verification
    assert api.call("POST", "/__mock__/journal/x/resend").status == 404


def test_the_journal_is_searched_and_read_in_pieces(api):
    for _ in range(3):
        api.call("POST", "/endpoint", "{}")

    found = api.call("GET", "/__mock__/journal?text=token.missing+post&before=3&limit=1").json()

    assert [each["id"] for each in found["exchanges"]] == [2]
    assert api.call("GET", "/__mock__/journal?text=nowhere").json()["exchanges"] == []
