"""The one clock: frozen, set, advanced, offset, scaled and real time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_redox.core.clock import Clock
from mock_redox.core.errors import Misuse

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Wall:
    """A wall clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = NOON.timestamp()

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def wall():
    return Wall()


def seconds_past_noon(clock: Clock) -> float:
    return (clock.now() - NOON).total_seconds()


def test_it_follows_the_wall_clock_when_no_start_is_given(wall):
    clock = Clock(wall)
    wall.seconds += 90

    assert seconds_past_noon(clock) == 90


def test_it_stands_still_at_a_start(wall):
    start = datetime(2020, 2, 29, tzinfo=UTC)
    clock = Clock(wall, start=start, rate=60)
    wall.seconds += 90

    assert clock.now() == start
    assert clock.wall() == NOON + timedelta(seconds=90)


def test_it_runs_at_a_rate(wall):
    clock = Clock(wall, rate=60)
    wall.seconds += 60

    assert seconds_past_noon(clock) == 3600


def test_it_tells_its_rate(wall):
    assert (Clock(wall, rate=60).rate, Clock(wall, start=NOON).rate) == (60, 0)


@pytest.mark.parametrize("rate", [0.0, 1.0, 60.0])
def test_advancing_moves_it_and_leaves_the_rate(wall, rate):
    clock = Clock(wall, rate=rate)

    assert clock.advance("5m") == NOON + timedelta(minutes=5)
    wall.seconds += 2
    assert seconds_past_noon(clock) == 300 + 2 * rate


def test_it_cannot_be_advanced_backwards_but_offset_either_way(wall):
    clock = Clock(wall, start=NOON)
    with pytest.raises(Misuse, match="use offset or set to go back"):
        clock.advance(-1)

    assert clock.offset("-90s") == NOON - timedelta(seconds=90)
    assert clock.offset(91) == NOON + timedelta(seconds=1)


def test_setting_goes_to_a_moment_and_goes_on_at_the_same_rate(wall):
    clock = Clock(wall, rate=2)
    clock.set("2030-05-05T00:00:00Z")
    wall.seconds += 3

    assert clock.now() == datetime(2030, 5, 5, 0, 0, 6, tzinfo=UTC)


def test_freezing_stands_still_now_or_at_a_moment(wall):
    clock = Clock(wall)
    wall.seconds += 5
    clock.freeze()
    wall.seconds += 5

    assert seconds_past_noon(clock) == 5
    assert clock.freeze("2030-05-05T00:00:00") == datetime(2030, 5, 5, tzinfo=UTC)


def test_scaling_goes_on_from_where_it_is(wall):
    clock = Clock(wall, start=NOON)
    clock.scale(10)
    wall.seconds += 2

    assert seconds_past_noon(clock) == 20


def test_real_time_comes_back_whatever_was_done(wall):
    clock = Clock(wall, start=datetime(2020, 1, 1, tzinfo=UTC))
    clock.real()
    wall.seconds += 2

    assert clock.now() == clock.wall() == NOON + timedelta(seconds=2)


@pytest.mark.parametrize("rate", [-0.1, 1_000_001, float("nan"), float("inf")])
def test_a_rate_below_nothing_or_above_a_million_is_refused(wall, rate):
    clock = Clock(wall)
    with pytest.raises(Misuse, match="between 0 and 1000000"):
        clock.scale(rate)

    assert clock.as_json()["rate"] == 1.0


@pytest.mark.parametrize(
    "leap",
    [
        lambda clock: clock.set("1969-12-31T23:59:59Z"),
        lambda clock: clock.set("9000-01-01T00:00:01Z"),
        lambda clock: clock.freeze("9999-01-01"),
        lambda clock: clock.advance("9999999d"),
        lambda clock: clock.offset("-30000d"),
    ],
)
def test_it_stays_between_1970_and_9000(wall, leap):
    clock = Clock(wall, start=NOON)
    with pytest.raises(Misuse, match="the clock can't go"):
        leap(clock)

    assert clock.now() == NOON


def test_what_is_due_without_end_does_not_hold_it_for_ever(wall, monkeypatch):
    monkeypatch.setattr("mock_redox.core.clock.MOST_STOPS", 10)
    clock = Clock(wall, start=NOON)

    class Hourly:
        at = NOON

        def due(self):
            return self.at

        def work(self):
            self.at += timedelta(hours=1)

        def moved(self): ...

    clock.agenda = Hourly()
    with pytest.raises(Misuse, match=r"due 10 times.* the clock got to 2026-01-01T21:00:00"):
        clock.advance("10d")
    assert clock.advance("2h") == NOON + timedelta(hours=11)


def test_it_tells_how_far_it_is_ahead(wall):
    clock = Clock(wall, start=NOON + timedelta(hours=1))

    assert clock.as_json() == {
        "now": "2026-01-01T13:00:00.000Z", "rate": 0.0, "frozen": True, "ahead_seconds": 3600.0,
    }  # fmt: skip


def test_level_with_the_wall_clock_is_no_negative_zero(wall):
    clock = Clock(wall, start=datetime.fromtimestamp(wall(), UTC) - timedelta(microseconds=4))

    assert str(clock.as_json()["ahead_seconds"]) == "0.0"


@given(st.lists(st.integers(0, 10**7), max_size=8))
def test_steps_add_up_to_one_step_of_their_sum(steps):
    clock, other = (Clock(lambda: 0.0, start=NOON) for _ in range(2))
    for step in steps:
        clock.advance(step)
    other.advance(sum(steps))

    assert clock.now() == other.now()
