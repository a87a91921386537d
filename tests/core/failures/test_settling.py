"""What is claimed for a request and comes to nothing is still to come; nothing falls asleep."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thoroughness import draws

from mock_redox.core.errors import Misuse


def settle(board, forced, applied):
    forced.applied = applied
    board.failures.settle(forced)


def test_what_came_to_nothing_is_given_back(board):
    one = board.add(times=1)
    board.meet(applied=False)

    assert (one.left, one.seen, one.fired) == (1, 0, 0)
    assert board.failures.standing
    assert board.meet() == one.id


def test_what_is_given_back_is_not_counted_as_passed(board):
    board.add(after=1)

    assert board.meet() is None
    assert board.meet(applied=False) == "fail-1"
    assert board.meet() == "fail-1"
    assert board.meet() is None


def test_without_end_nothing_has_to_be_given_back(board):
    one = board.add(times=None)
    board.meet(applied=False)

    assert (one.left, one.seen, one.fired) == (None, 0, 0)


def test_one_that_is_spent_costs_nothing_any_more(board):
    board.add()
    assert board.failures.standing
    board.meet()

    assert not board.failures.standing
    assert [each.left for each in board.failures.all()] == [0]


def test_as_long_as_a_claimed_one_may_come_back_it_is_looked_for(board):
    """Its request may yet fail by itself, when another has used up the rest."""
    one = board.add(times=2)
    early, late = board.claim(), board.claim()
    settle(board, late, True)
    settle(board, early, False)

    assert one.left == 1
    assert board.failures.standing
    assert board.meet() == one.id


def test_it_stays_awake_when_another_is_spent_or_removed_meanwhile(board):
    board.add(id="a")
    board.add(id="b")
    first = board.claim()
    board.failures.remove("b")
    settle(board, first, False)

    assert board.failures.standing
    assert board.meet() == "a"


def test_removing_the_last_that_waits_leaves_no_cost(board):
    board.add(id="a", times=None)
    board.add(id="b", times=None)
    board.failures.remove("a")
    assert board.failures.standing
    board.failures.remove("b")

    assert not board.failures.standing
    assert board.meet() is None


def test_a_request_on_its_way_does_not_count_for_a_later_order_of_the_same_id(board):
    board.add(id="mine")
    on_its_way = board.claim()
    board.failures.remove("mine")
    later = board.add(id="mine", times=5)
    settle(board, on_its_way, True)
    settle(board, on_its_way, False)

    assert (later.left, later.seen, later.fired) == (5, 0, 0)


def test_nor_after_a_reset_that_counts_ids_anew(board):
    board.add()
    on_its_way = board.claim()
    board.failures.clear()
    later = board.add(times=5)
    settle(board, on_its_way, True)

    assert later.id == "fail-1"
    assert (later.left, later.fired) == (5, 0)


@pytest.mark.parametrize("id_", ["header", "client-id"])
def test_what_a_request_asks_for_itself_counts_for_no_order_whatever_its_id(board, id_):
    one = board.add(id=id_, times=5)

    assert board.meet(asked="token.unknown") == "header"
    assert board.meet(asked="token.unknown", applied=False) == "header"
    assert (one.left, one.seen, one.fired) == (5, 0, 0)


def test_a_request_s_own_wish_wins_over_what_stands(board):
    board.add("token.expired")

    assert board.claim(asked=" token.unknown ").failure.name == "token.unknown"


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ("token.expird", "no failure 'token.expird'; did you mean 'token.expired'"),
        ("assertion.expired", r"assertion.expired can't happen here; it happens to token"),
        ("verification.wrong", r"verification.wrong can't happen here; it happens to push"),
    ],
)
def test_a_wish_that_can_not_be_granted_is_explained(board, asked, problem):
    with pytest.raises(Misuse, match=problem):
        board.claim(asked=asked)


@pytest.mark.parametrize("times", [1, 7])
def test_parallel_requests_share_them_exactly_though_some_come_to_nothing(board, times):
    one = board.add(times=times)

    def request(number):
        return board.meet(applied=number % 3 != 0)

    with ThreadPoolExecutor(16) as pool:
        met = sum(1 for each in pool.map(request, range(400)) if each)

    assert one.fired == times
    assert one.left == 0
    assert met >= times
    assert not board.failures.standing


@settings(max_examples=draws(100), deadline=None)
@given(st.lists(st.sampled_from(["add", "claim", "came", "nothing", "remove"]), max_size=40))
def test_whatever_the_order_left_and_fired_add_up_and_standing_is_true_to_them(steps):
    from mock_redox.core.failures.active import Failures
    from mock_redox.core.ids import Ids
    from mock_redox.core.setup import FailureSpec

    failures, claimed = Failures(Ids(0)), []
    for step in steps:
        active = failures.all()
        if step == "add":
            failures.add(FailureSpec(name="token.expired", times=2))
        elif step == "claim":
            forced = failures.claim("data_model", "/endpoint", tuple)
            claimed += [forced] if forced else []
        elif step in ("came", "nothing") and claimed:
            forced = claimed.pop(0)
            forced.applied = step == "came"
            failures.settle(forced)
        elif step == "remove" and active:
            failures.remove(active[0].id)
        for each in failures.all():
            open_ = sum(1 for forced in claimed if forced.order is each)
            assert each.left + each.fired + open_ == 2
        assert failures.standing >= any(each.left for each in failures.all())
    for forced in claimed:
        failures.settle(forced)
    assert failures.standing is any(each.left for each in failures.all())
