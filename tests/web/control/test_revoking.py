"""The control API voids tokens before their time, through each transport."""

from __future__ import annotations

import pytest

REVOKE = "/__mock__/tokens/revoke"


def tokens(api, count=2):
    return [api.redox.token() for _ in range(count)]


def statuses(api, *found):
    return [
        api.post_json("/endpoint", {}, {"authorization": f"Bearer {each}"}).status for each in found
    ]


def test_one_token_is_voided_and_told_as_revoked(api):
    first, second = tokens(api)
    api.redox.clock.advance("30s")

    assert api.post_json(REVOKE, {"token": first}).json() == {"revoked": 1}
    api.redox.clock.advance("30s")
    assert statuses(api, second, first) == [400, 401]
    diagnosis = api.redox.journal.find()[-1].diagnosis()
    assert diagnosis.failure.name == "token.revoked"
    assert diagnosis.forced is None
    assert diagnosis.why.got == (
        f"a token of {api.redox.client.client_id}, revoked 2026-01-01T12:00:30.000Z, 30 s ago"
    )
    assert [step.check for step in diagnosis.why.steps if step.verdict == "failed"] == ["in force"]


def test_all_tokens_of_a_client_are_voided(api):
    first, second = tokens(api)
    key = api.redox.legacy_key
    login = {"apiKey": key.api_key, "secret": key.secret}
    legacy = api.post_json("/auth/authenticate", login).json()["accessToken"]

    assert api.post_json(REVOKE, {"client": api.redox.client.client_id}).json() == {"revoked": 2}
    assert statuses(api, first, second, legacy) == [401, 401, 400]
    assert api.post_json(REVOKE, {"client": key.api_key}).json() == {"revoked": 1}
    assert statuses(api, legacy) == [401]


@pytest.mark.parametrize("body", ["", "{}", '{"token": null, "client": null}'])
def test_all_tokens_of_everybody_are_voided_and_new_ones_work(api, body):
    found = tokens(api, 3)

    assert api.call("POST", REVOKE, body).json() == {"revoked": 3}
    assert statuses(api, *found) == [401] * 3
    assert api.call("POST", REVOKE, body).json() == {"revoked": 0}
    assert statuses(api, *tokens(api, 1)) == [400]


@pytest.mark.parametrize(
    "order", [{"token": "nobody-s"}, {"token": ""}, {"client": "nobody"}, {"client": ""}], ids=str
)
def test_what_names_nothing_voids_nothing(api, order):
    found = tokens(api)

    assert api.post_json(REVOKE, order).json() == {"revoked": 0}
    assert statuses(api, *found) == [400, 400]


def test_a_token_is_voided_only_if_it_is_that_client_s(api):
    (token,) = tokens(api, 1)

    assert api.post_json(REVOKE, {"token": token, "client": "other"}).json() == {"revoked": 0}
    own = {"token": token, "client": api.redox.client.client_id}
    assert api.post_json(REVOKE, own).json() == {"revoked": 1}


def test_expired_tokens_are_not_counted_and_stay_expired(api):
    (token,) = tokens(api, 1)
    api.redox.clock.advance("5m")

    assert api.post_json(REVOKE, {}).json() == {"revoked": 0}
    assert statuses(api, token) == [401]
    assert api.redox.journal.find()[-1].explanation.check == "token.expired"


def test_those_that_live_are_listed_without_their_text_and_expire_by_their_id(api):
    first, second = tokens(api)
    api.redox.clock.advance("30s")

    listed = api.call("GET", "/__mock__/tokens").json()["tokens"]

    assert [each["seconds_left"] for each in listed] == [270, 270]
    assert first not in str(listed)
    assert api.post_json("/__mock__/tokens/expire", {"id": listed[0]["id"]}).json() == {
        "expired": 1
    }
    assert statuses(api, first, second) == [400, 401]
    assert api.redox.journal.find()[-1].explanation.check == "token.expired"
    assert api.post_json(REVOKE, {"id": listed[1]["id"]}).json() == {"revoked": 1}
    assert api.call("POST", "/__mock__/tokens/expire").json() == {"expired": 0}
    assert api.call("GET", "/__mock__/tokens").json() == {"tokens": []}
