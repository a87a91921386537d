"""The snippets run as they are: against the live server, with its own URL and keys."""

from __future__ import annotations

import html
import re
import shutil
import subprocess

import pytest
import requests

from mock_redox import create_app
from mock_redox.core.setup import ClientSpec
from mock_redox.web.guarding import Guard


@pytest.fixture
def snippet(redox_server):
    def of(name: str) -> str:
        text = requests.get(f"{redox_server.url}/__mock__/page/setup", timeout=5).text
        return html.unescape(re.search(rf'id="snippet-{name}"[^>]*>(.*?)</pre>', text, re.S)[1])

    return of


def test_python(snippet, capsys):
    exec(compile(snippet("python"), "snippet", "exec"), {})

    said = capsys.readouterr().out
    assert said.startswith("200 ")
    assert "Identifiers" in said


@pytest.mark.parametrize(("name", "program"), [("curl", "bash"), ("node", "node")])
def test_other_programs(snippet, tmp_path, name, program):
    if shutil.which(program) is None or (name == "curl" and shutil.which("curl") is None):
        pytest.skip(f"no {name} on this machine")
    file = tmp_path / {"curl": "snippet.sh", "node": "snippet.mjs"}[name]
    file.write_text(snippet(name), encoding="utf-8")

    done = subprocess.run([program, file], capture_output=True, text=True, timeout=30, check=True)

    assert '"EventType":"Response"' in done.stdout, done
    assert "Identifiers" in done.stdout, done


def test_the_ca_is_offered_where_there_is_one(page, redox):
    off = page.whole("page/setup")
    assert "ca.pem" not in off
    assert "mock-redox serve --tls" in off

    app = create_app(redox.core, ca=b"a certificate")
    on = app.test_client().get("/__mock__/page/setup").text
    assert 'href="/__mock__/ca.pem"' in on
    assert "mock-redox-ca.pem -o" not in on  # it was opened over http
    assert "serve --tls" not in on
    told = app.test_client().get("/__mock__/page/setup", base_url="https://mock.test:7443").text
    assert html.unescape(told).count("curl -sSk https://mock.test:7443/__mock__/ca.pem -o") == 2
    for trusts in ("--cacert mock-redox-ca.pem", "verify=CA", "NODE_EXTRA_CA_CERTS=mock"):
        assert trusts in told


def test_where_the_control_api_asks_for_a_token_the_mock_signs_for_those_who_have_it(redox):
    app = create_app(redox.core, guard=Guard("the-token"))
    client = app.test_client()
    assert client.get("/__mock__/page/setup").status_code == 401
    assert client.get("/__mock__/page/static/page.js").status_code == 401
    assert client.get("/__mock__/?token=the-token").status_code == 303

    text = html.unescape(client.get("/__mock__/page/setup").text)

    assert 'Authorization: Bearer $MOCK_REDOX_CONTROL_TOKEN" | cut' in text
    assert ">MOCK_REDOX_CONTROL_TOKEN=...  #" in text
    assert '\nMOCK_REDOX_CONTROL_TOKEN = "..."  #' in text
    assert 'const MOCK_REDOX_CONTROL_TOKEN = "..."; //' in text
    assert "the-token" not in text


def test_another_client_is_chosen_and_its_own_key_is_not_made_up(page, redox):
    redox.core.auth.clients.add(ClientSpec(client_id="mine'\"<b>", secret="s" * 48, name="Mine"))

    text = page.whole("page/setup?client=mine'%22%3Cb%3E")

    assert 'open("private-key.pem")' in html.unescape(text)
    assert "<b>" not in text
    text = html.unescape(page.whole("page/setup?client=nobody"))
    assert f'"/__mock__/clients/{redox.client.client_id}"' in text
    assert "private-key.pem" not in text


def test_no_private_key_stands_on_the_page(page, redox):
    lines = redox.client.private_key.splitlines()

    assert not any(each in page.whole("page/setup") for each in lines)


def test_there_may_be_no_client(page, redox):
    redox.core.auth.clients.clear()

    assert "Register one" in page.whole("page/setup")
