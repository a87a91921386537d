"""The pytest plugin: its fixtures, its marker and options, and which of them wins."""

import pytest


@pytest.fixture
def run(pytester):
    """Runs a test file of these lines, in this process."""

    def run_lines(body, *options):
        pytester.makepyfile(body)
        return pytester.runpytest("--strict-markers", *options)

    return run_lines


def test_it_is_found_where_it_is_installed(pytester, monkeypatch):
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    monkeypatch.delenv("PYTEST_PLUGINS")
    pytester.makepyfile("def test_it(redox): ...")

    pytester.runpytest_subprocess("-p", "no:schemathesis").assert_outcomes(passed=1)


SHOW = """
    def test_show(redox):
        raise SystemError(f"SEED {redox.settings.seed} LIFETIME "
                          f"{redox.settings.token_lifetime.total_seconds():g}")
"""


def test_the_three_fixtures_are_the_same_mock_reached_in_three_ways(run):
    result = run("""
        import requests

        def test_client(redox):
            assert redox.app.test_client().get("/nope").status_code == 404
            redox.calls.one("/nope")

        def test_live(redox, redox_server):
            assert redox_server is redox
            assert redox.url.startswith("http://127.0.0.1:")
            assert requests.get(redox.url + "/nope", timeout=5).status_code == 404
            redox.calls.one("/nope")

        def test_intercepted(redox, redox_intercept):
            assert redox_intercept is redox
            assert requests.get("https://api.redoxengine.com/nope").status_code == 404
            redox.calls.one("/nope")
    """)

    result.assert_outcomes(passed=3)


def test_each_test_has_a_state_of_its_own_and_a_clock_that_stands_still(run):
    result = run("""
        import pytest

        @pytest.mark.parametrize("time", [1, 2])
        def test_fresh(redox, redox_server, time):
            assert redox.clock.as_json()["now"] == "2026-01-01T12:00:00.000Z"
            assert redox.clock.as_json()["frozen"]
            assert not redox.calls.to()
            assert redox.settings.require_aud is False
            redox.clock.advance("1h")
            redox.core.settings.change(require_aud=True)
            redox.app.test_client().get("/nope")
    """)

    result.assert_outcomes(passed=2)


def test_the_server_keeps_its_url_for_the_session(run):
    result = run("""
        import pytest

        urls = set()

        @pytest.mark.parametrize("time", [1, 2])
        def test_url(redox_server, time):
            urls.add(redox_server.url)
            assert len(urls) == 1
    """)

    result.assert_outcomes(passed=2)


def test_the_first_client_is_the_same_in_every_run_of_a_seed(run, redox):
    result = run(f"""
        def test_client(redox):
            assert redox.client.client_id == {redox.client.client_id!r}
    """)

    result.assert_outcomes(passed=1)


ORDER = ["marker", "command line", "environment", "config"]


@pytest.mark.parametrize("first", range(5))
def test_the_marker_wins_over_command_line_environment_config_and_default(
    run, pytester, monkeypatch, first
):
    sources, options, marker = ORDER[first:], [], ""
    if "marker" in sources:
        marker = "    import pytest\n    pytestmark = pytest.mark.redox(token_lifetime='1s')\n"
    if "command line" in sources:
        options = ["--redox-set", "token_lifetime=2s"]
    if "environment" in sources:
        monkeypatch.setenv("MOCK_REDOX_TOKEN_LIFETIME", "3s")
    if "config" in sources:
        pytester.makefile(".yaml", redox="settings: {token_lifetime: 4s}")
        options += ["--redox-config", "redox.yaml"]
    result = run(marker + SHOW, *options)

    result.stdout.fnmatch_lines([f"*LIFETIME {[1, 2, 3, 4, 300][first]}"])


def test_the_nearest_marker_wins_and_the_others_fill_what_it_leaves_out(run):
    result = run("""
        import pytest
        pytestmark = pytest.mark.redox(seed=1, token_lifetime="1s")

        @pytest.mark.redox(seed=2)
        class TestIt:
            @pytest.mark.redox(seed=3)
            def test_show(self, redox):
                raise SystemError(f"{redox.settings.seed} {redox.settings.token_lifetime}")
    """)

    result.stdout.fnmatch_lines(["*SystemError: 3 0:00:01"])


@pytest.mark.parametrize(
    ("options", "seed"),
    [
        (["--redox-seed", "7"], 7),
        (["--redox-set", "seed=7"], 7),
        (["--redox-set", "seed=6", "--redox-set", "seed=7"], 7),
        (["--redox-set", "token-lifetime=9", "--redox-seed=-7"], -7),
    ],
)
def test_the_command_line_takes_any_setting(run, options, seed):
    run(SHOW, *options).stdout.fnmatch_lines([f"*SEED {seed} *"])


def test_a_config_is_named_by_an_ini_option_from_the_root(run, pytester):
    pytester.makeini("[pytest]\nredox_config = conf/redox.yaml\n")
    pytester.mkdir("conf").joinpath("redox.yaml").write_text("settings: {seed: 7}")
    inner = pytester.mkdir("inner")
    inner.joinpath("test_inner.py").write_text(
        "def test_it(redox): assert redox.settings.seed == 7"
    )

    pytester.runpytest("inner").assert_outcomes(passed=1)


def test_a_config_on_the_command_line_wins_over_the_ini_option(run, pytester):
    pytester.makeini("[pytest]\nredox_config = ini.yaml\n")
    pytester.makefile(".yaml", ini="settings: {seed: 1}", chosen="settings: {seed: 2}")

    run(SHOW, "--redox-config", "chosen.yaml").stdout.fnmatch_lines(["*SEED 2 *"])


def test_a_config_may_be_a_mapping_from_a_fixture(run, pytester):
    pytester.makeconftest("""
        import pytest

        @pytest.fixture
        def redox_config():
            return {"settings": {"seed": 7}, "clients": [{"client_id": "mine"}]}
    """)
    result = run("""
        def test_it(redox):
            assert (redox.settings.seed, redox.client.client_id) == (7, "mine")
    """)

    result.assert_outcomes(passed=1)


def test_the_marker_and_the_options_are_documented(pytester):
    help_text = pytester.runpytest("--help").stdout.str()
    markers = pytester.runpytest("--markers").stdout.str()

    for name in ("--redox-config=FILE", "--redox-seed=N", "--redox-set=NAME=VALUE", "redox_config"):
        assert name in help_text
    assert "@pytest.mark.redox(**settings): settings of the mock for this test" in markers
