"""Reports, rules that break, interruption, and what stands on a terminal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial

import fake_rules
import pytest
from fake_rules import ANY_CASE, SOUND, TOKEN

from mock_redox.adapters.contracting import preflight

SLOW = """
@rule("receiver.push.slow", title="It waits", level="must", **FACT)
def test_slow(redox):
    time.sleep(60)
"""


MAIN = (
    "import sys, pathlib; from mock_redox.adapters.contracting import preflight, runner;"
    "runner.HOME = pathlib.Path(sys.argv.pop(1)); from mock_redox.adapters.cli import main; main()"
)


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
