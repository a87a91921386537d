"""Rules in plain pytest: verdicts, levels, baseline and reports, with and without xdist."""

from __future__ import annotations

import importlib
import json
from xml.etree import ElementTree

import fake_rules
import pytest
from fake_rules import TOKEN
from thoroughness import some, thorough

from mock_redox.adapters import collecting, report_plugin
from mock_redox.contract import rules

TOLD = """
@rule("receiver.leak.answer", title="No answer has the token in it", level="should", **FACT)
def test_leak(pushed, redox, redox_verification_token):
    pushed("wrong")
    body = redox.journal.find()[-1].response_body.decode()
    assert redox_verification_token not in body, f"the answer was: {body}"
    assert body == "x"
"""


@pytest.fixture
def lax(receiver):
    """A receiver that looks at the token in any case, and tells it to everybody."""

    def answer(environ, body):
        sent = json.loads(body) if body else {}
        if "challenge" in sent:
            return 200, {}, sent["challenge"].encode()
        good = environ.get("HTTP_VERIFICATION_TOKEN", "").lower() == TOKEN.lower()
        return (200, {}, b"") if good else (401, {}, f"expected {TOKEN}".encode())

    receiver.answer = answer
    return receiver


@pytest.fixture
def run(pytester, lax):
    """Runs made-up rules against the receiver, in this process, which keeps what they import."""
    importlib.import_module("mock_redox.adapters.contracting.gathering")

    def start(*options, rules=fake_rules.ALL):
        pytester.makepyfile(test_mine=fake_rules.HEAD + rules)
        return pytester.runpytest_inprocess(
            "--redox-receiver", lax.url, "--redox-verification-token", TOKEN, *options
        )

    return start


def read(pytester, name="out.json"):
    return json.loads((pytester.path / name).read_text())


def verdicts(report):
    return {each["id"]: each["verdict"] for each in report["rules"]}


ALL = {
    "receiver.push.right": "passed",
    "receiver.token.variants": "failed",
    "receiver.leak.answer": "failed",
    "receiver.verify.get": "failed",
    "receiver.token.processed": "weak",
    "receiver.token.old": "skipped",
    "client.token.reuse": "passed",
}


@pytest.mark.parametrize("workers", some([[], ["-n", "2"]]), ids=["alone", "xdist"])
def test_the_same_report_comes_from_one_process_and_from_many(run, pytester, workers):
    result = run(
        "--redox-report-json",
        "out.json",
        "--redox-report-junit",
        "out.xml",
        "--redox-report-html",
        "out.html",
        "--redox-report-sarif",
        "out.sarif",
        *workers,
    )
    report = read(pytester)

    result.assert_outcomes(passed=5, failed=2, skipped=1, xfailed=1)
    assert verdicts(report) == ALL
    assert list(verdicts(report)) == list(ALL)
    assert [each["variant"] for each in report["rules"][1]["variants"]] == [
        "wrong", "one-short", "case-flipped"
    ]  # fmt: skip
    assert report["rules"][1]["variants"][2]["evidence"]["exchanges"][0]["status"] == 200
    assert ElementTree.parse(pytester.path / "out.xml").getroot().get("tests") == "9"
    for name in ("out.html", "out.sarif"):
        assert "receiver.token.variants" in (pytester.path / name).read_text()


@thorough
def test_all_workers_draw_from_the_number_that_is_told(run, pytester):
    result = run("-n", "2", "--redox-report-json", "out.json")
    seed = read(pytester)["seed"]
    first = [each["evidence"]["exchanges"] for rule in read(pytester)["rules"]
             for each in rule["variants"]]  # fmt: skip
    run("--redox-seed", str(seed), "--redox-report-json", "again.json")
    again = [each["evidence"]["exchanges"] for rule in read(pytester, "again.json")["rules"]
             for each in rule["variants"]]  # fmt: skip

    result.stdout.fnmatch_lines([f"7 rules: * (--redox-seed {seed} repeats it)"])

    def ids(found):
        return [json.loads(each[0]["request"]["body"])["Meta"]["Logs"][0]["ID"]
                for each in found if each and '"Logs"' in each[0]["request"]["body"]]  # fmt: skip

    assert ids(first) == ids(again)
    assert len(set(ids(first))) == len(ids(first)) == 6


def test_a_failure_tells_what_was_seen_in_place_of_our_code(run):
    result = run()
    said = result.stdout.str()

    result.stdout.fnmatch_lines([
        "it answered 200 to a token that is case-flipped",
        "receiver.token.variants[[]case-flipped[]] (must): A wrong token is refused",
        "In production: strangers get in.",
        "It rests on: Redox sends the token with each message. (documented: webhooks.md 3)",
        "Seen: as case-flipped: 200",
        "To repeat it:",
        "  curl -i -X POST *",
        "FAILED test_mine.py::test_variants[[]case-flipped[]] - it answered 200 *",
    ])  # fmt: skip
    assert "assert status != 200" not in said
    assert TOKEN not in said


def test_what_the_rewritten_assertion_would_show_is_hidden(run, pytester):
    """pytest shows both sides of a comparison, and one is the secret."""
    result = run("--redox-report-json", "out.json", rules=TOLD)
    failed = read(pytester)["rules"][0]["variants"][0]

    assert failed["said"].startswith("the answer was: expected [hidden 27 chars #")
    assert TOKEN not in result.stdout.str() + json.dumps(failed)


def test_tokens_may_come_from_the_environment(pytester, monkeypatch):
    for name in ("VERIFICATION", "OLD", "OTHER"):
        monkeypatch.setenv(f"MOCK_REDOX_{name}_TOKEN", f"the-{name}-token")
    pytester.makepyfile("""
        def test_it(request, redox_verification_token):
            assert redox_verification_token == "the-VERIFICATION-token"
            assert request.config.getoption("--redox-old-token") == "the-OLD-token"
            assert request.config.getoption("--redox-other-token") == "given"
    """)

    pytester.runpytest("--redox-other-token", "given").assert_outcomes(passed=1)


def test_advice_is_an_expected_failure(run):
    result = run("-rx", "-k", "receiver.verify.get")

    assert result.ret == 0
    result.stdout.fnmatch_lines(["XFAIL *test_get - advice: it does not echo *"])


@pytest.mark.parametrize(
    ("level", "left"),
    [("must", {"receiver.push.right", "receiver.token.variants", "receiver.token.processed",
               "receiver.token.old", "client.token.reuse"}),
     ("should", set(ALL) - {"receiver.verify.get"}), ("advice", set(ALL))],
)  # fmt: skip
def test_a_level_leaves_out_what_is_below_it(run, pytester, level, left):
    run("--redox-level", level, "--redox-report-json", "out.json")

    assert set(verdicts(read(pytester))) == left
    assert read(pytester)["level"] == level


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        (["-k", "receiver.token and not old"],
         {"receiver.token.variants", "receiver.token.processed"}),
        (["-m", "redox_rule(level='should')"], {"receiver.leak.answer"}),
        (["-m", "redox_rule(side='client')"], {"client.token.reuse"}),
        (["-m", "redox_rule(id='receiver.push.right')"], {"receiver.push.right"}),
    ],
)  # fmt: skip
def test_rules_are_selected_as_pytest_selects(run, pytester, options, chosen):
    run(*options, "--redox-report-json", "out.json")

    assert set(verdicts(read(pytester))) == chosen


@pytest.mark.parametrize("workers", some([[], ["-n", "2"]]), ids=["alone", "xdist"])
def test_what_is_known_is_an_expected_failure(run, pytester, workers):
    (pytester.path / "known.yaml").write_text(
        "known:\n  receiver.token.variants: T-1\n  receiver.push.right: ''\n"
    )
    result = run("--redox-baseline", "known.yaml", "--redox-report-json", "out.json", *workers)

    result.assert_outcomes(passed=5, failed=1, skipped=1, xfailed=2)
    result.stdout.fnmatch_lines([
        "Known, and still so: receiver.token.variants[[]case-flipped[]]",
        "New, not in the baseline: receiver.leak.answer",
        "Stale: receiver.push.right failed no more; *",
    ])  # fmt: skip
    assert read(pytester)["rules"][1]["known"] is True


def test_the_baseline_is_written_and_then_holds(run, pytester):
    wrote = run("--redox-baseline", "known.yaml", "--redox-update-baseline")
    read_again = run("--redox-baseline", "known.yaml")

    assert (wrote.ret, read_again.ret) == (0, 0)
    wrote.stdout.fnmatch_lines(["The baseline *known.yaml holds 2 failures now."])


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--redox-baseline", "none.yaml"], "*ERROR: the baseline *none.yaml is not there; *"),
        (["--redox-report-json", "no/out.json"],
         "*ERROR: --redox-report-json no/out.json: there is no such folder, or it is one*"),
        (["--redox-level", "most"], "*--redox-level most: use one of must, should, advice*"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_told_at_the_start(run, options, problem):
    result = run(*options)

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([problem])


def test_a_rule_that_breaks_shows_where(run, pytester):
    result = run("--redox-report-json", "out.json", rules=fake_rules.BREAKS)
    variant = read(pytester)["rules"][0]["variants"][0]

    result.stdout.fnmatch_lines(["E   * RuntimeError: the probe fell over"])
    assert (variant["verdict"], variant["broke"]) == ("failed", True)


def test_a_run_without_rules_writes_and_says_nothing(pytester):
    pytester.makepyfile("def test_it(redox): ...")
    result = pytester.runpytest("--redox-report-json", "out.json")

    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*redox contract*")
    assert not (pytester.path / "out.json").exists()


def test_a_rule_in_one_s_own_suite_is_found_in_one_s_own_file(run, pytester):
    run("--redox-report-sarif", "out.json", "-k", "receiver.token.variants")
    location = read(pytester)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]

    assert location["artifactLocation"]["uri"] == "test_mine.py"


def test_an_app_in_the_process_is_named(pytester):
    pytester.makeconftest("""
        import pytest

        def my_receiver(environ, start):
            start("200 OK", [])
            return [b""]

        @pytest.fixture
        def redox_receiver():
            return my_receiver
    """)
    pytester.makepyfile(
        fake_rules.HEAD
        + """
@rule("receiver.push.right", title="It is there", level="must", **FACT)
def test_right(redox_receiver):
    assert redox_receiver
"""
    )
    pytester.runpytest("--redox-report-json", "out.json").assert_outcomes(passed=1)

    assert read(pytester)["targets"] == {"receiver": "my_receiver (in process)"}


def test_a_rule_that_passes_when_run_again_has_passed(pytester):
    pytester.makepyfile(
        fake_rules.HEAD
        + """
@rule("receiver.push.right", title="It is there", level="must", **FACT)
@pytest.mark.parametrize("n", [1])
def test_right(redox, n):
    assert False, "it never holds"
"""
    )
    pytester.makeconftest("""
        import pytest
        from _pytest.runner import runtestprotocol

        @pytest.hookimpl(tryfirst=True)
        def pytest_runtest_protocol(item, nextitem):
            for times in range(2):
                reports = runtestprotocol(item, nextitem=nextitem, log=False)
                item.obj = lambda redox, n: None
                for each in reports:
                    item.ihook.pytest_runtest_logreport(report=each)
            return True
    """)
    pytester.runpytest("--redox-report-json", "out.json")

    assert verdicts(read(pytester)) == {"receiver.push.right": "passed"}


def test_it_costs_those_nothing_who_do_not_use_it(pytester):
    pytester.makepyfile("""
        import sys

        def test_loaded():
            loaded = {name for name in sys.modules if name.startswith("mock_redox.")}
            assert not {"yaml", "rich", "click", "jinja2"} & set(sys.modules), loaded
            assert "mock_redox.adapters.contracting.results" not in loaded
    """)

    pytester.runpytest_subprocess("-p", "no:schemathesis").assert_outcomes(passed=1)


def test_what_is_repeated_so_that_the_rules_need_not_be_loaded_is_the_same():
    assert report_plugin.MARKER == rules.MARKER
    assert rules.LEVELS[-1] == collecting.LOWEST
