"""What is wrong with the target, the probe or the usage is told before anything is judged."""

from __future__ import annotations

import itertools

import pytest


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
