"""An assertion out of this morning's log: old by now, and yet no fault of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from .conftest import AT, NOW

LATER = AT + timedelta(hours=3, minutes=17)


def test_it_was_sound_when_it_was_signed_and_is_doubtful_now(made, judge):
    report = judge(made(), at=None, now=LATER)

    assert report.ok
    assert [(each.name, each.certainty) for each in report.findings] == [
        ("assertion.iat_too_old", "doubtful")
    ]
    assert report.verdict == (
        "The assertion was sound when it was signed, 2026-01-01T12:00:00.000Z, 3.28 h ago; it is "
        "too old to be sent now."
    )


def test_judged_at_its_own_time_it_is_sound_and_at_another_wrong(made, judge):
    assert judge(made(), now=LATER, at=AT).findings == ()
    late = judge(made(), now=LATER, at=LATER)

    assert [(each.name, each.certainty) for each in late.findings] == [
        ("assertion.iat_too_old", "wrong")
    ]


def test_its_real_fault_is_wrong_and_its_age_is_not(made, judge):
    report = judge(made(sub="somebody"), at=None, now=LATER)

    assert [each.name for each in report.wrong] == ["assertion.sub_wrong"]
    assert "sub differs from iss, and 1 more finding" in report.verdict


def test_an_age_of_whole_hours_may_be_a_time_zone(made, judge):
    report = judge(made(), at=None, now=AT + timedelta(hours=2))

    assert "if it was signed just now, its iat is local time, off by 2 whole hours" in (
        report.verdict.replace("If", "if")
    )


@pytest.mark.parametrize(("exp", "certainty"), [(86_400, "wrong"), (3_600, "doubtful")])
def test_one_whose_exp_is_still_to_come_is_kept_too_long(made, judge, exp, certainty):
    report = judge(made(exp=NOW + exp), at=None, now=LATER)

    assert [each.certainty for each in report.findings] == [certainty]


def test_one_of_the_future_is_wrong_whoever_looks(made, judge):
    report = judge(made(), at=None, now=AT - timedelta(hours=1))

    assert [(each.name, each.certainty) for each in report.findings] == [
        ("assertion.iat_in_future", "wrong")
    ]


@pytest.mark.parametrize(
    "iat", [-1e300, 1e300, -5, 0, 1e11, 1e17, 1e20, 253402300800, float("nan"), float("inf")]
)
def test_a_time_that_no_calendar_has_is_told_too(made, judge, iat):
    for at in (AT, None):
        report = judge(made(iat=iat), at=at)
        names = {each.name for each in report.findings}

        assert names < {"assertion.iat_too_old", "assertion.iat_in_future",
                        "assertion.iat_in_milliseconds"}  # fmt: skip
