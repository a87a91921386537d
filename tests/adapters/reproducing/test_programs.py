"""Programs that show a failure: every one runs, and every kind of them can fail."""

import re
import subprocess
import sys
from dataclasses import replace
from functools import cache

import pytest
from thoroughness import some, thorough

from mock_redox.adapters.reproducing.programs import FORMS, program, written
from mock_redox.core.errors import Misuse
from mock_redox.core.failures.catalogue import FAILURES

SCRIPTS = ["python", "node", "curl"]

EACH_KIND = [
    "assertion.expired", "jwks.unreachable", "token.expired", "token.other_environment",
    "legacy.secret_wrong", "legacy.refresh_expired", "limit.rate", "verification.wrong",
    *(name for name in FAILURES if name.startswith(("lie.", "service."))),
]  # fmt: skip
"""Names whose programs differ in more than particulars."""

ALONE = ["assertion.expired", "token.expired", "legacy.secret_wrong"]


@cache
def all_of(form):
    return {name: program(name, form) for name in FAILURES}


@pytest.mark.parametrize("form", some(SCRIPTS))
def test_every_program_reproduces_its_failure(problems, form):
    assert problems(form, all_of(form)) == {}


@pytest.mark.parametrize("form", some(SCRIPTS))
def test_a_program_fails_where_the_failure_does_not_come(problems, served, form):
    wrong = problems(form, {name: _harmless(name, form, served) for name in EACH_KIND})

    assert set(wrong) == set(EACH_KIND)
    assert [name for name, said in wrong.items() if re.search(r"\wError\b", said)] == []


@pytest.mark.parametrize("form", some(SCRIPTS))
def test_a_program_fails_where_the_answer_is_another(problems, form):
    changed = {name: written(_otherwise(FAILURES[name]), form) for name in _told()}

    assert set(problems(form, changed)) == set(changed)


@thorough
def test_every_test_passes_unless_failure_or_answer_is_another(pytester):
    harmless = {name: _harmless_test(name) for name in EACH_KIND}
    otherwise = {name: written(_otherwise(FAILURES[name]), "pytest") for name in _told()}
    for folder, tests in [("good", all_of("pytest")), ("a", harmless), ("b", otherwise)]:
        pytester.mkdir(folder)
        for name, text in tests.items():
            title = name.replace(".", "_").replace("-", "_")
            (pytester.path / folder / f"test_{title}.py").write_text(text)

    ended = pytester.runpytest_subprocess("-q", "--tb=no", "--import-mode=importlib")

    ended.assert_outcomes(passed=len(FAILURES), failed=len(harmless) + len(otherwise))
    ended.stdout.no_fnmatch_line("FAILED good/*")


@pytest.mark.parametrize("form", SCRIPTS)
@pytest.mark.parametrize("name", ALONE)
def test_a_program_runs_by_itself(start, served, form, name):
    ended = start(form, name, served.url)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout


@pytest.mark.parametrize("form", SCRIPTS)
@pytest.mark.parametrize("name", ALONE)
def test_without_a_mock_a_sentence_says_so(start, dead_url, form, name):
    mock = dead_url.removesuffix("/redox")
    ended = start(form, name, mock)
    said = f"no mock answers at {mock}; start one: mock-redox serve"

    assert (ended.returncode, ended.stderr.splitlines()[-1]) == (1, said)


@pytest.mark.parametrize("form", FORMS)
def test_a_program_is_short(form):
    long = {name: len(text.splitlines()) for name, text in all_of(form).items()}

    assert {name: lines for name, lines in long.items() if lines > 45} == {}


@pytest.mark.parametrize("form", ["pytest", "python"])
def test_what_is_python_is_formatted_as_readers_format_it(form, tmp_path):
    for name, text in all_of(form).items():
        (tmp_path / f"{name}.py").write_text(text)

    ended = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--diff", "--isolated", str(tmp_path)],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (0, "")


def test_an_unknown_name_is_told_with_the_nearest():
    with pytest.raises(Misuse, match=r"did you mean 'token\.expired'"):
        program("token.expird")


def _harmless(name, form, served):
    """The program, without what makes the call fail."""
    key, failure = served.known["legacy_keys"][0], FAILURES[name]
    text = program(name, form).replace("X-Mock-Redox-Fail", "X-Nothing")
    text = text.replace(failure.client_id, key["api_key"]).replace('"any"', f'"{key["secret"]}"')
    text = text.replace('\\"any\\"', f'\\"{key["secret"]}\\"')
    return text if failure.magic else text.replace("wrong", "right")


def _harmless_test(name):
    nothing = '__import__("contextlib").nullcontext()'
    return program(name).replace(f'redox.fail("{name}")', nothing).replace("wrong", "right")


def _told():
    return [
        name for name in EACH_KIND if any(told.body for told in FAILURES[name].answers.values())
    ]


def _otherwise(failure):
    answers = {
        where: replace(told, body=f"{told.body}!") for where, told in failure.answers.items()
    }
    return replace(failure, answers=answers)
