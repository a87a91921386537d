"""The settings: one catalogue, values checked, changed all or none."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from mock_redox.core.errors import Misuse
from mock_redox.core.settings import LiveSettings, Settings, catalogue, checked


def test_every_setting_is_in_the_catalogue_with_a_sentence():
    assert list(catalogue()) == [each.name for each in fields(Settings)]
    assert all(each.doc.endswith(".") for each in catalogue().values())


def test_the_defaults_are_those_of_redox():
    settings = Settings()

    assert settings.token_lifetime == timedelta(seconds=300)
    assert settings.jti_memory == timedelta(seconds=310)
    assert (settings.assertion_age, settings.clock_tolerance) == (
        timedelta(seconds=300), timedelta(seconds=10),
    )  # fmt: skip
    assert settings.audiences == (
        "https://api.redoxengine.com/v2/auth/token",
        "https://api.ca.redoxengine.com/v2/auth/token",
    )
    assert (settings.require_aud, settings.require_jti, settings.refuse_replays) == (
        False, True, True,
    )  # fmt: skip
    assert (settings.token_error_status, settings.destination_failure_status) == (400, 200)


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("token_lifetime", "10s", timedelta(seconds=10)),
        ("token_lifetime", 10, timedelta(seconds=10)),
        ("clock_offset", "-1h", timedelta(hours=-1)),
        ("seed", "-5", -5),
        ("require_aud", "yes", True),
        ("audiences", "https://a, https://b", ("https://a", "https://b")),
        ("audiences", ["https://a"], ("https://a",)),
        ("destination_failure_status", 400, 400),
        ("destination_failure_status", "400", 400),
        ("claim_errors", "empty", "empty"),
    ],
)
def test_a_value_is_read_from_data_or_text(name, given, expected):
    assert checked(name, given) == expected


@pytest.mark.parametrize(
    ("name", "given", "problem"),
    [
        ("token_lifetme", 5, "unknown setting 'token_lifetme'; did you mean 'token_lifetime'?"),
        ("token_lifetime", "-5s", "is negative"),
        ("journal_entries", -1, "-1 is negative"),
        ("port", 65_536, "65536 is not a port; use 0 to 65535"),
        ("token_error_status", 99, "99 is not an HTTP status"),
        ("token_error_status", "600", "600 is not an HTTP status"),
        ("token_error_status", 200, "200 is not an HTTP status of a refusal; use 400 to 599"),
        ("destination_failure_status", 500, "500 is not allowed"),
        ("public_urls", "nope", "'nope' is not an http or https URL with a host"),
        ("public_urls", ["http://a", "ftp://b"], "'ftp://b' is not an http or https URL"),
        ("token_lifetime", 0, "0 s is too short for a token to work; use 1 s or more"),
        ("token_lifetime", "0.5s", "0.5 s is too short for a token to work; use 1 s or more"),
        ("sso_lifetime", "999ms", "0.999 s is too short for a token to work; use 1 s or more"),
        ("legacy_token_lifetime", 0, "0 s is too short for a token to work; use 0.001 s or more"),
        ("token_lifetime", "1:30", "'1:30' is not a duration"),
        ("claim_errors", "jos", "'jos' is not allowed; did you mean 'jose'?"),
        ("require_aud", 1, "expected true or false, got 1"),
        ("token_lifetime", None, "expected a duration such as 301 or 5m, got nothing"),
        ("clock_rate", "nan", "nan"),
        ("clock_rate", "inf", "inf"),
    ],
)
def test_a_wrong_value_says_what_is_wrong(name, given, problem):
    with pytest.raises(Misuse) as caught:
        checked(name, given)

    assert problem in str(caught.value)


def test_settings_made_in_python_are_read_as_at_the_other_doors():
    made = Settings(
        token_lifetime="5m", jti_memory=300, port="0", retry_waits=["1s", 2], clock="virtual",
        clock_start="2026-02-03",
    )  # fmt: skip

    assert (made.token_lifetime, made.jti_memory, made.port, made.clock_start) == (
        timedelta(minutes=5), timedelta(seconds=300), 0, datetime(2026, 2, 3, tzinfo=UTC),
    )  # fmt: skip
    assert made.retry_waits == (timedelta(seconds=1), timedelta(seconds=2))
    assert replace(made, token_lifetime="10s").token_lifetime == timedelta(seconds=10)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"port": "abc"}, "port: 'abc' is not a whole number"),
        ({"claim_errors": "jos"}, "claim_errors: 'jos' is not allowed; did you mean 'jose'?"),
        ({"token_lifetime": -5}, "token_lifetime: -5 s is negative"),
        ({"audiences": ["a", 7]}, "audiences[1]: expected text, got 7"),
        ({"control_token": 123456}, "control_token: control_token must be text; put it in quotes"),
    ],
)
def test_settings_made_in_python_are_refused_as_at_the_other_doors(given, problem):
    for make in (Settings, lambda **values: replace(Settings(), **values)):
        with pytest.raises(Misuse) as caught:
            make(**given)

        assert str(caught.value) == problem


def test_a_start_of_a_clock_that_follows_the_wall_is_a_contradiction():
    with pytest.raises(Misuse, match="clock_start: it is for a virtual clock, and clock is"):
        Settings(clock_start="2026-01-01")


def test_an_audience_may_be_any_text():
    assert Settings(audiences=["nope"]).audiences == ("nope",)


def test_a_change_reaches_those_who_hold_the_settings_and_a_reset_undoes_it():
    live = LiveSettings(Settings(token_lifetime=timedelta(seconds=7)))
    live.change(token_lifetime="10s", require_aud=True)

    assert (live.now.token_lifetime, live.now.require_aud) == (timedelta(seconds=10), True)
    live.reset()
    assert (live.now.token_lifetime, live.now.require_aud) == (timedelta(seconds=7), False)


@pytest.mark.parametrize(
    "wrong", [{"require_jt": True}, {"require_jti": "perhaps"}, {"seed": 5}, {"clock": "virtual"}]
)
def test_a_change_with_one_mistake_changes_nothing(wrong):
    live = LiveSettings(Settings())
    with pytest.raises(Misuse) as caught:
        live.change(token_lifetime="10s", **wrong)

    assert live.now == Settings()
    assert caught.value.path == tuple(wrong)


def test_what_is_read_at_the_start_cannot_change_later():
    with pytest.raises(Misuse, match="'port' is read at the start and can't change later"):
        LiveSettings(Settings()).change(port=80)
