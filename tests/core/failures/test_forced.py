"""A failure at work on one request: it changes its stage once, and is judged by the refusal."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from mock_redox.core.errors import Explanation
from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.failures.forced import CLIENT, HEADER, Asked, Forced


def forced(name, by="fail-1", **more):
    return Forced(FAILURES[name], by, **more)


def refusal(check):
    return Explanation(check, "this", "that", "do it")


def test_it_changes_its_own_stage_and_that_once():
    at_work, header = forced("token.missing"), SimpleNamespace(authorization="Bearer x")
    at_work.at("grant", header)
    assert (header.authorization, at_work.applied) == ("Bearer x", False)
    at_work.at("header", header)
    assert (header.authorization, at_work.applied) == (None, True)
    header.authorization = "Bearer y"
    at_work.at("header", header)

    assert header.authorization == "Bearer y"


@pytest.mark.parametrize(
    ("name", "check", "came"),
    [
        ("token.expired", "token.expired", True),
        ("token.expired", "token.missing", False),
        ("token.expired", None, False),
        ("token.expired_just_now", "token.expired", True),
        ("token.expired_just_now", "token.expired_just_now", False),
        ("jwks.key_removed", "assertion.kid_unknown", True),
        ("jwks.rotated_with_overlap", None, True),
        ("lie.lives_longer", None, True),
        ("lie.lives_longer", "assertion.aud_wrong", False),
        ("lie.clock_slow", "assertion.iat_in_future", True),
        ("service.error", "anything.else", True),
        ("service.truncated", None, True),
        ("verification.wrong", None, True),
    ],
)
def test_whether_it_came_about_is_seen_by_the_refusal(name, check, came):
    at_work = forced(name)
    at_work.applied = True
    at_work.judge(refusal(check) if check else None)

    assert at_work.applied is came


@pytest.mark.parametrize("check", [None, "token.expired"])
def test_what_was_never_applied_never_came_about(check):
    at_work = forced("token.expired")
    at_work.judge(refusal(check) if check else None)

    assert not at_work.applied


@pytest.mark.parametrize(
    ("name", "by", "later"),
    [
        ("token.expired", CLIENT, True),
        ("token.missing", CLIENT, True),
        ("token.expired", HEADER, False),
        ("token.expired", "fail-1", False),
        ("assertion.expired", CLIENT, False),
        ("service.error", CLIENT, False),
    ],
)
def test_only_a_client_s_own_wish_is_kept_for_its_later_calls(name, by, later):
    assert forced(name, by).for_later is later


def test_without_a_delay_it_takes_the_failure_s_own():
    assert forced("service.slow").delay == 2.0
    assert forced("service.slow", delay=0.0).delay == 0.0
    assert forced("token.expired").delay == 0.0


def test_it_says_who_asked_for_it_and_whether_it_came_about():
    asked = Asked(FAILURES["limit.rate"]).forced
    assert asked.told == "was to meet limit.rate, by client id, but did not come so far"
    asked.applied = True

    assert asked.told == "made to fail: limit.rate, by client id"
