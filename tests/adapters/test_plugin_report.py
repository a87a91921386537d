"""What a failed test shows of the mock, and what the plugin costs those who don't use it."""

import sys

import pytest
from thoroughness import thorough

from mock_redox.adapters.testing import KEEP, story

HEAVY = (
    "flask requests responses joserfc click rich yaml werkzeug granian cryptography httpx trustme"
)
LIGHT = (
    "mock_redox mock_redox.adapters mock_redox.adapters.collecting "
    "mock_redox.adapters.contract_plugin "
    "mock_redox.adapters.pytest_plugin mock_redox.adapters.report_plugin"
)
"""Each module costs pytest nearly a millisecond, however small it is."""

FAILING = """
    import requests

    BASE = "https://api.redoxengine.com"
    FORM = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }

    def ask(assertion):
        sent = {**FORM, "client_assertion": assertion}
        return requests.post(BASE + "/v2/auth/token", data=sent, timeout=5).json()

    def test_fails(redox, redox_intercept):
        assertion = redox.assertion()
        token = ask(assertion)["access_token"]
        ask(redox.assertion(aud="https://elsewhere"))
        login = {"apiKey": redox.legacy_key.api_key, "secret": redox.legacy_key.secret}
        answer = requests.post(BASE + "/auth/authenticate", json=login, timeout=5).json()
        requests.post(BASE + "/endpoint", headers={"Authorization": "Bearer " + token}, timeout=5)
        with open("secrets", "w") as file:
            print(assertion, token, login["secret"], *answer.values(), sep="\\n", file=file)
        raise SystemError
"""


def test_the_report_of_a_failed_test_has_the_journal_and_no_secret(pytester):
    pytester.makepyfile(FAILING)
    text = pytester.runpytest().stdout.str()
    assertion, token, secret, legacy, _, refresh = (pytester.path / "secrets").read_text().split()

    assert " mock_redox journal " in text
    assert "2026-01-01T12:00:00.000Z -> POST /v2/auth/token 200" in text
    assert "-> POST /v2/auth/token 400  assertion.aud_wrong: got aud 'https://elsewhere'" in text
    assert "-> POST /auth/authenticate 200" in text
    assert "-> POST /endpoint 400  message.not_json: got an empty body" in text
    assert not [hidden for hidden in (assertion, token, secret, legacy, refresh) if hidden in text]


@pytest.mark.parametrize(
    ("field", "check"),
    [("grant_type", "grant_type_wrong"), ("client_assertion_type", "type_wrong")],
)
def test_an_assertion_in_the_wrong_field_is_hidden_too(redox, field, check):
    assertion = redox.assertion()
    form = {"grant_type": "client_credentials", field: assertion}
    redox.app.test_client().post("/v2/auth/token", data=form)

    assert f"assertion.{check}: got {field} text of" in story(redox)
    assert assertion not in story(redox)


def test_what_a_client_writes_into_a_path_can_not_break_the_lines_of_the_report(redox):
    redox.app.test_client().get("/a%0A2026-01-01T12:00:00.000Z -> POST /endpoint 200%1B[2J")

    assert story(redox).splitlines()[1:] == [KEEP]
    assert "\x1b" not in story(redox)


@pytest.mark.parametrize("value", ["x" * 100_000, "&".join(f"a{n}=" for n in range(900))])
def test_a_large_request_does_not_fill_the_report(redox, value):
    form = {"content-type": "application/x-www-form-urlencoded"}
    redox.app.test_client().post("/v2/auth/token", data=f"grant_type={value}", headers=form)

    assert len(story(redox)) < 4_000


def test_without_any_exchange_the_report_says_so(pytester):
    pytester.makepyfile("def test_fails(redox): assert False")

    pytester.runpytest().stdout.fnmatch_lines(
        ["No exchange: the code under test called nothing, and nothing was pushed."]
    )


def test_of_many_exchanges_the_last_twenty_are_shown(redox):
    for number in range(25):
        redox.app.test_client().get(f"/nope/{number}")
    first, *shown, last = story(redox).splitlines()

    assert first == "... 5 earlier exchanges"
    assert len(shown) == 20
    assert "GET /nope/24 404" in shown[-1]
    assert last == KEEP


def test_where_nothing_was_refused_nothing_is_offered_to_be_kept(redox):
    key = redox.legacy_key
    given = {"apiKey": key.api_key, "secret": key.secret}
    redox.app.test_client().post("/auth/authenticate", json=given)

    assert KEEP not in story(redox)


def test_an_error_in_another_fixture_shows_the_journal_too(pytester):
    pytester.makepyfile("""
        import pytest

        @pytest.fixture
        def broken(redox):
            redox.app.test_client().get("/nope")
            raise SystemError

        def test_it(broken): ...
    """)

    pytester.runpytest().stdout.fnmatch_lines(["* mock_redox journal *", "* GET /nope 404 *"])


def test_a_test_that_passes_or_does_not_use_the_mock_has_no_section(pytester):
    pytester.makepyfile("""
        def test_passes(redox): ...
        def test_fails(): assert False
    """)
    result = pytester.runpytest("-rA")

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.no_fnmatch_line("*mock_redox journal*")


@thorough
def test_parallel_runs_have_a_server_each(pytester):
    pytester.makepyfile("""
        import pytest
        import requests

        @pytest.mark.parametrize("number", range(4))
        def test_it(redox, redox_server, number):
            assert requests.post(redox.url + "/nope", timeout=5).status_code == 404
            redox.calls.one("/nope")
    """)

    pytester.runpytest_subprocess("-n", "2").assert_outcomes(passed=4)


def test_switched_off_it_leaves_nothing_behind(pytester, monkeypatch):
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    monkeypatch.delenv("PYTEST_PLUGINS")
    pytester.makepyfile("""
        def test_passes(): ...
        def test_asks(redox): ...
    """)
    result = pytester.runpytest("-p", "no:mock_redox")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*fixture 'redox' not found*"])


@pytest.mark.parametrize("part", ["contract_plugin", "report_plugin"])
def test_a_part_of_it_that_is_switched_off_leaves_the_mock_be(pytester, part):
    pytester.makepyfile("def test_passes(redox): ...")

    pytester.runpytest("-p", f"no:mock_redox.adapters.{part}").assert_outcomes(passed=1)


def test_a_run_that_does_not_use_it_loads_nothing_heavy(pytester):
    pytester.makepyfile(f"""
        import sys

        def test_loaded(pytestconfig):
            assert pytestconfig.pluginmanager.hasplugin("mock_redox.adapters.pytest_plugin")
            assert not set({HEAVY!r}.split()) & set(sys.modules)
            assert sorted(n for n in sys.modules if n.startswith("mock_redox")) == {LIGHT!r}.split()
    """)

    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_what_is_installed_is_looked_through_no_more_often_than_for_any_plugin(
    pytester, monkeypatch
):
    """With a hundred packages each time costs 7 ms, in every run of everybody."""
    monkeypatch.delenv("PYTEST_PLUGINS")
    pytester.makepyfile(nothing="", test_one="def test_one(): pass")
    count = """
        import importlib.metadata as metadata, sys
        import pytest

        looks, real = [], metadata.distributions
        metadata.distributions = lambda *given, **more: (looks.append(1), real())[1]
        pytest.main(["-q", "-p", sys.argv[1]])
        print("looks:", len(looks))
    """
    script = pytester.makepyfile(count=count)

    def looks(plugin):
        ended = pytester.run(sys.executable, script, plugin)
        return [line for line in ended.outlines if line.startswith("looks: ")]

    assert looks("nothing") == looks("mock_redox.adapters.pytest_plugin") == ["looks: 1"]
