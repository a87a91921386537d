"""Settings from the environment, and the order of the doors they come through."""

from datetime import UTC, datetime, timedelta

import pytest

from mock_redox import Settings
from mock_redox.adapters.environ import from_environ, resolve
from mock_redox.core.errors import Misuse
from mock_redox.core.settings import catalogue


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("MOCK_REDOX_HOST", "0.0.0.0", "host", "0.0.0.0"),
        ("MOCK_REDOX_PORT", "8080", "port", 8080),
        ("MOCK_REDOX_SEED", "-7", "seed", -7),
        ("MOCK_REDOX_LOG", "refused", "log", "refused"),
        ("MOCK_REDOX_CLOCK_RATE", "0.5", "clock_rate", 0.5),
        ("MOCK_REDOX_CLOCK_START", "2026-02-03T04:05:06Z", "clock_start",
         datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)),
        ("MOCK_REDOX_CLOCK_START", "", "clock_start", None),
        ("MOCK_REDOX_CLOCK_OFFSET", "-90s", "clock_offset", timedelta(seconds=-90)),
        ("MOCK_REDOX_TOKEN_LIFETIME", "1h30m", "token_lifetime", timedelta(minutes=90)),
        ("MOCK_REDOX_TOKEN_LIFETIME", "301", "token_lifetime", timedelta(seconds=301)),
        ("MOCK_REDOX_REQUIRE_AUD", "true", "require_aud", True),
        ("MOCK_REDOX_REQUIRE_AUD", "ON", "require_aud", True),
        ("MOCK_REDOX_REQUIRE_JTI", "0", "require_jti", False),
        ("MOCK_REDOX_PUBLIC_URLS", "http://a, http://b,", "public_urls", ("http://a", "http://b")),
        ("MOCK_REDOX_PUBLIC_URLS", "", "public_urls", ()),
        ("MOCK_REDOX_TOKEN_ERROR_STATUS", "401", "token_error_status", 401),
        ("MOCK_REDOX_DESTINATION_FAILURE_STATUS", "400", "destination_failure_status", 400),
    ],
)  # fmt: skip
def test_a_variable_is_read_by_the_type_of_its_setting(variable, text, name, value):
    assert from_environ({variable: text}) == {name: value}


@pytest.mark.parametrize("name", catalogue())
def test_every_setting_has_a_variable(name):
    default = catalogue()[name].default
    many = default if isinstance(default, tuple) else (default,)
    text = ",".join(map(_as_text, many))

    assert from_environ({f"MOCK_REDOX_{name.upper()}": text}) == {name: default}


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return f"{value.total_seconds():g}s" if isinstance(value, timedelta) else str(value)


def test_variables_of_no_setting_are_left_alone():
    environ = {
        "MOCK_REDOX_URL": "http://127.0.0.1:1",
        "MOCK_REDOX_CONFIG": "redox.yaml",
        "MOCK_REDOX_VERIFICATION_TOKEN": "t",
        "MOCK_REDOX_PORT": "tcp://10.0.0.1:7336",
        "MOCK_REDOX_SERVICE_HOST": "10.0.0.1",
        "mock_redox_seed": "7",
        "SEED": "7",
    }

    assert from_environ(environ) == {}


def test_a_variable_that_is_nearly_a_setting_is_told():
    with pytest.warns(UserWarning, match="did you mean MOCK_REDOX_TOKEN_LIFETIME?"):
        assert from_environ({"MOCK_REDOX_TOKEN_LIFETME": "10s"}) == {}


def test_the_environment_of_the_process_is_read_by_default(monkeypatch):
    monkeypatch.setenv("MOCK_REDOX_SEED", "7")

    assert from_environ() == {"seed": 7}


@pytest.mark.parametrize(
    ("variable", "text", "problem"),
    [
        ("MOCK_REDOX_PORT", "http", "MOCK_REDOX_PORT: 'http' is not a whole number"),
        ("MOCK_REDOX_PORT", "70000", "MOCK_REDOX_PORT: 70000 is not a port; use 0 to 65535"),
        ("MOCK_REDOX_TOKEN_LIFETIME", "soon",
         "MOCK_REDOX_TOKEN_LIFETIME: 'soon' is not a duration; write seconds (301) or a number "
         "with a unit (250ms, 5m, 1h30m, 3d)"),
        ("MOCK_REDOX_REQUIRE_AUD", "maybe",
         "MOCK_REDOX_REQUIRE_AUD: 'maybe' is not a yes or no; write true or false"),
        ("MOCK_REDOX_LOG", "refuse",
         "MOCK_REDOX_LOG: 'refuse' is not allowed; did you mean 'refused'?"),
        ("MOCK_REDOX_CLOCK_START", "noon",
         "MOCK_REDOX_CLOCK_START: 'noon' is not a date and time; write it as "
         "2026-01-01T12:00:00Z"),
        ("MOCK_REDOX_CLOCK_RATE", "fast", "MOCK_REDOX_CLOCK_RATE: 'fast' is not a number"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_explained_under_the_name_of_its_variable(variable, text, problem):
    with pytest.raises(Misuse) as wrong:
        from_environ({variable: text})

    assert str(wrong.value) == problem


@pytest.mark.parametrize("rate", ["nan", "inf", "-1", "1e300"])
def test_a_rate_that_no_clock_can_run_at_is_refused(rate):
    with pytest.raises(Misuse, match="MOCK_REDOX_CLOCK_RATE"):
        from_environ({"MOCK_REDOX_CLOCK_RATE": rate})


@pytest.mark.parametrize("status", ["100", "101", "199", "600"])
def test_a_status_that_no_answer_can_end_with_is_refused(status):
    with pytest.raises(Misuse, match="is not an HTTP status"):
        from_environ({"MOCK_REDOX_UNKNOWN_PATH_STATUS": status})


def test_the_first_door_wins_and_the_others_fill_what_it_leaves_out():
    settings = resolve({"seed": 1}, {"seed": 2, "port": 2}, {"seed": 3, "port": 3, "log": "none"})

    assert settings == Settings(seed=1, port=2, log="none")


def test_a_door_with_a_real_clock_overrules_the_start_that_one_behind_it_gives():
    virtual = {"clock": "virtual", "clock_start": "2026-02-03"}

    assert resolve({"clock": "real"}, virtual) == Settings()
    assert resolve({"seed": 0}, virtual).clock_start == datetime(2026, 2, 3, tzinfo=UTC)
    with pytest.raises(Misuse, match="clock_start"):
        resolve({"clock_start": "2026-02-03"}, {"clock": "real"})


def test_without_doors_there_are_the_defaults():
    assert resolve() == Settings()


def test_a_door_may_hold_text_or_typed_values():
    assert resolve({"token_lifetime": "10s"}) == resolve({"token_lifetime": 10})


def test_an_unknown_setting_names_the_nearest_one():
    with pytest.raises(Misuse) as wrong:
        resolve({}, {"token_lifetme": "10s"})

    assert str(wrong.value) == (
        "settings.token_lifetme: unknown setting 'token_lifetme'; did you mean 'token_lifetime'?"
    )


def test_a_wrong_value_is_told_even_where_another_door_wins():
    with pytest.raises(Misuse, match="'x' is not a whole number"):
        resolve({"seed": 1}, {"seed": "x"})
