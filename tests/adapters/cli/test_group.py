"""The ``mock-redox`` command as a whole: help, exit codes, and where it can be called from."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from mock_redox import __version__
from mock_redox.adapters.cli import main
from mock_redox.adapters.environ import from_environ

COMMANDS = ["serve", "verify", "push", "clock", "journal", "reset", "health"]


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_lists_the_commands_and_the_exit_codes(call, flag):
    said = call(flag)
    text = " ".join(said.out.split())

    assert said.code == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in said.out] == []
    assert text.endswith(
        "Exit codes: 0 fine 1 a check failed 2 usage or config is wrong "
        "3 the mock or the endpoint can't be reached"
    )
    assert "Start with: mock-redox serve" in text


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(call, name):
    said = call(name, "--help")

    assert said.code == 0
    assert said.out.startswith(f"Usage: mock-redox {name} ")


def _all_commands(group=main, *names):
    """Each command, as one calls it, with those below it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield [*names, name], command
        if isinstance(command, click.Group):
            yield from _all_commands(command, *names, name)


ALL = [pytest.param(*each, id=" ".join(each[0])) for each in _all_commands()]
A_DOCUMENT = ["serve", "schema", "contract schema", "message", "reproduce"]
"""What these print is one for programs already."""


@pytest.mark.parametrize(("names", "command"), ALL)
def test_the_help_of_each_command_tells_the_exit_codes(call, names, command):
    assert "\n  Exit codes:\n    0  " in call(*names, "--help").out


@pytest.mark.parametrize(("names", "command"), ALL)
def test_each_command_prints_json_if_asked(names, command):
    acts = not isinstance(command, click.Group) or command.invoke_without_command
    options = [word for each in command.params for word in each.opts]

    assert ("--json" in options) is (acts and " ".join(names) not in A_DOCUMENT)


def test_no_variable_of_a_command_is_taken_for_a_wrong_setting():
    used = {each.envvar for *_, command in _all_commands() for each in command.params}
    mine = {name: "1" for name in used if name}

    assert "MOCK_REDOX_SECRET" in mine
    from_environ(mine, tell=pytest.fail)


def test_the_version_is_told(call):
    assert call("--version").out == f"mock-redox, version {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["--nonsense"], ["verify"], ["push"], ["push", "A.B"], ["clock", "nonsense"],
     ["clock", "advance"], ["journal", "--limit", "x"], ["serve", "--nonsense"]],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_ends_with_2(call, arguments):
    said = call(*arguments)

    assert (said.code, said.out) == (2, "")
    assert said.problem.startswith("Error: ")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("serv", "Error: No such command 'serv'. Did you mean 'serve'?"),
        ("Sign-On", "Error: No such command 'Sign-On'. Did you mean 'sign-on'?"),
        ("xyzzy", "Error: No such command 'xyzzy'."),
        ("", "Error: No such command ''."),
    ],
)
def test_a_command_that_is_nearly_one_is_told(call, name, problem):
    said = call(name)

    assert (said.code, said.problem) == (2, problem)


def _run(*command):
    environ = {k: v for k, v in os.environ.items() if not k.startswith("MOCK_REDOX_")}
    return subprocess.run(command, capture_output=True, text=True, env=environ, timeout=20)


def test_it_runs_as_a_module_and_as_a_script():
    script = Path(sys.executable).with_name("mock-redox")
    commands = [[sys.executable, "-m", "mock_redox", "journal"]]
    commands += [[str(script), "journal"]] if script.exists() else []
    ended = [_run(*command) for command in commands]

    told = "Error: no running mock is named; give --url or set MOCK_REDOX_URL\n"

    assert {(each.returncode, each.stdout, each.stderr) for each in ended} == {(2, "", told)}


@pytest.mark.parametrize(("body", "code"), [(None, 0), (b"no challenge", 1)])
def test_the_exit_code_reaches_the_shell(receiver, body, code):
    if body is not None:
        receiver.answer = lambda environ, sent: (200, {}, body)
    command = [sys.executable, "-m", "mock_redox", "verify", receiver.url]

    assert _run(*command, "--verification-token", "t").returncode == code


def test_an_endpoint_that_is_down_reaches_the_shell_as_3(dead_url):
    command = [sys.executable, "-m", "mock_redox", "verify", dead_url]
    ended = _run(*command, "--verification-token", "t")

    assert (ended.returncode, ended.stderr) == (3, "Error: the endpoint gave no answer\n")


def test_what_a_command_does_not_need_is_not_loaded():
    code = (
        "import sys; import mock_redox.adapters.cli.group, mock_redox.adapters.cli.serving;"
        "print({'flask', 'requests', 'responses', 'rich', 'joserfc'} & set(sys.modules))"
    )

    assert _run(sys.executable, "-c", code).stdout == "set()\n"
