"""``mock-redox contract``: it runs, selects, shows, and ends with a code that says how it went."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from urllib.parse import urlsplit

import fake_rules
import pytest
from fake_rules import TOKEN

from mock_redox.adapters.contracting import preflight, runner

SLOW = """
@rule("receiver.push.slow", title="It waits", level="must", **FACT)
def test_slow(redox):
    time.sleep(60)
"""
MAIN = (
    "import sys, pathlib; from mock_redox.adapters.contracting import preflight, runner;"
    "runner.HOME = pathlib.Path(sys.argv.pop(1)); from mock_redox.adapters.cli import main; main()"
)


@pytest.fixture
def rules(monkeypatch, tmp_path):
    """Puts made-up rules in place of the real ones."""

    def put(text=fake_rules.ALL):
        home = fake_rules.written(tmp_path, text)
        monkeypatch.setattr(runner, "HOME", home)
        return home

    return put


@pytest.fixture
def judge(call, receiver, rules):
    """Judges the receiver by made-up rules."""

    def run(*options, text=fake_rules.ALL, url=None, **environ):
        rules(text)
        return call(
            "contract", "receiver", url or receiver.url, "--verification-token", TOKEN, *options,
            **{"COLUMNS": "120", **environ},
        )  # fmt: skip

    return run


def by_token(read):
    """A receiver that takes what has the token, as ``read`` makes of the header."""

    def answer(environ, body):
        sent = json.loads(body) if body else {}
        if "challenge" in sent:
            return 200, {}, sent["challenge"].encode()
        if environ["REQUEST_METHOD"] == "GET":
            return 405, {}, b""
        good = read(environ.get("HTTP_VERIFICATION_TOKEN", "")) == read(TOKEN)
        return (200, {}, b"") if good else (401, {}, b"no")

    return answer


SOUND = by_token(lambda token: token)
ANY_CASE = by_token(str.lower)


def row(said, rule):
    """The words in the table's row of a rule."""
    lines = said.out.splitlines()
    found = next(line.split(maxsplit=2) for line in lines if line.startswith(rule))
    return [part.strip() for part in found]


def test_a_sound_receiver_passes_and_the_table_says_what_was_seen(judge, receiver):
    receiver.answer = SOUND
    said = judge("--level", "should")

    assert said.code == 0
    assert row(said, "receiver.push.right") == ["receiver.push.right", "passed", "as right: 200"]
    assert row(said, "receiver.token.variants")[1:2] == ["passed"]
    assert row(said, "receiver.token.processed")[1:2] == ["weak"]
    known = [line.rstrip() for line in said.out.splitlines()]
    assert "receiver.token.old        not judged  no former token was given: --old-token T" in known
    assert "receiver.verify.get" not in said.out
    assert "client.token.reuse" not in said.out
    assert "5 rules: 1 weak, 3 passed, 1 not judged in " in said.out
    assert "Weak, 1 rule: no probe was given\n" in said.out


def test_a_failure_tells_what_it_means_and_how_to_see_it_again(judge, receiver):
    receiver.answer = ANY_CASE
    said = judge()

    assert said.code == 1
    assert row(said, "receiver.token.variants")[1:] == [
        "failed",
        "1 of 3 failed (case-flipped): it answered 200 to a token that    Strangers get in.",
    ]
    for line in (
        "receiver.token.variants[case-flipped] ──",
        "\nit answered 200 to a token that is case-flipped\n",
        "\nRule: A wrong token is refused (must)\n",
        "\nIn production: strangers get in.\n",
        "\nIt rests on: Redox sends the token with each message. (documented: webhooks.md 3)\n",
        "\nSeen: as case-flipped: 200\n",
        f"\n  POST {receiver.url}\n  > verification-token: [hidden 27 chars #",
        "\nJudge it alone: --select receiver.token.variants\n",
        f"\nTo repeat it:\n  curl -i -X POST {receiver.url} \\\n    -H 'verification-token: '\"$(",
    ):
        assert line in said.out
    assert TOKEN not in said.out + said.err


def test_the_line_that_repeats_a_failure_repeats_it(judge, receiver):
    receiver.answer = ANY_CASE
    said = judge()
    line = said.out.split("token.variants[case-flipped] ─")[1].split("To repeat it:\n")[1]
    line = line.split("\nJudge it alone")[0]
    told = receiver.got[-1]
    before = len(receiver.got)
    environ = {**os.environ, "MOCK_REDOX_VERIFICATION_TOKEN": TOKEN}
    ended = subprocess.run(
        ["sh", "-c", f"{line} -s"], capture_output=True, text=True, env=environ, timeout=20
    )

    assert ended.stdout.startswith("HTTP/1.1 200")
    assert len(receiver.got) == before + 1
    method, _, headers, body = receiver.got[-1]
    assert (method, headers["verification-token"]) == ("POST", TOKEN.swapcase())
    assert json.loads(body)["Meta"]["EventType"] == json.loads(told[3])["Meta"]["EventType"]


def test_on_a_narrow_terminal_nothing_is_cut(judge, receiver):
    receiver.answer = ANY_CASE
    said = judge(COLUMNS="80")
    table = said.out.partition("\n\n")[0]

    assert max(map(len, table.splitlines())) <= 80
    assert "it does not echo the challenge of a GET" in " ".join(table.split())
    assert "Strangers get in." in table


def test_advice_does_not_fail_the_run(judge, receiver):
    receiver.answer = SOUND
    said = judge()

    assert said.code == 0
    assert row(said, "receiver.verify.get")[1] == "failed"
    assert "\nreceiver.verify.get ──" in said.out


def test_a_level_leaves_out_what_is_below_it(judge, receiver):
    receiver.answer = SOUND

    assert "receiver.leak.answer" in judge("--level", "should").out
    assert "receiver.leak.answer" not in judge("--level", "must").out


@pytest.mark.parametrize(
    ("select", "chosen"),
    [
        (["receiver.push.right"], ["receiver.push.right"]),
        (["receiver.token"], ["receiver.token.variants", "receiver.token.processed"]),
        (["receiver.push,receiver.leak"], ["receiver.push.right", "receiver.leak.answer"]),
        (["receiver.push", "--select", "receiver.leak"],
         ["receiver.push.right", "receiver.leak.answer"]),
        (["one-short"], ["receiver.token.variants"]),
        (["WRONG TOKEN"], None),
        (["receiver.token and not variants"], ["receiver.token.processed"]),
        (["is refused,push.right"], None),
    ],
)  # fmt: skip
def test_rules_are_selected_by_id_beginning_word_or_expression(judge, receiver, select, chosen):
    receiver.answer = SOUND
    said = judge("--select", *select, "--json")
    if chosen is None:  # words are no ids, and blanks make it an expression
        assert said.code == 2
        return
    judged = [each["id"] for each in said.json["rules"] if each["verdict"] != "skipped"]

    assert judged == chosen


def test_a_selection_that_fits_nothing_is_told_with_the_nearest_rule(judge):
    said = judge("--select", "receiver.push,receiver.token.varants")

    assert said.code == 2
    assert said.problem == (
        "Error: no rule fits receiver.token.varants; did you mean 'receiver.token.variants'?"
    )


def test_a_run_that_judged_nothing_is_no_success(judge):
    said = judge("--select", "receiver.token.old")

    assert said.code == 2
    assert said.problem == "Error: nothing was judged; the table says what the rules need"
    assert "no former token was given" in said.out


def test_json_goes_to_stdout_whole(judge, receiver):
    receiver.answer = ANY_CASE
    said = judge("--json", "--seed", "7")

    assert said.json["seed"] == 7
    assert said.json["verdict"] == "failed"
    assert said.json["targets"] == {"receiver": receiver.url}


def test_the_same_seed_sends_the_same_ids_again(call, rules, receiver):
    receiver.answer = SOUND
    rules(fake_rules.RIGHT)
    for seed in (["--seed", "7"], ["--seed", "7"], []):
        call("contract", "receiver", receiver.url, "--verification-token", TOKEN, *seed)
    first, again, other = [body for _, _, _, body in receiver.got]

    def logs(body):
        return json.loads(body)["Meta"]["Logs"]

    assert logs(first) == logs(again)
    assert logs(first) != logs(other)


def test_the_number_of_a_run_is_told(judge, receiver):
    receiver.answer = SOUND
    said = judge("--seed", "1234")

    assert said.out.endswith("The same run again: --seed 1234\n")


def test_a_line_for_each_rule_tells_how_far_it_is(judge, receiver):
    receiver.answer = ANY_CASE
    said = judge("--level", "must")

    assert said.err.splitlines() == [
        "1/6 receiver.push.right passed",
        "4/6 receiver.token.variants failed",
        "5/6 receiver.token.processed weak",
        "6/6 receiver.token.old skipped",
    ]


def test_a_target_that_is_down_is_told_before_anything_is_judged(judge, dead_url):
    said = judge(url=dead_url)

    assert (said.code, said.out) == (3, "")
    assert said.problem.startswith(f"Error: nothing answers at {dead_url} (URL): ")


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("127.0.0.1:8000", "URL '127.0.0.1:8000' is not a URL; write it as "),
        ("ftp://127.0.0.1/redox", "URL 'ftp://127.0.0.1/redox' is not a URL"),
        ("http://[::1", "URL 'http://[::1' is not a URL"),
        ("http://8.8.8.8/redox", "set MOCK_REDOX_ALLOWED_TARGETS=8.8.8.8, if you mean it"),
    ],
)
def test_a_target_that_is_none_is_wrong_usage(judge, url, problem):
    said = judge(url=url)

    assert (said.code, said.out) == (2, "")
    assert problem in said.problem


def test_without_a_token_it_says_so(call, receiver):
    said = call("contract", "receiver", receiver.url)

    assert said.code == 2
    assert "MOCK_REDOX_VERIFICATION_TOKEN" in said.problem


def test_the_tokens_may_come_from_the_environment(call, rules, receiver, recwarn):
    rules("""
@rule("receiver.token.given", title="They are given", level="must", **FACT)
def test_given(request):
    options = [request.config.getoption(f"--redox-{name}-token") for name in
               ("verification", "old", "other")]
    assert options == ["aaa", "bbb", "ccc"], str(options)
""")
    environ = {f"MOCK_REDOX_{name}_TOKEN": value for name, value in
               (("VERIFICATION", "aaa"), ("OLD", "bbb"), ("OTHER", "ccc"))}  # fmt: skip

    assert call("contract", "receiver", receiver.url, **environ).code == 0
    assert not recwarn.list


@pytest.mark.parametrize(("body", "code"), [(b"3", 0), (b"[1, 2]", 0), (b"no", 2), (b'"3"', 2)])
def test_a_probe_is_asked_once_before(judge, receiver, body, code):
    receiver.answer = lambda environ, sent: (200, {}, body)
    said = judge("--probe", receiver.url, "--select", "receiver.token.processed")

    assert said.code == code
    if code:
        assert "the probe " in said.problem


def test_a_probe_that_changes_by_itself_is_told(judge, receiver):
    asked = itertools.count(3)
    receiver.answer = lambda environ, sent: (200, {}, str(next(asked)).encode())
    said = judge("--probe", receiver.url)

    assert said.code == 2
    assert "changes by itself: it said 3, 4, 5, 6 while nothing was sent" in said.problem


def test_a_probe_that_is_down_is_told(judge, dead_url):
    said = judge("--probe", dead_url)

    assert said.code == 3
    assert "(--probe)" in said.problem


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--log", "nowhere.log"], "--log nowhere.log: there is no such file"),
        (["--update-baseline"], "--update-baseline needs --baseline FILE"),
        (["--baseline", "none.yaml"],
         "the baseline none.yaml is not there; --update-baseline writes it"),
        (["--report-html", "no/such/folder/a.html"], "there is no such folder"),
        (["--report-json", "."], "there is no such folder, or it is one"),
        (["--level", "most"], "Invalid value for '--level'"),
        (["--config", "none.yaml"], "none.yaml: No such file or directory"),
        (["--event", "PatientAdmin.Arival"], "unknown event 'PatientAdmin.Arival'"),
    ],
)  # fmt: skip
def test_wrong_usage_is_told_before_anything_is_sent(
    judge, receiver, monkeypatch, tmp_path, options, problem
):
    monkeypatch.chdir(tmp_path)
    said = judge(*options)

    assert (said.code, said.out) == (2, "")
    assert problem in said.problem
    assert receiver.got == []


def test_reports_are_written_where_they_are_asked_for(judge, receiver, monkeypatch, tmp_path):
    receiver.answer = ANY_CASE
    monkeypatch.chdir(tmp_path)
    forms = {"junit": "<?xml ", "json": "{", "html": "<!doctype html>", "sarif": "{"}
    said = judge(*(part for form in forms for part in (f"--report-{form}", f"out.{form}")))

    assert said.code == 1
    for form, start in forms.items():
        assert (tmp_path / f"out.{form}").read_text().startswith(start)


def test_what_the_user_has_set_for_pytest_is_left_out(judge, receiver, monkeypatch, tmp_path):
    receiver.answer = SOUND
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --nonsense\n")
    (tmp_path / "conftest.py").write_text("raise SystemExit\n")
    monkeypatch.chdir(tmp_path)
    environ = {"PYTEST_ADDOPTS": "--nonsense", "PYTEST_PLUGINS": "nonsense"}
    monkeypatch.setenv("PYTEST_ADDOPTS", "--more-nonsense")
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    said = judge(**environ)

    assert said.code == 0
    assert os.environ["PYTEST_ADDOPTS"] == "--more-nonsense"
    assert "PYTEST_DISABLE_PLUGIN_AUTOLOAD" not in os.environ
    assert not (tmp_path / ".pytest_cache").exists()


def test_a_rule_that_breaks_is_no_pass(judge):
    said = judge(text=fake_rules.BREAKS)

    assert said.code == 1
    assert "this could not be judged: RuntimeError: the probe fell over" in said.out


def test_rules_that_can_not_be_read_are_told(judge):
    said = judge(text="import no_such_module\n")

    assert said.code == 1
    assert "The run went wrong: " in said.out
    assert "no_such_module" in said.out


def test_hostile_answers_write_nothing_to_the_terminal(judge, receiver):
    evil = b"\x1b[2J\x1b]0;x\x07<script>\x00\xff" + b"A" * 100_000 + TOKEN.encode()
    receiver.answer = lambda environ, body: (200, {"X-Evil": "a\x1b[31m"}, evil)
    said = judge()

    assert said.code == 1
    assert "\x1b" not in said.out
    assert "\x00" not in said.out
    assert TOKEN not in said.out
    assert len(said.out) < 30_000


def run_apart(home, url, *options):
    command = [sys.executable, "-c", MAIN, str(home), "contract", "receiver", url,
               "--verification-token", TOKEN, *options]  # fmt: skip
    environ = {k: v for k, v in os.environ.items() if not k.startswith("MOCK_REDOX_")}
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # in the background it is not
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ,
        preexec_fn=heard,
    )  # fmt: skip


def test_ctrl_c_leaves_what_was_judged_until_then(receiver, tmp_path):
    receiver.answer = SOUND
    home = fake_rules.written(tmp_path, fake_rules.RIGHT + SLOW + fake_rules.WEAK)
    with run_apart(home, receiver.url, "--report-json", str(tmp_path / "out.json")) as process:
        try:
            assert process.stderr.readline() == "1/3 receiver.push.right passed\n"
            time.sleep(0.3)  # it is in the slow one
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
        finally:
            process.kill()
    report = json.loads((tmp_path / "out.json").read_text())

    assert process.returncode == 130, err
    assert "Interrupted: not all rules were judged." in out
    assert "Traceback" not in out + err
    assert report["interrupted"] is True
    assert [each["id"] for each in report["rules"]] == ["receiver.push.right"]


def test_ctrl_c_before_the_run_ends_as_well(judge, monkeypatch):
    def interrupted(*given):
        raise KeyboardInterrupt

    monkeypatch.setattr(preflight, "reach", interrupted)
    said = judge()

    assert (said.code, said.out, said.err) == (130, "", "Interrupted.\n")


@pytest.mark.parametrize("environ", [{}, {"FORCE_COLOR": "1", "TERM": "xterm"}])
def test_on_a_terminal_one_line_moves(judge, receiver, environ):
    receiver.answer = ANY_CASE
    said = judge("--level", "must", **environ)

    assert said.code == 1
    assert ("\x1b" in said.err) is bool(environ)


def test_the_rules_are_listed(call):
    said = call("contract", "rules")
    found = call("contract", "rules", "--json").json
    known = [" ".join(line.split()) for line in said.out.splitlines()]

    assert said.code == 0
    assert known == [f"{each['id']} {each['level']} {each['title']}" for each in found]
    assert {"id", "title", "level", "side", "rests_on", "mark", "source", "means"} == set(found[0])


def test_the_schema_of_the_report_is_printed(call):
    assert call("contract", "schema").json["$id"] == "urn:mock-redox:contract-report:1"


@pytest.mark.parametrize("side", ["receiver", "client"])
def test_help_tells_the_options_and_the_exit_codes(call, side):
    text = " ".join(call("contract", side, "--help").out.split())

    options = "select level baseline update-baseline seed json report-junit report-json"
    for option in (*options.split(), "report-html", "report-sarif"):
        assert f" --{option} " in text
    assert "Exit codes: 0 fine; " in text
    assert "130 interrupted; " in text


class TestBaseline:
    def test_what_is_known_does_not_fail_the_run(self, judge, receiver, tmp_path):
        receiver.answer = ANY_CASE
        file = tmp_path / "known.yaml"
        file.write_text("known:\n  receiver.token.variants[case-flipped]: TICKET-12\n")
        said = judge("--baseline", file)

        assert said.code == 0
        assert "Known, and still so: receiver.token.variants[case-flipped]\n" in said.out

    def test_a_new_failure_fails_it(self, judge, receiver, tmp_path):
        receiver.answer = lambda environ, body: (200, {}, b"")
        file = tmp_path / "known.yaml"
        file.write_text("known:\n  receiver.token.variants[case-flipped]: ''\n")
        said = judge("--baseline", file, "--level", "must")

        assert said.code == 1
        assert (
            "New, not in the baseline: receiver.token.variants[wrong], "
            "receiver.token.variants[one-short]\n"
        ) in said.out

    def test_a_stale_entry_is_told_and_does_not_fail_it(self, judge, receiver, tmp_path):
        receiver.answer = SOUND
        file = tmp_path / "known.yaml"
        file.write_text("known:\n  receiver.push.right: ''\n  receiver.token.old: ''\n")
        said = judge("--baseline", file)

        assert said.code == 0
        told = " ".join(said.out.split())
        assert f"Stale: receiver.push.right failed no more; take it out of {file}" in told

    def test_it_is_written_and_read_again(self, judge, receiver, tmp_path):
        receiver.answer = ANY_CASE
        file = tmp_path / "known.yaml"
        wrote = judge("--baseline", file, "--update-baseline")
        read = judge("--baseline", file)

        assert (wrote.code, read.code) == (0, 0)
        assert f"The baseline {file} holds 1 failure now.\n" in wrote.out
        assert "receiver.token.variants[case-flipped]: ''\n" in file.read_text()
        assert "Stale" not in read.out


class TestClient:
    @pytest.fixture
    def client_rules(self, rules):
        rules("""
@rule("client.token.given", title="They are given", level="must", **FACT)
def test_given(request):
    found = {name: request.config.getoption(f"--redox-{name}") for name in
             ("call", "command", "reload", "log", "port", "mock-url", "config", "patience")}
    given = {name: value for name, value in found.items() if value}
    assert not given, repr(given)
""")

    def test_options_reach_the_rules(self, call, client_rules, receiver, tmp_path):
        log = tmp_path / "app.log"
        log.write_text("")
        said = call(
            "contract", "client", "--call", receiver.url, "--reload", receiver.url, "--log", log,
            "--port", "7399", "--patience", "1.5", "--json",
        )  # fmt: skip
        told = said.json["rules"][0]["variants"][0]["said"]

        assert eval(told) == {
            "call": receiver.url, "reload": receiver.url, "log": [str(log)], "port": "7399",
            "patience": 1.5,
        }  # fmt: skip
        assert said.json["targets"] == {"client": receiver.url}

    @pytest.mark.parametrize("options", [[], ["--call", "http://127.0.0.1:1/", "--command", "x"]])
    def test_one_way_to_call_is_needed(self, call, options):
        said = call("contract", "client", *options)

        assert said.code == 2
        assert "give --call URL or --command CMD" in said.problem

    def test_a_url_that_is_down_is_told(self, call, client_rules, dead_url):
        said = call("contract", "client", "--call", dead_url)

        assert said.code == 3
        assert f"nothing answers at {dead_url} (--call)" in said.problem

    def test_a_mock_that_runs_has_its_own_port(self, call, client_rules, receiver):
        said = call("contract", "client", "--command", "x", "--mock-url", receiver.url,
                    "--port", "1")  # fmt: skip

        assert said.code == 2

    def test_what_is_no_mock_is_told(self, call, client_rules, receiver):
        said = call("contract", "client", "--command", "x", "--mock-url", receiver.url)

        assert said.code == 3
        assert "is not this mock" in said.problem

    def test_a_port_that_is_taken_is_told(self, call, client_rules, receiver):
        port = urlsplit(receiver.url).port
        said = call("contract", "client", "--command", "x", "--port", port)

        assert said.code == 2
        assert f"can't listen on 127.0.0.1:{port}" in said.problem
