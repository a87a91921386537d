"""Durations and moments as people write them, and as Redox writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_redox.core.errors import Misuse
from mock_redox.core.times import brief, duration, iso, moment


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (301, 301),
        (0.25, 0.25),
        ("301", 301),
        ("1.5", 1.5),
        ("250ms", 0.25),
        ("90s", 90),
        ("5m", 300),
        ("24h", 86_400),
        ("3d", 259_200),
        ("2w", 1_209_600),
        ("1h30m", 5400),
        ("1h 30m", 5400),
        (" 5 m ", 300),
        ("-90s", -90),
        ("-1h30m", -5400),
        (timedelta(seconds=7), 7),
    ],
)
def test_a_duration_is_seconds_or_numbers_with_units(written, seconds):
    assert duration(written) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "-", "--5s", "five minutes", "5x", "5m!", "1e3", "1,5h", "s", "5 5", "1 000",
        float("nan"), float("inf"), 10**30, "99999999999999999999d",
    ],
)  # fmt: skip
def test_anything_else_is_not_a_duration(written):
    with pytest.raises(Misuse, match="is not a duration; write seconds"):
        duration(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-01-01T12:00:00Z", datetime(2026, 1, 1, 12, tzinfo=UTC)),
        ("2026-01-01T12:00:00-04:00", datetime(2026, 1, 1, 16, tzinfo=UTC)),
        ("2026-01-01T12:00:00", datetime(2026, 1, 1, 12, tzinfo=UTC)),
        (" 2026-01-01 ", datetime(2026, 1, 1, tzinfo=UTC)),
        (datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_moment_is_iso_8601_and_utc_unless_it_says_otherwise(written, expected):
    assert moment(written) == expected
    assert moment(written).tzinfo is UTC


@pytest.mark.parametrize(
    "written", ["", "noon", "1.1.2026", "2026-13-01", "0001-01-01T00:00+01:00"]
)
def test_anything_else_is_not_a_moment(written):
    with pytest.raises(Misuse, match="write it as 2026-01-01T12:00:00Z"):
        moment(written)


def test_redox_writes_utc_with_three_digits_and_a_z():
    east = timezone(timedelta(hours=2))

    assert iso(datetime(2026, 1, 1, 14, 0, 5, 999_999, tzinfo=east)) == "2026-01-01T12:00:05.999Z"
    assert iso(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000Z"


@given(st.datetimes(datetime(1970, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC)))
def test_what_redox_writes_is_read_back_to_the_millisecond(when):
    assert moment(iso(when)) == when.replace(microsecond=when.microsecond // 1000 * 1000)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.25, "0.25 s"),
        (90, "90 s"),
        (300, "5 min"),
        (5400, "1.5 h"),
        (9000, "2.5 h"),
        (259_200, "3 d"),
        (-300, "-5 min"),
    ],
)
def test_people_read_a_short_form(seconds, said):
    assert brief(timedelta(seconds=seconds)) == said
