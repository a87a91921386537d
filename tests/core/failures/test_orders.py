"""Orders for failures: ids, what is refused, how many may stand, and how they are shown."""

from __future__ import annotations

import re

import pytest

from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.failures import active as module


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
        ({"times": 0}, "times: times is 0; use 1 to 1,000,000,000, or null for no end"),
        ({"times": -1}, "times is -1"),
        ({"times": 10**9 + 1}, "times is 1000000001"),
        ({"after": -1}, "after: after is -1; use 0 to 1,000,000,000"),
        ({"path": ""}, "path: path is ''; it begins with /, and * stands for anything"),
        ({"path": "endpoint"}, "path is 'endpoint'"),
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
