"""``mock-redox health``: where it asks, what it says, and that it costs next to nothing."""

import contextlib
import subprocess
import sys
import threading
import time

import pytest

from mock_redox.adapters.cli import health

NOON = "2026-01-01T12:00:00.000Z"


@pytest.fixture
def first(monkeypatch, tmp_path):
    """Sets what the first process of the container was started with."""
    file = tmp_path / "cmdline"
    monkeypatch.setattr(health, "_FIRST", file)
    return lambda *words: file.write_bytes(b"\0".join(word.encode() for word in words))


@pytest.fixture
def port(redox_server):
    return redox_server.url.rpartition(":")[2]


def test_it_tells_that_the_mock_lives_and_is_ready(call, redox_server):
    at = ["--url", redox_server.url]

    assert call("health", *at).out == f"live and ready, {NOON}\n"
    assert call("health", "--json", *at).json == {"live": True, "ready": True, "now": NOON}


def test_live_and_ready_are_asked_for_apart(call, redox_server):
    redox_server.core.auth.clients.clear()
    redox_server.core.auth.legacy.clear()
    said = call("health", "--ready", "--url", redox_server.url)

    assert call("health", "--live", "--url", redox_server.url).out == "live\n"
    assert (said.code, said.out) == (1, "")
    assert said.problem == f"Error: the mock at {redox_server.url} is not ready"


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_where_nothing_listens_it_ends_with_3(call, dead_url, form):
    said = call("health", *form, "--url", dead_url)

    assert (said.code, said.out) == (3, "")
    assert said.problem == f"Error: no mock answers at {dead_url}/__mock__: Connection refused"


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b"{}", b"\xff"])
def test_where_something_else_answers_it_ends_with_3(call, receiver, answer):
    receiver.answer = lambda environ, body: (200, {}, answer)
    said = call("health", "--url", receiver.url)

    assert (said.code, said.out) == (3, "")
    assert said.problem == f"Error: what answers at {receiver.url}/__mock__ is not this mock"


LIVES = b'{"live": true, "ready": true, "now": "\\u001b[31m\\ud800"}'


@pytest.mark.parametrize(
    ("status", "answer"), [(500, LIVES), (200, b"[" * 9000)], ids=["no good one", "nested"]
)
def test_what_says_so_but_can_not_be_believed_ends_with_3(call, receiver, status, answer):
    receiver.answer = lambda environ, body: (status, {"X-Mock-Redox": "1"}, answer)
    said = call("health", "--url", receiver.url)

    assert (said.code, said.out) == (3, "")
    assert said.problem == f"Error: what answers at {receiver.url}/__mock__ is not this mock"


def test_what_a_stranger_answers_does_not_write_to_the_terminal(call, receiver):
    receiver.answer = lambda environ, body: (200, {"X-Mock-Redox": "1"}, LIVES)

    assert call("health", "--url", receiver.url).out == "live and ready\n"


def test_one_that_answers_byte_by_byte_is_not_waited_for(call, raw_endpoint, monkeypatch):
    monkeypatch.setattr(health, "_TIMEOUT", 0.3)
    over = threading.Event()

    def drip(line):
        line.sendall(b"HTTP/1.1 200 OK\r\nX-Mock-Redox: 1\r\nX: ")
        with contextlib.suppress(OSError):
            while not over.wait(0.05):
                line.sendall(b"x")

    endpoint = raw_endpoint(drip)
    begun = time.monotonic()
    said = call("health", "--url", endpoint)
    over.set()

    assert said.code == 3
    assert "timed out" in said.problem
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "url", ["http://a b", "localhost:7336", "ftp://a", "http://", "http://[x", "http://a:b"]
)
def test_what_is_no_url_ends_with_2(call, url):
    said = call("health", "--url", url)

    assert (said.code, said.out) == (2, "")
    assert url in said.problem


def test_it_follows_the_port_of_the_environment(call, first, port):
    assert call("health", MOCK_REDOX_PORT=port, MOCK_REDOX_HOST="0.0.0.0").code == 0
    assert call("health", MOCK_REDOX_PORT="1").problem == (
        "Error: no mock answers at http://127.0.0.1:1/__mock__: Connection refused"
    )


@pytest.mark.parametrize(
    "line",
    [
        ["python", "mock-redox", "serve", "--port", "{}"],
        ["/sbin/docker-init", "--", "mock-redox", "serve", "--tls", "--port={}"],
        ["sh", "-c", "exec mock-redox serve --port {}"],
        ["python", "-m", "mock_redox", "serve", "--port", "1", "--port", "{}"],
    ],
    ids=["plain", "under init", "by a shell", "as a module, twice"],
)
def test_it_follows_the_port_that_the_container_was_started_with(call, first, port, line):
    first(*(word.format(port) for word in line))

    assert call("health", MOCK_REDOX_PORT="1").code == 0


def test_a_first_process_that_is_not_serve_says_nothing(call, first, port):
    first("another-server", "serve", "--port", "1")

    assert call("health", MOCK_REDOX_PORT=port).code == 0


@pytest.mark.parametrize("door", ["environment", "command line"])
def test_it_follows_the_port_of_the_config_file(call, first, port, tmp_path, door):
    config = tmp_path / "redox.yaml"
    config.write_text(f"settings: {{port: {port}}}", encoding="utf-8")
    if door == "command line":
        first("mock-redox", "serve", "--config", str(config))
    environ = {"MOCK_REDOX_CONFIG": str(config)} if door == "environment" else {}

    assert call("health", **environ).code == 0


@pytest.mark.parametrize("text", ["settings: 7", "- 1", "a: [", "settings: {port: x}"])
def test_a_config_file_that_is_wrong_makes_no_traceback(call, first, tmp_path, text):
    config = tmp_path / "redox.yaml"
    config.write_text(text, encoding="utf-8")
    said = call("health", MOCK_REDOX_CONFIG=str(config))

    assert said.code in (0, 3)  # a mock may run here by chance
    assert "http://127.0.0.1:7336" in said.err or "live" in said.out


def test_kubernetes_own_variable_is_no_port(call, first, port, tmp_path):
    config = tmp_path / "redox.yaml"
    config.write_text(f"settings: {{port: {port}}}", encoding="utf-8")
    environ = {"MOCK_REDOX_PORT": "tcp://10.0.0.1:7336", "MOCK_REDOX_CONFIG": str(config)}

    assert call("health", **environ).code == 0


def test_it_loads_next_to_nothing():
    heavy = "{'requests', 'rich', 'yaml', 'flask', 'mock_redox.core.settings'} & set(sys.modules)"
    code = f"import sys; import mock_redox.adapters.cli.health; print({heavy})"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20)

    assert said.stdout == "set()\n"
