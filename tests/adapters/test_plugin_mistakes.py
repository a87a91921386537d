"""What the pytest plugin says when a marker, option, variable or config is wrong."""

import pytest

TEST = "def test_it(redox): pass\n"


@pytest.fixture
def run(pytester):
    def run_lines(body, *options):
        pytester.makepyfile(body)
        return pytester.runpytest("--strict-markers", *options)

    return run_lines


def marked(arguments):
    return f"import pytest\n@pytest.mark.redox({arguments})\n{TEST}"


def told_once(result, problem):
    """In the report; the summary at the end tells it again."""
    report, _, summary = result.stdout.str().partition("short test summary info")
    assert (report.count(problem), "exception" in report) == (1, False)
    assert summary


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ("token_lifetme='10s'",
         "settings.token_lifetme: unknown setting 'token_lifetme'; "
         "did you mean 'token_lifetime'?"),
        ("seed='x'", "settings.seed: 'x' is not a whole number"),
        ("7", "the redox marker takes settings by name, such as redox(seed=7)"),
    ],
)  # fmt: skip
def test_a_wrong_marker_is_explained(run, arguments, problem):
    result = run(marked(arguments))

    result.assert_outcomes(errors=1)
    assert f"mock_redox: {problem}" in result.stdout.str()
    told_once(result, problem)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--redox-set", "seed"], "--redox-set 'seed': write NAME=VALUE"),
        (["--redox-set", "sed=1"],
         "settings.sed: unknown setting 'sed'; did you mean 'seed'?"),
        (["--redox-seed", "x"], "settings.seed: 'x' is not a whole number"),
        (["--redox-config", "none.yaml"], "none.yaml: No such file or directory"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_explained(run, options, problem):
    result = run(TEST, *options)

    result.assert_outcomes(errors=1)
    told_once(result, problem)


def test_http_that_is_not_allowed_is_told_by_file_line_and_key(run, pytester):
    pytester.makefile(".yaml", redox="""
        destinations:
        - environment: Production
          url: http://example.com/x
    """)  # fmt: skip
    refused = run(TEST, "--redox-config", "redox.yaml")
    allowed = run(marked("allow_http=True"), "--redox-config", "redox.yaml")

    refused.stdout.fnmatch_lines(["*redox.yaml, line 3: destinations?0?.url: *is plain http*"])
    allowed.assert_outcomes(passed=1)


def test_a_wrong_variable_is_explained(run, monkeypatch):
    monkeypatch.setenv("MOCK_REDOX_SEED", "x")
    result = run(TEST)

    assert "mock_redox: MOCK_REDOX_SEED: 'x' is not a whole number" in result.stdout.str()


@pytest.mark.parametrize(
    "config",
    ["settings:\n  sed: 1\n", "clients:\n- client_id: a\n  public_key: nonsense\n",
     "destinations:\n- name: a\n  url: ftp://a\n"],
)  # fmt: skip
def test_a_wrong_config_is_explained_by_file_and_line_without_a_traceback(run, pytester, config):
    pytester.makefile(".yaml", redox=config)
    result = run(TEST, "--redox-config", "redox.yaml")
    text = result.stdout.str()

    result.assert_outcomes(errors=1)
    assert f"mock_redox: {pytester.path / 'redox.yaml'}, line {config.count(chr(10))}: " in text
    assert "mock_redox/core" not in text
