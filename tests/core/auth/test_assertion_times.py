"""The limits of iat, exp and nbf to the millisecond, and whose clock they are judged by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp()

IN_TIME = [
    {"iat": NOW - 310},
    {"iat": NOW + 10},
    {"exp": NOW - 9.999},
    {"nbf": NOW + 10},
]
OUT_OF_TIME = [
    ({"iat": NOW - 310.001}, "assertion.iat_too_old"),
    ({"iat": NOW - 311}, "assertion.iat_too_old"),
    ({"iat": NOW + 10.001}, "assertion.iat_in_future"),
    ({"iat": NOW + 11}, "assertion.iat_in_future"),
    ({"exp": NOW - 10}, "assertion.expired"),
    ({"nbf": NOW + 10.001}, "assertion.not_yet_valid"),
]


def shifted(claims: dict[str, float]) -> dict[str, float]:
    """The claims as seconds from noon, for readable names."""
    return {name: round(value - NOW, 3) for name, value in claims.items()}


@pytest.mark.parametrize("claims", IN_TIME, ids=lambda c: str(shifted(c)))
def test_up_to_the_limit_an_assertion_is_taken(redox, ask, claims):
    assert ask(redox.core.auth, redox.assertion(**claims))["access_token"]


@pytest.mark.parametrize(
    ("claims", "check"), OUT_OF_TIME, ids=lambda c: str(shifted(c)) if isinstance(c, dict) else ""
)
def test_beyond_the_limit_it_is_refused_without_words(redox, refused, claims, check):
    refusal = refused(redox.core.auth, redox.assertion(**claims))

    assert (refusal.text, refusal.explanation.check) == ("", check)


@pytest.mark.redox(assertion_age="10m", clock_tolerance="1m")
def test_the_limits_are_settings(redox, ask, refused):
    assert ask(redox.core.auth, redox.assertion(iat=NOW - 660))
    assert ask(redox.core.auth, redox.assertion(iat=NOW + 60))
    assert ask(redox.core.auth, redox.assertion(exp=NOW - 59))
    assert refused(redox.core.auth, redox.assertion(iat=NOW - 661))
    assert refused(redox.core.auth, redox.assertion(iat=NOW + 61))
    assert refused(redox.core.auth, redox.assertion(exp=NOW - 60))


@pytest.mark.redox(clock_tolerance="0s")
def test_without_tolerance_the_limits_are_sharp(redox, ask, refused):
    assert ask(redox.core.auth, redox.assertion(iat=NOW - 300, exp=NOW + 0.001))
    assert refused(redox.core.auth, redox.assertion(iat=NOW - 300.001))
    assert refused(redox.core.auth, redox.assertion(exp=NOW))


@pytest.fixture
def apart(build):
    """A mock whose clock stands at noon while the wall's is a given number of hours ahead."""

    def apart(hours: float, **settings):
        wall = datetime.fromtimestamp(NOW, UTC) + timedelta(hours=hours)
        return build(wall=wall, **settings).redox

    return apart


def by_the_wall(redox, **seconds: float) -> str:
    """An assertion of a client that knows only the wall's time."""
    wall = redox.clock.wall().timestamp()
    usual = {"iat": wall, "exp": None}
    claims = usual | {name: wall + ahead for name, ahead in seconds.items()}
    return redox.auth.assertion(redox.auth.clients.all()[0], claims)


@pytest.mark.parametrize("hours", [-1000, -1, 1, 1000])
def test_a_client_on_the_walls_clock_gets_a_token_though_the_mocks_was_moved(apart, ask, hours):
    redox = apart(hours)

    assert ask(redox.auth, by_the_wall(redox, exp=300))["expires_in"] == 300


@pytest.mark.parametrize("hours", [-1000, -1, 1, 1000])
def test_by_the_mocks_clock_alone_it_gets_none(apart, refused, hours):
    redox = apart(hours, assertion_clock="mock")
    check = refused(redox.auth, by_the_wall(redox)).explanation.check

    assert check == ("assertion.iat_in_future" if hours > 0 else "assertion.iat_too_old")


@pytest.mark.parametrize("rule", ["either", "mock"])
def test_a_client_on_the_mocks_clock_gets_a_token_under_both_rules(apart, ask, rule):
    redox = apart(1000, assertion_clock=rule)

    assert ask(redox.auth, redox.auth.assertion(redox.auth.clients.all()[0]))


@pytest.mark.parametrize(
    ("seconds", "check"),
    [
        ({"iat": -311}, "assertion.iat_too_old"),
        ({"iat": 11}, "assertion.iat_in_future"),
        ({"exp": -11}, "assertion.expired"),
        ({"nbf": 11}, "assertion.not_yet_valid"),
    ],
)
@pytest.mark.parametrize("hours", [-1000, 1000])
def test_what_is_out_of_time_on_the_clock_it_lives_by_is_refused(
    apart, refused, seconds, check, hours
):
    redox = apart(hours)
    refusal = refused(redox.auth, by_the_wall(redox, **seconds))

    assert (refusal.text, refusal.explanation.check) == ("", check)


@pytest.mark.parametrize(
    ("hours", "off"),
    [(1, "1 whole hour"), (-5, "5 whole hours"), (14, "14 whole hours"), (5.5, "5 h 30 min"),
     (-5.75, "5 h 45 min"), (-3.5, "3 h 30 min"), (15, ""), (0.5, ""), (7.25, "")],
)  # fmt: skip
def test_a_distance_that_a_time_zone_has_is_named_as_the_cause(build, refused, hours, off):
    redox = build(assertion_clock="mock").redox
    text = redox.auth.assertion(redox.auth.clients.all()[0], {"iat": NOW + hours * 3600 + 20})
    cause = refused(redox.auth, text).explanation.cause

    if off:
        assert cause == f"local time taken for UTC: it is off by {off}"
    else:
        assert "local time" not in cause
