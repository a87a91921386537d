"""``mock-redox serve``: its options, which of them wins, and what is refused before it starts."""

import json
import shlex

import pytest

from mock_redox import MockRedox
from mock_redox.adapters import production
from mock_redox.adapters.cli.welcome import facts, text
from mock_redox.core.settings import catalogue


@pytest.fixture
def started(monkeypatch):
    """The settings and set-ups that a server was started with, in place of a server."""
    found = []
    monkeypatch.setattr(production, "run", lambda *given: found.append(given))
    return found


@pytest.mark.parametrize("name", catalogue())
def test_every_setting_is_an_option_with_its_documentation(call, name):
    text = " ".join(call("serve", "--help").out.replace("\n", " ").split())
    first_words = " ".join(catalogue()[name].doc.split()[:3])

    assert f" --{name.replace('_', '-')}" in text
    assert first_words in text


@pytest.mark.parametrize(
    ("options", "name", "value"),
    [
        (["--port", "0"], "port", 0),
        (["--token-lifetime", "10s"], "token_lifetime", 10),
        (["--require-aud"], "require_aud", True),
        (["--no-require-jti"], "require_jti", False),
        (["--public-urls", "http://a,http://b"], "public_urls", ("http://a", "http://b")),
        (["--log", "none"], "log", "none"),
        (["--destination-failure-status", "400"], "destination_failure_status", 400),
    ],
)
def test_an_option_is_read_by_the_type_of_its_setting(call, started, options, name, value):
    said = call("serve", *options)
    settings, _ = started[0]
    found = getattr(settings, name)

    assert (said.code, said.out, said.err) == (0, "", "")
    assert getattr(found, "total_seconds", lambda: found)() == value


@pytest.mark.parametrize(("first", "seed"), [(0, 1), (1, 2), (2, 3), (3, 0)])
def test_the_command_line_wins_over_environment_config_and_default(
    call, started, tmp_path, first, seed
):
    (tmp_path / "redox.yaml").write_text("settings: {seed: 3}")
    options = ["--seed", "1"] if first == 0 else []
    options += ["--config", tmp_path / "redox.yaml"] if first <= 2 else []
    call("serve", *options, **({"MOCK_REDOX_SEED": "2"} if first <= 1 else {}))

    assert started[0][0].seed == seed


def test_the_config_may_be_named_by_the_environment(call, started, tmp_path):
    (tmp_path / "redox.yaml").write_text("clients: [{client_id: mine}]")
    call("serve", MOCK_REDOX_CONFIG=str(tmp_path / "redox.yaml"))

    assert [client.client_id for client in started[0][1].clients] == ["mine"]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--port", "http"], "Error: --port: 'http' is not a whole number"),
        (["--token-lifetime", "soon"], "'soon' is not a duration"),
        (["--log", "refuse"], "'refuse' is not allowed; did you mean 'refused'?"),
        (["--config", "none.yaml"], "Error: none.yaml: No such file or directory"),
        (["--host", "192.0.2.1", "--port", "0"], "Error: can't listen on 192.0.2.1:0: "),
    ],
)
def test_what_is_wrong_ends_with_2(call, options, problem):
    said = call("serve", *options)

    assert (said.code, said.out) == (2, "")
    assert problem in said.problem


def test_a_variable_that_is_nearly_a_setting_is_told_in_one_plain_line(call, started):
    said = call("serve", MOCK_REDOX_TOKEN_LIFETME="5m")

    assert (said.code, said.err) == (0, (
        "Warning: MOCK_REDOX_TOKEN_LIFETME is no setting; did you mean MOCK_REDOX_TOKEN_LIFETIME?\n"
    ))  # fmt: skip


@pytest.mark.parametrize("door", ["command line", "environment", "config"])
def test_the_start_of_a_clock_that_is_real_is_told_by_its_door(call, tmp_path, door):
    start, file = "2026-03-01T00:00:00Z", tmp_path / "redox.yaml"
    file.write_text(f"settings: {{clock_start: {start}}}")
    said, where = {
        "command line": (lambda: call("serve", "--clock-start", start), "--clock-start"),
        "environment": (
            lambda: call("serve", MOCK_REDOX_CLOCK_START=start), "MOCK_REDOX_CLOCK_START",
        ),
        "config": (lambda: call("serve", "--config", file), f"{file}: settings.clock_start"),
    }[door]  # fmt: skip
    ended = said()

    assert ended.code == 2
    assert ended.problem.startswith(f"Error: {where}: it is for a virtual clock, and clock is real")


def test_a_wrong_variable_is_told_by_its_name(call):
    said = call("serve", MOCK_REDOX_PORT="http")

    assert said.code == 2
    assert said.problem == "Error: MOCK_REDOX_PORT: 'http' is not a whole number"


@pytest.mark.parametrize(
    ("config", "line", "key"),
    [
        ("settings:\n  prt: 1\n", 2, "settings.prt"),
        ("clients:\n- client_id: a\n  public_key: nonsense\n", 3, "clients[0].public_key"),
        ("destinations:\n- name: a\n  url: ftp://a\n", 3, "destinations[0].url"),
        (
            "destinations:\n- environment: Production\n  url: http://example.com/x\n",
            3,
            "destinations[0].url",
        ),
        (
            "destinations:\n- environment: Production\n  url: https://example.com/x\n  sso:\n"
            "    secret: s\n    url: http://x.example/s\n",
            6,
            "destinations[0].sso.url",
        ),
    ],
)
def test_a_mistake_in_the_config_is_told_by_file_line_and_key(
    call, started, tmp_path, config, line, key
):
    path = tmp_path / "redox.yaml"
    path.write_text(config)
    said = call("serve", "--config", path)

    assert (said.code, started) == (2, [])
    assert said.problem.startswith(f"Error: {path}, line {line}: {key}: ")


def test_http_that_another_door_allows_is_no_mistake_in_the_config(call, started, tmp_path):
    path = tmp_path / "redox.yaml"
    path.write_text("destinations: [{environment: Production, url: 'http://example.com/x'}]")
    call("serve", "--config", path, "--allow-http")

    assert started[0][0].allow_http


def test_what_people_read_shows_no_token_of_an_endpoint_of_yours():
    spec = {"url": "http://127.0.0.1:1/redox", "verification_token": "topsecretvalue"}
    mock = MockRedox(setup={"destinations": [{**spec, "slug": "mine"}]})

    shown = text(facts(mock.core, "http://mock"), mock.settings)

    assert "--to mine" in shown
    assert "topsecretvalue" not in shown


def test_what_people_copy_or_see_runs_nothing_that_came_from_outside():
    nasty = "a'; touch x; $(id) \x1b[31m"
    mock = MockRedox(setup={
        "clients": [{"client_id": nasty}],
        "legacy_keys": [{"api_key": nasty, "secret": nasty}],
        "destinations": [{"url": "http://127.0.0.1:1/redox", "name": nasty}],
    })  # fmt: skip

    shown = text(facts(mock.core, "http://mock"), mock.settings)

    assert "\x1b" not in shown
    (push,) = [line for line in shown.splitlines() if "mock-redox push" in line]
    assert shlex.split(push)[-1] == "a-touch-x-id-31m"
    (login,) = [line for line in shown.splitlines() if "/auth/authenticate" in line]
    assert json.loads(shlex.split(login)[-1]) == {"apiKey": nasty, "secret": nasty}
    assert "/clients/a%27%3B%20touch%20x%3B%20%24%28id%29" in shown
