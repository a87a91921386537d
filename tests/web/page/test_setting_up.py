"""The snippets run as they are: against the live server, with its own URL and keys."""

from __future__ import annotations

import html
import re
import shutil
import subprocess

import pytest
import requests

from mock_redox.core.setup import ClientSpec


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


def test_the_ca_is_offered_where_there_is_one(page, redox, monkeypatch):
    assert "ca.pem" not in page.whole("page/setup")


def test_another_client_is_chosen_and_its_own_key_is_not_made_up(page, redox):
    pem = redox.client.private_key
    redox.core.auth.clients.add(ClientSpec(client_id="mine'\"<b>", secret="s" * 48, name="Mine"))

    text = page.whole("page/setup?client=mine'%22%3Cb%3E")

    assert pem.splitlines()[1] not in text
    assert "<b>" not in text
    assert pem.splitlines()[1] in html.unescape(page.whole("page/setup?client=nobody"))


def test_there_may_be_no_client(page, redox):
    redox.core.auth.clients.clear()

    assert "Register one" in page.whole("page/setup")
