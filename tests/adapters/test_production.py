"""``mock-redox serve`` as a real process: what it says, shares, refuses, and how it ends."""

import asyncio
import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from unittest import mock

import jwt
import pytest
import requests
from keypairs import private_key

from mock_redox.adapters import port_server, production
from mock_redox.adapters.cli.welcome import text
from mock_redox.adapters.listening import Listening, bind
from mock_redox.core.settings import Settings
from mock_redox.core.setup import Setup

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def sign(served):
    """An assertion as a client makes it, with the key from the line on stdout."""
    client, now = served.known["clients"][0], int(time.time())
    claims = {
        "iss": client["client_id"], "sub": client["client_id"], "iat": now, "exp": now + 300,
        "aud": f"{served.url}/v2/auth/token", "jti": str(uuid.uuid4()),
    }  # fmt: skip
    head = {"kid": client["kid"]}
    key = private_key(client["private_key"])
    return jwt.encode(claims, key, algorithm=client["alg"], headers=head)


def ask(served, assertion):
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": JWT_BEARER,
        "client_assertion": assertion,
    }
    return requests.post(f"{served.url}/v2/auth/token", data=form, timeout=20)


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_the_line_on_stdout_has_all_that_a_program_needs(served):
    known = served.known

    assert list(known) == ["url", "control_url", "clients", "legacy_keys", "destinations"]
    assert known["control_url"] == f"{known['url']}/__mock__"
    assert known["clients"][0]["private_key"].startswith("-----BEGIN PRIVATE KEY-----\n")
    assert {"api_key", "secret"} <= set(known["legacy_keys"][0])
    assert known["destinations"][-1]["verification_token"]


def test_a_client_gets_a_token_with_the_key_from_the_line(served):
    answer = ask(served, sign(served))
    token = answer.json()["access_token"]
    head = {"Authorization": f"Bearer {token}"}
    message = requests.post(f"{served.url}/endpoint", data="{}", headers=head, timeout=5)

    assert answer.status_code == 200
    assert message.status_code == 400


def test_fifty_parallel_token_requests_are_all_answered(served):
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda one: ask(served, one), [sign(served) for _ in range(50)]))

    assert [answer.status_code for answer in answers] == [200] * 50
    assert len({answer.json()["access_token"] for answer in answers}) == 50


def test_of_fifty_parallel_uses_of_one_assertion_one_is_accepted(served):
    assertion = sign(served)
    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(lambda _: ask(served, assertion).status_code, range(50)))

    assert sorted(statuses) == [200] + [400] * 49


def test_all_requests_share_one_state(served):
    key = {"api_key": str(uuid.uuid4()), "secret": "s"}
    requests.post(f"{served.url}/__mock__/legacy-keys", json=key, timeout=5)
    login = {"apiKey": key["api_key"], "secret": "s"}

    def log_in(_):
        return requests.post(f"{served.url}/auth/authenticate", json=login, timeout=20).status_code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(log_in, range(32))) == [200] * 32


def test_a_receiver_may_call_back_while_a_push_is_under_way(served, receiver):
    def call_back(environ, body):
        health = requests.get(f"{served.url}/__mock__/health", timeout=5)
        return health.status_code, {}, b""

    receiver.answer = call_back
    order = {
        "event": "PatientAdmin.Arrival", "to": receiver.url, "verification_token": "t",
        "unverified": True,
    }  # fmt: skip
    pushed = requests.post(f"{served.url}/__mock__/deliveries", json=order, timeout=20)

    assert (pushed.status_code, pushed.json()["good"]) == (201, True)


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("sh")), reason="needs curl and sh")
def test_the_commands_it_shows_work_when_they_are_copied(served):
    blocks = [part for part in text(served.known, Settings()).split("\n\n") if "curl" in part]
    answers = [
        subprocess.run(["sh", "-c", part[part.index("curl ") :]], capture_output=True, timeout=20)
        for part in blocks
    ]
    fields = [set(json.loads(answer.stdout)) for answer in answers]

    assert [names & {"access_token", "accessToken"} for names in fields] == [
        {"access_token"},
        {"accessToken"},
    ]


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_at_once_and_a_signal_ends_it_cleanly(start_serve, by):
    server = start_serve()
    kept = HTTPConnection("127.0.0.1", server.port, timeout=5)
    kept.request("GET", "/__mock__/health/live")
    status = kept.getresponse().status
    begun = time.monotonic()
    code, more, said = server.end(by)
    took = time.monotonic() - begun
    kept.close()

    assert (status, code, more) == (200, 0, "")
    assert server.line.endswith("}\n")
    assert said.startswith(f"mock_redox answers on {server.url}  (Ctrl-C ends it)\n")
    assert "Traceback" not in said
    assert took < 1


def test_a_push_under_way_does_not_hold_the_end_up(start_serve, raw_endpoint):
    server, reached, ended = start_serve("--log", "none"), threading.Event(), threading.Event()
    url = raw_endpoint(lambda connection: reached.set() or ended.wait(20))
    order = {"event": "PatientAdmin.Arrival", "to": url, "verification_token": "t"}
    order |= {"unverified": True, "queued": True}
    requests.post(f"{server.url}/__mock__/deliveries", json=order, timeout=20)
    under_way = reached.wait(20)
    begun = time.monotonic()
    code, _, said = server.end()
    took = time.monotonic() - begun
    ended.set()

    assert (under_way, code, "Traceback" in said) == (True, 0, False)
    assert took < 1


def test_killed_outright_it_leaves_nothing_on_its_port(start_serve, eventually):
    server = start_serve("--log", "none")
    before = is_listening(server.port)
    os.kill(server.process.pid, signal.SIGKILL)

    assert before
    assert eventually(lambda: not is_listening(server.port))


def test_a_port_in_use_is_refused_even_if_its_owner_would_share_it(served, start_serve):
    code, out, err = start_serve("--port", str(served.port)).end()

    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == (
        f"Error: can't listen on 127.0.0.1:{served.port}: Address already in use; stop what "
        "listens there, or take another port (--port 0 takes a free one)"
    )


def test_it_listens_on_a_host_that_is_named(start_serve):
    server = start_serve("--host", "localhost", "--log", "none")

    assert server.url.startswith("http://localhost:")
    assert requests.get(f"{server.url}/__mock__/health", timeout=5).json()["live"]


@pytest.mark.parametrize(
    "options",
    [("--clock-offset", "9999999d"), ("--clock-rate", "nan"), ("--host", "")],
    ids=["offset", "rate", "host"],
)
def test_what_can_not_be_served_is_told_without_a_traceback(options):
    command = [sys.executable, "-m", "mock_redox", "serve", "--port", "0", *options]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, timeout=4)
    except subprocess.TimeoutExpired:
        pytest.fail("it neither ended nor answered")

    assert (ended.returncode, ended.stdout) == (2, "")
    assert "Traceback" not in ended.stderr


def test_of_two_that_start_at_the_same_moment_one_has_the_port():
    with bind("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mock_redox", "serve", "--port", str(port), "--log", "none"]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    with both[0], both[1]:
        lines = [each.stdout.readline() for each in both]
        for each, line in zip(both, lines, strict=True):
            if line:
                each.terminate()
        ends = [each.wait(10) for each in both]

        assert sorted(map(bool, lines)) == [False, True]
        assert ends == [0 if line else 2 for line in lines]


def test_the_last_lines_of_the_log_are_written_before_it_ends(start_serve):
    serving = start_serve()
    for number in range(50):
        requests.get(f"{serving.url}/last/{number}", timeout=5)

    _, _, err = serving.end()

    assert "/last/49" in err


def test_what_can_not_load_all_of_itself_says_so_and_ends(tmp_path):
    (tmp_path / "jinja2.py").write_text("raise ImportError('half installed')")
    path = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", "mock_redox", "serve", "--port", "0"]

    ended = subprocess.run(
        command, capture_output=True, text=True, timeout=20, env={**os.environ, "PYTHONPATH": path}
    )

    assert (ended.returncode, len(ended.stdout.splitlines())) == (1, 1)
    assert ended.stderr.splitlines()[-1] == (
        "mock_redox can't load all of itself, so it ends; install it and what it needs anew"
    )
    assert ended.stderr.count("ImportError: half installed") == 1


class Gone(io.StringIO):
    """A stream whose reader has gone."""

    def write(self, text):
        raise BrokenPipeError(32, "Broken pipe")


@pytest.mark.parametrize("closed", [("stdout",), ("stderr",), ("stdout", "stderr")])
def test_it_serves_wholly_even_if_nobody_reads_what_it_says(monkeypatch, capsys, closed):
    queue = mock.Mock()
    monkeypatch.setattr(production, "gc", mock.Mock())
    monkeypatch.setattr(production, "answers", lambda place: True)
    place, broken = Listening("127.0.0.1", "127.0.0.1", 1), threading.Event()
    loaded = production.load(Settings(log="none"), Setup(), place)
    monkeypatch.setattr(loaded.redox.webhooks.queue, "kick", queue.kick)
    for name in closed:
        monkeypatch.setattr(sys, name, Gone())

    production._announce(loaded, place, broken)

    monkeypatch.undo()
    assert "app" in vars(loaded)
    assert queue.kick.called
    out, err = capsys.readouterr()
    assert bool(out) == ("stdout" not in closed)
    assert ("can't write its line to stdout" in err) == (closed == ("stdout",))


def test_a_signal_that_comes_while_it_starts_to_listen_ends_it_cleanly(monkeypatch):
    class Quick:
        async def serve(self):
            await asyncio.sleep(5)

        def stop(self):
            stopped.append(self)

    def interrupted(*given):
        signal.raise_signal(signal.SIGINT)
        return Quick()

    stopped, app = [], mock.Mock()
    monkeypatch.setattr(port_server, "PortServer", interrupted)
    monkeypatch.setattr(production, "GRACE", 0)

    with production._runner() as runner:
        runner.run(production._serve(app, [mock.Mock()], []))

    assert len(stopped) == 1
    assert app.end_streams.called
