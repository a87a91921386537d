"""``mock-redox contract client``: options, and what is wrong with them."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest


@pytest.fixture
def client_rules(rules):
    rules("""
@rule("client.token.given", title="They are given", level="must", **FACT)
def test_given(request):
    found = {name: request.config.getoption(f"--redox-{name}") for name in
             ("call", "command", "reload", "log", "port", "mock-url", "config", "patience")}
    given = {name: value for name, value in found.items() if value}
    assert not given, repr(given)
""")


def test_options_reach_the_rules(call, client_rules, receiver, tmp_path):
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
def test_one_way_to_call_is_needed(call, options):
    said = call("contract", "client", *options)

    assert said.code == 2
    assert "give --call URL or --command CMD" in said.problem


def test_a_url_that_is_down_is_told(call, client_rules, dead_url):
    said = call("contract", "client", "--call", dead_url)

    assert said.code == 3
    assert f"nothing answers at {dead_url} (--call)" in said.problem


def test_a_mock_that_runs_has_its_own_port(call, client_rules, receiver):
    said = call("contract", "client", "--command", "x", "--mock-url", receiver.url,
                "--port", "1")  # fmt: skip

    assert said.code == 2


def test_what_is_no_mock_is_told(call, client_rules, receiver):
    said = call("contract", "client", "--command", "x", "--mock-url", receiver.url)

    assert said.code == 3
    assert "is not this mock" in said.problem


def test_a_port_that_is_taken_is_told(call, client_rules, receiver):
    port = urlsplit(receiver.url).port
    said = call("contract", "client", "--command", "x", "--port", port)

    assert said.code == 2
    assert f"can't listen on 127.0.0.1:{port}" in said.problem
