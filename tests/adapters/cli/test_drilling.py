"""``mock-redox drill`` and ``drills``: a system in any language, a mock here or elsewhere."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from subprocess import run
from types import SimpleNamespace

import pytest
from drilled import Drilled, Receives
from endpoints import started

from mock_redox import serve
from mock_redox.adapters.drills import systems
from mock_redox.core.drills.scripts import SCRIPTS

TOKEN = "my-made-up-token-0123456789"
QUICK = ["--every", "1m"]
LOGIN = """
import json, os, urllib.request as web
login = {"apiKey": os.environ["REDOX_API_KEY"], "secret": os.environ["REDOX_SECRET"]}
head = {"content-type": "application/json"}
url = os.environ["REDOX_URL"] + "/auth/authenticate"
web.urlopen(web.Request(url, json.dumps(login).encode(), head), timeout=20)
"""


@pytest.fixture
def app(redox_server):
    """A system behind two URLs: /call and /reload; whatever its client does, it does."""
    system = SimpleNamespace(client=Drilled(redox_server, redox_server.url), status=200, url="")

    def answer(environ, start):
        raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        status = system.status
        try:
            if environ["PATH_INFO"] == "/reload":
                system.client.switch(SimpleNamespace(**json.loads(raw)))
            else:
                system.client.call()
        except Exception:
            status = 500
        start(f"{status} X", [("Content-Length", "0")])
        return [b""]

    with serve(answer) as server:
        system.url = server.url
        yield system


@pytest.fixture
def urls(app):
    return ["--call", f"{app.url}/call", "--reload", f"{app.url}/reload"]


@pytest.fixture
def login(tmp_path):
    """A command that logs in with a legacy key, as its environment says."""
    script = tmp_path / "login.py"
    script.write_text(LOGIN)
    return ["--command", f"{sys.executable} -S -E {script}"]


def test_the_drills_are_listed(call):
    lines = call("drills").out.splitlines()

    assert [line.split()[0] for line in lines] == list(SCRIPTS)
    assert [each["name"] for each in call("drills", "--json").json["drills"]] == list(SCRIPTS)


def test_a_system_that_switches_in_time_ends_with_0(call, at, urls, redox):
    before = redox.clock.now()
    said = call("drill", "key", *urls, *QUICK, *at)

    assert said.code == 0
    assert "OK   could authenticate throughout: 0 s out in 18 tries" in said.out
    assert (redox.clock.now() - before).total_seconds() == 1020


def test_one_that_is_late_ends_with_1_and_says_for_how_long(call, at, urls):
    said = call("drill", "key", *urls, "--switch-after", "10m40s", *QUICK, *at)

    assert (said.code, said.problem) == (1, "Error: out for 40 s; 0 s are allowed")
    assert "could not authenticate for 40 s: from 12:11:00 to 12:11:40" in said.out
    assert "the old key was removed 40 s before the client switched" in said.out


def test_so_much_may_be_allowed(call, at, urls):
    late = ["--switch-after", "40s", "--json", *QUICK]

    fine = call("drill", "key-without-overlap", *urls, *late, "--allow", "40s", *at)
    assert (fine.code, fine.json["seconds_out"]) == (0, 40)
    assert call("drill", "key_without_overlap", *urls, *late, "--allow", "39s", *at).code == 1


@pytest.mark.parametrize(("refetch", "out"), [("--jwks-refetch", 0), ("--no-jwks-refetch", 240)])
def test_a_jwks_url_is_kept_on_the_running_mock(call, at, urls, redox, refetch, out):
    more = ["--switch-after", "0", "--jwks-cache", "5m", refetch, "--json"]
    said = call("drill", "key_jwks", *urls, *more, *QUICK, *at)

    assert said.json["seconds_out"] == out
    assert redox.settings.jwks_cache.total_seconds() == 0
    assert redox.client.jwks_url is None


def test_a_secret_of_a_running_mock(call, at, app, urls, redox):
    app.client = Drilled(redox, at[1], legacy=True)
    said = call("drill", "secret", *urls, "--switch-after", "40s", "--json", *QUICK, *at)

    assert said.json["seconds_out"] == 40


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize(("both", "after", "out"), [(1, "5m", 0), (1, "10m40s", 40), (0, "9m", 60)])
def test_a_verification_token(call, at, redox, app, both, after, out, there):
    receiver = Receives(TOKEN, both=both)
    app.client.switch = receiver.switch
    with serve(receiver.app) as server:
        where = at if there else ["--port", "0"]
        told = ["--of", server.url, "--reload", f"{app.url}/reload", "--switch-after", after]
        said = call("drill", "verification_token", *told, "--json", *QUICK, *where,
                    MOCK_REDOX_VERIFICATION_TOKEN=TOKEN)  # fmt: skip

    assert said.json["seconds_out"] == out, said.out
    assert (len(redox.core.destinations.all()) == 4) is there


def test_without_a_running_mock_it_serves_one_and_a_command_is_all_that_it_needs(call, login):
    said = call("drill", "secret", *login, "--port", "0", "--switch-after", "40s", "--every", "3m")

    assert said.code == 1
    assert "could not authenticate for 40 s" in said.out
    assert "because legacy.secret_wrong" in said.out
    assert "while the drill is held" in said.err.splitlines()[0]


def test_a_system_of_its_own_process_is_told_of_the_key_that_a_new_mock_has_made(
    call, tmp_path, monkeypatch, unused_port
):
    monkeypatch.setenv("REDOX_URL", f"http://127.0.0.1:{unused_port}")
    with started(sys.executable, "rotating.py") as url:
        said = call("drill", "key", "--call", f"{url}/call", "--reload", f"{url}/reload",
                    "--port", unused_port, *QUICK)  # fmt: skip

    assert (said.code, said.problem.count("mock_redox answers on")) == (0, 1), said.out


def test_a_command_can_tell_what_is_new(call, at, redox, tmp_path):
    heard = tmp_path / "heard"
    tell = "import os; print(*map(os.environ.get, os.environ['NAMES'].split()))"
    reload = f'NAMES="REDOX_VERIFICATION_TOKEN REDOX_DESTINATION_ID" {sys.executable} -c "{tell}"'
    receiver = Receives(TOKEN)
    with serve(receiver.app) as server:
        redox.verify(server.url, TOKEN)
        told = ["--of", server.url, "--reload-command", f"{reload} > {heard}"]
        said = call("drill", "verification_token", *told, "--settle", "0", *QUICK, *at)
    token, destination = heard.read_text().split()

    assert (said.code, said.problem) == (1, "Error: out for 60 s, to the end of the drill")
    assert redox.core.destinations.require(destination).verification_token == token
    assert "and the receiver never took it" in said.out


def test_a_command_knows_the_key_before_and_after_the_switch(call, at, redox, tmp_path):
    """It takes over what is in its environment; a real one would sign with it."""
    seen = tmp_path / "seen"
    kids = f"{sys.executable} -S -E -c \"import os; print(os.environ['REDOX_KID'])\" >> {seen}"
    script = tmp_path / "call.py"
    script.write_text(
        "import os, urllib.request as web, json\n"
        "url, id_ = os.environ['REDOX_URL'], os.environ['REDOX_CLIENT_ID']\n"
        "assert os.environ['REDOX_PRIVATE_KEY'].startswith('-----BEGIN')\n"
        "made = web.urlopen(web.Request(url + f'/__mock__/clients/{id_}/assertion',"
        " json.dumps({'kid': os.environ['REDOX_KID']}).encode()), timeout=20)\n"
        "form = 'grant_type=client_credentials&client_assertion=' + json.load(made)['assertion']"
        " + '&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer'\n"
        "web.urlopen(url + '/v2/auth/token', form.encode(), timeout=20)\n"
    )
    old = redox.client.kid
    said = call("drill", "key", "--command", f"{sys.executable} -S -E {script} && {kids}",
                "--every", "4m", *at)  # fmt: skip

    assert said.code == 0, said.out
    told = seen.read_text().split()
    assert set(told) == {old, redox.client.kid}
    assert told == sorted(told, key=lambda kid: kid != old)


def test_what_fails_before_anything_is_rotated_ends_with_1(call, at, app, urls, redox):
    app.status = 503
    said = call("drill", "key", *urls, *at)

    assert said.code == 1
    assert "fails before anything is rotated: Redox refused nothing" in said.problem
    assert f"POST {app.url}/call was answered 503" in said.problem
    assert len(redox.client.made) == 1


def test_a_command_that_fails_says_its_last_word(call, at):
    said = call("drill", "key", "--command", "echo no such key >&2; exit 7", *at)

    assert said.code == 1
    assert "the command ended with 7: no such key" in said.problem


def test_a_reload_that_fails_ends_with_1_and_leaves_the_clock_running(call, at, app, urls, redox):
    redox.clock.scale(2)
    app.client.switch = None
    said = call("drill", "key_without_overlap", *urls, *QUICK, *at)

    assert (said.code, said.problem) == (1, f"Error: POST {app.url}/reload was answered 500")
    assert redox.clock.rate == 2


def test_one_that_is_ended_by_sigterm_leaves_the_clock_running(at, redox):
    redox.clock.scale(60)
    drill = [sys.executable, "-m", "mock_redox", "drill", "secret", *at]
    ended = run([*drill, "--command", "kill -TERM $PPID; sleep 9"], capture_output=True, timeout=60)

    assert ended.returncode == 1
    assert redox.clock.rate == 60


def test_nobody_there_ends_with_3(call, at, urls, dead_url):
    mock_gone = call("drill", "key", *urls, "--url", dead_url)
    app_gone = call("drill", "key", "--call", dead_url, "--reload", dead_url, *at)
    mine = call("drill", "key", "--call", dead_url, "--reload", dead_url, "--port", "0")
    pushed = call("drill", "verification_token", "--of", dead_url, "--reload", dead_url, *at,
                  "--verification-token", TOKEN)  # fmt: skip

    assert [each.code for each in (mock_gone, app_gone, mine, pushed)] == [3, 3, 3, 3]
    assert "no mock answers at" in mock_gone.problem
    assert f"POST {dead_url} got no answer" in app_gone.problem


BOTH = ["--call", "http://a.test", "--reload", "http://a.test"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["keys", *BOTH], "no drill 'keys'; did you mean 'key'"),
        (["key"], "needs --call or --command"),
        (["key", "--call", "http://a.test"], "--reload or --reload-command"),
        (["key", *BOTH, "--command", "true"], "--call and --command contradict"),
        (["key", *BOTH, "--reload-command", "true"], "--reload and --reload-command contradict"),
        (["verification_token", *BOTH], "leave --call and --command out"),
        (["key", "--call", "a.test", "--reload", "http://a.test"], "not an http or https URL"),
        (["key", *BOTH, "--overlap", "long"], "overlap: 'long' is not a duration"),
        (["key", *BOTH, "--allow", "some"], "'some' is not a duration"),
        (["key", *BOTH, "--port", "0"], "--port is for a mock of the drill's own"),
        (["secret", *BOTH, "--overlap", "1m"], "has no overlap"),
        (["key", *BOTH, "--of", "nobody"], "no client 'nobody'"),
        (["verification_token", "--reload", "http://a.test"], "no destination has a URL"),
        (["verification_token", "--reload", "http://a.test", "--of", "x"], "no destination 'x'"),
    ],
)
def test_what_cannot_be_held_ends_with_2(call, at, arguments, problem):
    said = call("drill", *arguments, *at)

    assert said.code == 2
    assert problem in said.problem


def test_a_command_that_hangs_is_ended_with_all_that_it_started(monkeypatch, tmp_path):
    monkeypatch.setattr(systems, "PATIENCE", 0.2)
    child = tmp_path / "child"
    with pytest.raises(systems.CallFailed, match=r"took more than 0\.2 s"):
        systems.Command(f"sleep 60 & echo $! > {child}; wait")({}, {})

    pid = child.read_text().strip()
    state = Path(f"/proc/{pid}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"


@pytest.fixture
def unused_port():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]
