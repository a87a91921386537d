"""``serve --tls`` to other machines, as a real process: certificates, control token, attacks."""

import html
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import requests
import trusting
import urllib3

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Call:
    """Calls a server over https under any name, and over http."""

    def __init__(self, serving):
        self.known = serving.known
        self.http = serving.url
        self.port = int(self.known["tls_url"].rpartition(":")[2])
        self.ca = requests.get(self.known["ca_url"], timeout=5).text
        self.token = {"X-Mock-Redox-Control": self.known.get("control_token", "")}

    def context(self):
        return ssl.create_default_context(cadata=self.ca)

    def https(self, method, path, name="localhost", **more):
        with urllib3.HTTPSConnectionPool(
            "127.0.0.1", self.port, server_hostname=name, assert_hostname=name, timeout=10,
            ca_cert_data=self.ca,
        ) as pool:  # fmt: skip
            head = {"Host": f"{name}:{self.port}", **self.token, **more.pop("headers", {})}
            return pool.request(method, path, headers=head, retries=False, **more)

    def live(self):
        return self.https("GET", "/__mock__/health/live").status

    def line(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)


@pytest.fixture(scope="module")
def call(secured):
    return Call(secured)


def test_the_line_on_stdout_tells_where_it_is_and_what_to_trust(secured, call):
    assert call.known["tls_url"].startswith("https://127.0.0.1:")
    assert call.known["ca_url"] == f"{call.http}/__mock__/ca.pem"
    assert call.ca.startswith("-----BEGIN CERTIFICATE-----")
    assert "PRIVATE" not in call.ca


@pytest.mark.parametrize(
    "name",
    ["api.redoxengine.com", "api.ca.redoxengine.com", "blob.redoxengine.com", "localhost",
     "127.0.0.1", "mock.example"],
)  # fmt: skip
def test_it_is_believed_under_each_of_its_names(call, name):
    assert call.https("GET", "/__mock__/health", name).json()["live"] is True


def test_it_is_not_believed_under_another_name_or_without_its_ca(call):
    with pytest.raises(urllib3.exceptions.SSLError):
        call.https("GET", "/", "elsewhere.example")
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(call.known["tls_url"], timeout=5)


@pytest.mark.parametrize("way", [trusting.with_requests, trusting.with_httpx])
def test_python_trusts_it_as_the_page_says(call, tmp_path, way):
    (tmp_path / "ca.pem").write_text(call.ca)
    url = f"https://localhost:{call.port}/v2/auth/token"

    assert way(url, {"a": "1"}, str(tmp_path / "ca.pem"))["error"] == "invalid_request"


@pytest.mark.parametrize("program", ["bash", "python", "node"])
def test_the_snippets_of_the_page_run_once_the_control_token_is_put_in(call, tmp_path, program):
    found = sys.executable if program == "python" else shutil.which(program)
    if found is None or shutil.which("curl") is None:
        pytest.skip(f"no {program} or no curl on this machine")
    page = call.https("GET", "/__mock__/page/setup").data.decode()
    name = "curl" if program == "bash" else program
    text = html.unescape(re.search(rf'id="snippet-{name}"[^>]*>(.*?)</pre>', page, re.S)[1])
    token = call.token["X-Mock-Redox-Control"]
    assert token not in text
    file = tmp_path / "snippet.mjs"
    text = re.sub(r"(MOCK_REDOX_CONTROL_TOKEN ?= ?)(\.\.\.|\"\.\.\.\")", rf'\1"{token}"', text)
    file.write_text(text, encoding="utf-8")
    if fetch := re.search(r"curl -sSk \S+ -o \S+", text if name != "curl" else ""):
        subprocess.run(fetch[0].split(), cwd=tmp_path, check=True)
    trusts = {"NODE_EXTRA_CA_CERTS": "mock-redox-ca.pem"} if "NODE_EXTRA_CA_CERTS=" in text else {}

    done = subprocess.run(
        [found, file], cwd=tmp_path, capture_output=True, text=True, timeout=30,
        env={**os.environ, **trusts},
    )  # fmt: skip

    assert '"EventType":"Response"' in done.stdout, done
    assert "Identifiers" in done.stdout, done


def test_each_port_knows_by_which_url_it_was_called(call):
    client = call.known["clients"][0]["client_id"]

    def statuses(aud):
        form = {"grant_type": "client_credentials", "client_assertion_type": JWT_BEARER}
        for way in ("https", "http"):
            order = {"claims": {"aud": f"{aud}/v2/auth/token"}}
            made = call.https("POST", f"/__mock__/clients/{client}/assertion", json=order).json()
            form["client_assertion"] = made["assertion"]
            if way == "https":
                yield call.https("POST", "/v2/auth/token", fields=form, encode_multipart=False)
            else:
                yield requests.post(f"{call.http}/v2/auth/token", data=form, timeout=5)

    def accepted(aud):
        return [getattr(each, "status", 0) or each.status_code for each in statuses(aud)]

    assert accepted(f"https://localhost:{call.port}") == [200, 400]
    assert accepted(call.http) == [400, 200]
    assert accepted("https://api.redoxengine.com") == [200, 200]


def test_both_ports_share_one_state(call):
    head = {"X-Mock-Redox-Control": call.known["control_token"]}
    made = call.https("POST", "/__mock__/legacy-keys", json={"api_key": "both", "secret": "s"})
    known = requests.get(f"{call.http}/__mock__/legacy-keys", headers=head, timeout=5).json()

    assert made.status == 201
    assert "both" in [each["api_key"] for each in known["legacy_keys"]]


def test_tls_1_2_will_do_and_less_will_not(call):
    old = call.context()
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with call.line() as line, old.wrap_socket(line, server_hostname="localhost") as safe:
        assert safe.version() == "TLSv1.2"

    assert call.context().minimum_version >= ssl.TLSVersion.TLSv1_2  # nor would Python


def test_an_order_to_hang_up_ends_a_connection_over_tls_too(call):
    order = {"name": "service.dropped_before", "path": "/v2/auth/token"}
    call.https("POST", "/__mock__/active-failures", json=order)

    with pytest.raises(urllib3.exceptions.ProtocolError):
        call.https("POST", "/v2/auth/token")
    assert call.live() == 200


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Cookie": "\xff"}])
@pytest.mark.parametrize("path", ["clients", "?token=wrong", "../__mock__/clients"])
def test_other_machines_need_the_control_token(call, path, headers):
    answer = requests.get(f"{call.http}/__mock__/{path}", headers=headers, timeout=5)

    assert answer.status_code == 401
    assert "needs its token" in answer.json()["error"]["problem"]


def test_a_huge_cookie_is_refused_and_nobody_else_suffers(call):
    head = {"Cookie": "mock_redox_control_=" + "x" * 5_000_000}
    with suppress(requests.ConnectionError):  # given up before all of it was read
        answer = requests.get(f"{call.http}/__mock__/clients", headers=head, timeout=5)
        assert answer.status_code in (400, 401, 431)
    assert call.live() == 200


@pytest.mark.parametrize(
    "raw",
    [b"GET / HTTP/1.1\r\nhost: h\r\n\r\n", b"\x16\x03\x01\xff\xff" + bytes(70_000), b"\xff" * 99,
     b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"],
    ids=["http", "long record", "noise", "half a hello"],
)  # fmt: skip
def test_who_speaks_no_tls_hurts_nobody_else(call, raw):
    with call.line() as line:
        line.sendall(raw)
        assert call.live() == 200
        assert b"HTTP/1.1 200" not in _rest(line)


def _rest(line):
    """What comes at once, if anything does."""
    line.settimeout(0.2)
    try:
        return line.recv(4096)
    except OSError:
        return b""


def test_who_connects_and_says_nothing_holds_nobody_up(call):
    silent = [call.line() for _ in range(150)]
    begun = time.monotonic()
    status = call.live()
    took = time.monotonic() - begun
    for line in silent:
        line.close()

    assert (status, took < 2) == (200, True)


def test_200_parallel_connections_are_all_answered(call):
    context = call.context()

    def ask(_):
        with call.line() as line, context.wrap_socket(line, server_hostname="localhost") as safe:
            safe.sendall(b"POST /v2/auth/token HTTP/1.1\r\nhost: h\r\ncontent-length: 0\r\n\r\n")
            return safe.recv(64)[:12]

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(ask, range(200))) == {b"HTTP/1.1 400"}


def test_a_signal_ends_it_at_once_and_the_next_start_has_the_same_ca(start_serve, tmp_path):
    options = ["--tls", "--tls-port", "0", "--log", "none", "--state", str(tmp_path / "s.db")]
    options += ["--tls-ca-file", str(tmp_path / "ca.pem")]
    server = start_serve(*options)
    first = Call(server)
    with first.line() as line, first.context().wrap_socket(line, server_hostname="localhost"):
        begun = time.monotonic()
        code, _, said = server.end(signal.SIGTERM)
        took = time.monotonic() - begun
    second = start_serve(*options)

    assert (code, took < 1) == (0, True)
    assert f"to trust it: export SSL_CERT_FILE={tmp_path / 'ca.pem'}\n" in said
    assert "control_token" not in first.known  # it listened to this machine only
    assert Call(second).ca == first.ca == Path(tmp_path / "ca.pem").read_text()
