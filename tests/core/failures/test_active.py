"""Failures that are switched on: how often, after how many, in which order, and what they cost."""

from __future__ import annotations

import re

import pytest

from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.failures import active as module


@pytest.mark.parametrize("times", [1, 2, 5])
def test_exactly_as_many_requests_meet_it_as_it_was_ordered_for(board, times):
    one = board.add(times=times)

    assert [board.meet() for _ in range(times + 2)] == ["fail-1"] * times + [None] * 2
    assert (one.left, one.seen, one.fired) == (0, times, times)


def test_without_end_every_request_meets_it(board):
    one = board.add(times=None)

    assert {board.meet() for _ in range(50)} == {"fail-1"}
    assert (one.left, one.fired) == (None, 50)


def test_so_many_requests_pass_before_it_begins(board):
    board.add(after=2, times=2)

    assert [board.meet() for _ in range(5)] == [None, None, "fail-1", "fail-1", None]


def test_requests_that_it_does_not_fit_are_not_counted_as_passed(board):
    board.add(after=1, path="/query")

    assert [board.meet("data_model", path) for path in
            ("/endpoint", "/endpoint", "/query", "/endpoint", "/query")] == [
        None, None, None, None, "fail-1",
    ]  # fmt: skip


def test_it_waits_for_a_surface_on_which_it_happens(board):
    board.add("assertion.expired")

    assert [board.meet(where, "/") for where in ("login", "data_model", "fhir", "push")] == [
        None, None, None, None,
    ]  # fmt: skip
    assert board.meet("token", "/v2/auth/token") == "fail-1"


@pytest.mark.parametrize(
    ("wanted", "path", "fits"),
    [
        ("/endpoint", "/endpoint", True),
        ("/endpoint", "/endpoint/", False),
        ("/ENDPOINT", "/endpoint", False),
        ("/fhir/*", "/fhir/R4/x/Development/Patient", True),
        ("/fhir/*/Production/*", "/fhir/R4/x/Development/Patient", False),
        ("*Patient", "/fhir/R4/x/Development/Patient", True),
        ("*", "/", True),
        ("", "/", False),
        ("/fhir/R4/é/*", "/fhir/R4/é/Development/Patient", True),
    ],
)
def test_a_path_may_have_wildcards(board, wanted, path, fits):
    board.add(path=wanted)

    assert (board.meet("fhir", path) == "fail-1") is fits


def test_it_may_be_for_one_client_who_is_asked_for_only_then(board):
    board.add(client="me")

    assert board.meet("data_model", "/", "you") is None
    assert board.meet("data_model", "/") is None
    assert board.meet("data_model", "/", "my-id", "me") == "fail-1"


def test_who_calls_is_not_looked_up_for_an_order_that_does_not_ask(board):
    board.add()

    def never() -> tuple[str, ...]:
        raise AssertionError

    assert board.failures.claim("data_model", "/", never)


def test_the_oldest_that_fits_comes_first(board):
    board.add(id="first")
    board.add("token.unknown", id="second", times=2)
    board.add(id="elsewhere", path="/nope")

    assert [board.meet() for _ in range(4)] == ["first", "second", "second", None]


def test_one_that_has_still_to_wait_or_is_not_drawn_leaves_room_for_the_next(board):
    board.add(id="waits", after=1)
    board.add(id="rare", probability=1e-9)
    board.add(id="sure", times=None)

    assert [board.meet() for _ in range(3)] == ["sure", "waits", "sure"]


def pattern(board, probability=0.5):
    board.add(id="p", times=None, probability=probability)
    return [board.meet() is not None for _ in range(200)]


def test_by_probability_the_same_seed_draws_the_same_requests(boards):
    assert pattern(boards(1)) == pattern(boards(1))
    assert pattern(boards(1)) != pattern(boards(2))


@pytest.mark.parametrize("probability", [0.1, 0.5, 0.9])
def test_it_is_drawn_as_often_as_its_probability_says(board, probability):
    assert sum(pattern(board, probability)) / 200 == pytest.approx(probability, abs=0.1)


def test_a_draw_for_another_purpose_does_not_shift_it(boards):
    other = boards(1)
    other.add(id="other", path="/other", times=None, probability=0.5)
    for _ in range(7):
        other.meet("data_model", "/other")

    assert pattern(other) == pattern(boards(1))


def delays(board, **more):
    board.add("service.slow", times=None, **more)
    return [board.claim().delay for _ in range(20)]


def test_a_delay_is_as_ordered_or_the_failure_s_own(board, boards):
    assert set(delays(board)) == {2.0}
    assert set(delays(boards(0), delay=0.5)) == {0.5}
    assert set(delays(boards(0), delay=0)) == {0.0}


def test_jitter_is_added_by_the_seed_up_to_its_size(boards):
    drawn = delays(boards(1), delay=1, jitter=2)

    assert drawn == delays(boards(1), delay=1, jitter=2)
    assert drawn != delays(boards(2), delay=1, jitter=2)
    assert len(set(drawn)) == 20
    assert all(1 <= each < 3 for each in drawn)


def test_jitter_alone_is_added_to_the_failure_s_own_delay(boards):
    assert all(2 <= each < 3 for each in delays(boards(1), jitter=1))


def test_ids_are_counted_where_none_is_given_past_those_that_are_taken(board):
    board.add(id="fail-2")

    assert [board.add().id for _ in range(2)] == ["fail-1", "fail-3"]


def test_an_id_that_is_taken_is_refused_until_its_owner_is_removed(board):
    first = board.add(id="mine")
    with pytest.raises(Misuse, match="'mine' is taken by another; remove that first"):
        board.add("token.unknown", id="mine")
    board.failures.remove("mine")

    assert board.add(id="mine") is not first


@pytest.mark.parametrize("wrong", ["", " ", "a/b", "a b", "é", "x" * 61, "a?b", "\n"])
def test_an_id_that_no_url_could_name_is_refused(board, wrong):
    with pytest.raises(Misuse, match=r"id: id is .*use 1 to 60 letters"):
        board.add(id=wrong)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"times": 0}, "times: times is 0; use 1 or more, or null for no end"),
        ({"times": -1}, "times is -1"),
        ({"times": 10**9 + 1}, "times is 1000000001"),
        ({"after": -1}, "after: after is -1; use 0 or more"),
        ({"probability": 0.0}, "probability: probability is 0; use more than 0, and at most 1"),
        ({"probability": 1.1}, "probability is 1.1"),
        ({"probability": float("nan")}, "probability is nan"),
        ({"delay": -1}, "delay: delay is -1 day, 23:59:59; use 0 to 1h"),
        ({"jitter": 3601}, "jitter: jitter is 1:00:01; use 0 to 1h"),
    ],
    ids=str,
)
def test_a_number_out_of_range_is_explained_and_switches_nothing_on(board, wrong, problem):
    with pytest.raises(Misuse, match=re.escape(problem)):
        board.add(**wrong)

    assert board.failures.all() == []
    assert not board.failures.standing


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("token.expird", "did you mean 'token.expired'?"),
        ("token-expired", "did you mean 'token.expired'?"),
        ("assertion.iat-too-old", "did you mean 'assertion.iat_too_old'?"),
        ("qqqqqq", "`mock-redox failures` lists them"),
        ("", "`mock-redox failures` lists them"),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(board, name, near):
    with pytest.raises(Misuse, match=re.escape(near)) as caught:
        board.add(name)

    assert not isinstance(caught.value, Unknown)
    assert caught.value.path == ("name",)


@pytest.mark.parametrize("late", [{"delay": 1}, {"jitter": 1}])
def test_a_push_can_not_come_late(board, late):
    with pytest.raises(Misuse, match="happens to a push, which can't come late"):
        board.add("verification.wrong", **late)


def test_at_most_a_thousand_stand_but_spent_ones_make_room(board, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    for _ in range(3):
        board.add()
    with pytest.raises(Misuse, match="3 failures are switched on already; remove some"):
        board.add()
    board.meet()

    assert board.add().id == "fail-4"
    assert [each.id for each in board.failures.all()] == ["fail-2", "fail-3", "fail-4"]


def test_the_limit_is_a_thousand(board):
    for _ in range(1000):
        board.add()

    with pytest.raises(Misuse, match="1000 failures are switched on already"):
        board.add()


def test_it_is_shown_with_what_was_ordered_and_what_became_of_it(board):
    board.add(id="mine", times=3, client="c", path="/e*", after=1, probability=0.5, delay=0.25,
              jitter=1)  # fmt: skip

    assert board.failures.require("mine").as_json() == {
        "id": "mine", "name": "token.expired", "times": 3, "client": "c", "path": "/e*",
        "after": 1, "probability": 0.5, "delay_seconds": 0.25, "jitter_seconds": 1.0, "left": 3,
        "seen": 0, "fired": 0,
    }  # fmt: skip


def test_one_that_is_not_there_can_not_be_removed_and_the_nearest_is_named(board):
    board.add(id="mine")

    with pytest.raises(Unknown, match="no active failure 'mime'; did you mean 'mine'"):
        board.failures.remove("mime")
