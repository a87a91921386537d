"""Clients in any language, judged from outside, by a URL or a command."""

import shutil
import sys

import pytest
from clientele.judge import ALL
from thoroughness import thorough

from mock_redox import MockRedox
from mock_redox.contract import clients

TESTS = len(ALL)
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not here")
needs_shell = pytest.mark.skipif(
    not all(map(shutil.which, ("sh", "curl", "openssl"))), reason="curl or openssl is not here"
)


def judge(run, port, url, *options):
    return run(
        "--redox-port", str(port), "--redox-call", f"{url}/call", "--redox-reload",
        f"{url}/reload", *options,
    )  # fmt: skip


def counts(result):
    return {how: many for how, many in result.parseoutcomes().items() if how != "deselected"}


def reasons(result):
    return [line for line in result.outlines if line.startswith("SKIPPED")]


@thorough
def test_a_sound_service_in_python_passes_all_that_can_be_judged(run, service, free_port, tmp_path):
    log = tmp_path / "app.log"
    log.write_text("started\n")

    url = service("server.py", LIMIT="2")

    result = judge(run, free_port, url, "--redox-log", str(log), "--redox-patience", "3")

    assert counts(result) == {"passed": TESTS - 1, "skipped": 1}
    assert "expires_in knows no time zone" in reasons(result)[0]


@thorough
@needs_node
def test_a_sound_service_in_node_passes_all_that_can_be_judged(run, service, free_port):
    result = judge(run, free_port, service("service.mjs"))

    assert counts(result) == {"passed": TESTS - 4, "skipped": 4}


@thorough
def test_a_sound_service_with_a_legacy_key_passes_all_that_can_be_judged(run, service, free_port):
    key = MockRedox().legacy_key  # the seed decides it
    url = service("server.py", REDOX_API_KEY=key.api_key, REDOX_SECRET=key.secret)

    result = run("--redox-port", str(free_port), "--redox-call", f"{url}/call")

    assert result.ret == 0
    assert sum("signs no assertions" in line for line in reasons(result)) == 1


@pytest.fixture
def job(request):
    return f"sh {request.path.parents[1] / 'clientele' / 'job.sh'}"


@thorough
@needs_shell
def test_a_sound_job_in_shell_passes_all_that_can_be_judged(run, job):
    result = run("--redox-command", job)

    assert result.ret == 0
    assert result.parseoutcomes()["passed"] >= 40
    assert any("whether a system that runs on keeps its token" in line for line in reasons(result))


@thorough
@needs_shell
def test_a_job_that_leaves_a_refused_call_to_its_next_run_is_sound_too(run, job):
    result = run("--redox-command", f"env ONCE=1 {job}", "-k", "refused or recover or outage")

    assert result.ret == 0
    assert result.parseoutcomes()["passed"] >= 8


def test_a_service_that_never_renews_its_token_fails_that_rule(run, service, free_port):
    result = judge(run, free_port, service("server.py", "never renews"))

    assert counts(result) == {"failed": 1, "skipped": TESTS - 1}
    result.stdout.fnmatch_lines(["after the end of its first token it answered 502*"])
    assert all("client.token.renewal" in line or "no log is named" in line
               for line in reasons(result))  # fmt: skip


def test_a_service_with_a_fault_fails_the_rule_of_it(run, service, free_port):
    url = service("server.py", "does not react to 401", "overlooks Meta.Errors", "token in the URL")

    result = judge(run, free_port, url, "-k", "refused_early or meta_errors or in_a_url or no_json")

    assert counts(result) == {"failed": 4, "passed": 3}


def test_a_token_that_was_logged_when_it_was_fetched_is_found(run, service, free_port, tmp_path):
    log = tmp_path / "app.log"
    log.write_text("")
    url = service("server.py", "logs its login", "does not react to 401", LOG=str(log))

    result = judge(run, free_port, url, "--redox-log", str(log),
                   "-k", "of_several_patients or in_its_logs")  # fmt: skip

    assert counts(result) == {"failed": 1, "passed": 1}
    result.stdout.fnmatch_lines([f"*token stands in {log}*"])


@thorough
def test_a_mock_that_runs_elsewhere_serves_as_well(run, service, free_port):
    url = service("server.py", "token in the URL", "token in the body")
    with MockRedox().serve(port=free_port) as mock:
        before = mock.settings

        result = run("--redox-mock-url", mock.url, "--redox-call", f"{url}/call", "--redox-reload",
                     f"{url}/reload")  # fmt: skip

        assert mock.settings == before
        assert not mock.core.failures.all()
        assert abs(mock.clock.as_json()["ahead_seconds"]) < 1
    assert counts(result) == {"failed": 2, "passed": TESTS - 12, "skipped": 10}
    result.stdout.fnmatch_lines(["*the token stands in the URL of POST /endpoint 200*"])
    result.stdout.fnmatch_lines(["*the token stands in the body of POST /endpoint 200*"])


@pytest.mark.parametrize("selected", ["test_client", "used_again_while or at_the_same_time_fetch"])
def test_a_service_that_is_down_is_told_once_and_loudly(run, free_port, selected):
    url = f"http://127.0.0.1:{free_port}"

    result = run("--redox-port", "0", "--redox-call", url, "-k", selected)

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([f"*could not be called: it gave no answer to POST {url}*"])
    whole = {"failed": 1, "skipped": TESTS - 1}
    assert counts(result) == (whole if selected == "test_client" else {"failed": 2})


COMMANDS = {
    "makes no call": ("print('fine')", "no request reached the mock"),
    "always fails": ("raise SystemExit('no')", "no request reached the mock"),
    "knows no key": (
        "import os, requests; requests.post(os.environ['REDOX_URL'] + '/auth/authenticate', "
        "json={'apiKey': 'x', 'secret': 'y'}).raise_for_status()",
        "no call got through: legacy.key_unknown",
    ),
}


@pytest.mark.parametrize("what", COMMANDS)
def test_a_job_that_does_not_work_at_all_is_told_once_and_loudly(run, what, monkeypatch):
    monkeypatch.setattr(clients, "_AWAKE", 0.2)  # seconds that it may take to wake up
    code, said = COMMANDS[what]

    result = run("--redox-command", f'{sys.executable} -c "{code}"')

    assert counts(result) == {"failed": 1, "skipped": TESTS - 1}
    result.stdout.fnmatch_lines([f"*{said}*"])


@thorough
def test_with_workers_of_xdist_one_of_them_judges_it(pytester, service, free_port):
    url = service("server.py")

    result = pytester.runpytest_subprocess(
        "--pyargs", "mock_redox.contract", "-n", "2", "-k", "gets_through or recovery or several",
        "--redox-port", str(free_port), "--redox-call", f"{url}/call",
        "--redox-reload", f"{url}/reload", "-p", "no:cacheprovider",
    )  # fmt: skip

    assert result.ret == 0
    assert result.parseoutcomes()["passed"] >= 3


def test_without_any_way_to_call_it_all_rules_are_skipped(run):
    result = run()

    assert counts(result) == {"skipped": TESTS}
    assert all("give --redox-call URL" in line for line in reasons(result))


MISTAKES = {
    "a port in use": (["--redox-call", "http://127.0.0.1:1/x", "--redox-port", "{port}"],
                      "can't listen on 127.0.0.1:"),
    "no URL": (["--redox-call", "http://", "--redox-port", "0"], "is not an http or https URL"),
    "no mock": (["--redox-call", "http://127.0.0.1:1/x", "--redox-mock-url", "http://127.0.0.1:1"],
                "no mock answers at"),
    "no such log": (["--redox-command", "true", "--redox-log", "nowhere.log"], "nowhere.log: "),
}  # fmt: skip


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_in_the_options_is_told_in_a_line(run, what):
    options, said = MISTAKES[what]
    with MockRedox().serve() as other:
        port = other.url.rpartition(":")[2]

        result = run("-k", "gets_through", *(each.format(port=port) for each in options))

    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines([f"*{said}*"])
    result.stdout.no_fnmatch_line("*Traceback*")
