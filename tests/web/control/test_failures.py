"""The control API on failures, through each transport."""

from __future__ import annotations

import pytest
from surfaces import is_sound, ready

from mock_redox.core.failures.catalogue import FAILURES, FAMILIES

CATALOGUE, ACTIVE = "/__mock__/failures", "/__mock__/active-failures"


def problem(reply):
    return reply.status, reply.json()["error"]["where"], reply.json()["error"]["problem"]


def test_the_catalogue_lists_every_failure_in_its_family(api):
    listed = api.call("GET", CATALOGUE).json()

    assert [each["name"] for each in listed["failures"]] == list(FAILURES)
    assert listed["families"] == FAMILIES
    assert {name.partition(".")[0] for name in FAILURES} == set(FAMILIES)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("X-RateLimit", ["limit.rate"]),
        ("429", ["limit.rate"]),
        ("refresh%20TOKEN%20replaced", ["legacy.refresh_rotated"]),
        ("unexpected%20%22sub%22", ["assertion.sub_wrong"]),
        ("zzz", []),
    ],
)
def test_it_is_searched_by_words(api, words, found):
    listed = api.call("GET", f"{CATALOGUE}?search={words}").json()["failures"]

    assert [each["name"] for each in listed] == found


def test_one_is_shown_with_all_that_is_known_of_it(api):
    shown = api.call("GET", f"{CATALOGUE}/token.expired").json()

    assert shown["says"] == "the token's lifetime has passed"
    assert shown["where"] == ["data_model", "fhir"]
    assert shown["answers"]["data_model"] == {
        "status": 401, "content_type": "text/html; charset=utf-8",
        "body": "This source is not authorized.", "headers": {},
    }  # fmt: skip
    assert (shown["mark"], shown["secret"]) == ("documented", "fail:token.expired")
    assert shown["page"] == "docs/failures/token.md#tokenexpired"
    assert all(shown[name] for name in ("source", "causes", "fix", "sound", "client_id"))


def test_one_that_no_client_can_ask_for_has_neither_id_nor_secret(api):
    shown = api.call("GET", f"{CATALOGUE}/verification.wrong").json()

    assert (shown["client_id"], shown["secret"]) == (None, None)


def test_an_unknown_one_is_a_404_with_the_nearest(api):
    assert problem(api.call("GET", f"{CATALOGUE}/token.expird")) == (
        404, "name", "no failure 'token.expird'; did you mean 'token.expired'?",
    )  # fmt: skip


def test_one_is_switched_on_met_listed_and_removed(api):
    made = api.post_json(ACTIVE, {"name": "service.error", "times": 2, "path": "/v2/*"})
    first = ready(api, "token")()
    listed = api.call("GET", ACTIVE).json()["active_failures"]
    removed = api.call("DELETE", f"{ACTIVE}/fail-1").json()

    assert made.status == 201
    assert (made.json()["id"], made.json()["left"]) == ("fail-1", 2)
    assert first.status == 500
    assert [(each["left"], each["seen"], each["fired"]) for each in listed] == [(1, 1, 1)]
    assert removed == listed[0]
    assert is_sound("token", ready(api, "token")())
    assert api.call("GET", ACTIVE).json() == {"active_failures": []}


def test_the_journal_tells_what_was_made_to_fail_and_at_which_check(api):
    api.post_json(ACTIVE, {"name": "assertion.expired"})
    ready(api, "token")()

    (exchange,) = api.call("GET", "/__mock__/journal").json()["exchanges"]
    told = exchange["explanation"]
    assert (exchange["forced"], exchange["status"]) == ("assertion.expired", 400)
    assert exchange["reason"] == "made to fail: assertion.expired, by fail-1"
    assert (told["failure"], told["check"]) == ("assertion.expired", "assertion.expired")
    assert told["cause"] == "the mock was told to let it fail so: assertion.expired"
    assert [each["verdict"] for each in told["checks"]] == [
        *["passed"] * 14, "failed", *["not reached"] * 2,
    ]  # fmt: skip
    assert told["checks"][14]["check"] == "exp"
    assert told["page"] == "docs/failures/assertion.md#assertionexpired"


def test_all_options_are_taken(api):
    order = {
        "name": "service.slow", "id": "mine", "times": None, "client": "c", "path": "/endpoint",
        "after": 3, "probability": 0.25, "delay": "500ms", "jitter": 0.1,
    }  # fmt: skip

    assert api.post_json(ACTIVE, order).json() == {
        "id": "mine", "name": "service.slow", "times": None, "client": "c", "path": "/endpoint",
        "after": 3, "probability": 0.25, "delay_seconds": 0.5, "jitter_seconds": 0.1,
        "left": None, "seen": 0, "fired": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("order", "where", "told"),
    [
        ({"name": "token.expird"}, "name", "did you mean 'token.expired'?"),
        ({}, "", "'name' is missing"),
        (
            {"name": "token.expired", "times": 0},
            "times",
            "use 1 to 1,000,000,000, or null for no end",
        ),
        ({"name": "token.expired", "times": "x"}, "times", "'x'"),
        ({"name": "token.expired", "times": 1.5}, "times", "1.5"),
        ({"name": "token.expired", "times": True}, "times", "True"),
        ({"name": "token.expired", "tims": 1}, "tims", "did you mean 'times'?"),
        ({"name": "token.expired", "delay": "soon"}, "delay", "'soon' is not a duration"),
        ({"name": "token.expired", "delay": "2h"}, "delay", "use 0 to 1h"),
        ({"name": "token.expired", "probability": 2}, "probability", "at most 1"),
        ({"name": "token.expired", "probability": "NaN"}, "probability", "NaN"),
        ({"name": "token.expired", "id": "a/b"}, "id", "letters, digits"),
        ({"name": "verification.wrong", "delay": 1}, "delay", "can't come late"),
        ({"name": ["token.expired"]}, "name", "expected text"),
        ([], "", "expected a mapping"),
    ],
    ids=str,
)
def test_a_wrong_order_is_explained_and_switches_nothing_on(api, order, where, told):
    status, at, said = problem(api.post_json(ACTIVE, order))

    assert (status, at) == (422, where)
    assert told in said
    assert api.redox.core.failures.all() == []


def test_an_id_that_is_taken_is_refused(api):
    api.post_json(ACTIVE, {"name": "token.expired", "id": "mine"})

    status, where, told = problem(api.post_json(ACTIVE, {"name": "limit.rate", "id": "mine"}))

    assert (status, where, told) == (422, "id", "'mine' is taken by another; remove that first")


def test_removing_what_is_not_there_is_a_404(api):
    assert problem(api.call("DELETE", f"{ACTIVE}/fail-1"))[0] == 404


@pytest.mark.parametrize("how", ["DELETE", "reset", "reset of the part"])
def test_all_are_switched_off(api, how):
    for _ in range(3):
        api.post_json(ACTIVE, {"name": "service.error", "times": None})
    if how == "DELETE":
        assert api.call("DELETE", ACTIVE).json() == {"reset": ["failures"]}
    else:
        api.post_json("/__mock__/reset", {"parts": ["failures"]} if " " in how else {})

    assert api.call("GET", ACTIVE).json() == {"active_failures": []}
    assert not api.redox.core.failures.standing
    assert is_sound("token", ready(api, "token")())
    assert api.post_json(ACTIVE, {"name": "service.error"}).json()["id"] == "fail-1"


def test_a_reset_of_failures_leaves_the_rest(api):
    bearer = api.bearer()
    api.post_json("/__mock__/reset", {"parts": ["failures"]})

    assert api.post_json("/endpoint", {}, bearer).status == 400
    assert len(api.redox.journal) == 2
