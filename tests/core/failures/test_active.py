"""Failures that are switched on: how often, after how many, for whom, and in which order."""

from __future__ import annotations

import pytest


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
