"""How the commands find the running mock, and what they say when it is not there."""

import pytest

COMMANDS = [["clock", "show"], ["journal"], ["reset"], ["health"]]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_without_a_mock_to_ask_they_end_with_2(call, command):
    said = call(*command)

    assert (said.code, said.out) == (2, "")
    assert said.problem == "Error: no running mock is named; give --url or set MOCK_REDOX_URL"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_where_nothing_listens_they_end_with_3(call, command, dead_url):
    said = call(*command, "--url", dead_url)

    assert (said.code, said.out) == (3, "")
    assert said.problem == f"Error: no mock answers at {dead_url}/__mock__"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize(
    "answer",
    [(200, b"<html>"), (200, b"[]"), (200, b"{}"), (404, b"{}"), (500, b'{"error": "x"}')],
    ids=["html", "list", "empty object", "404", "500"],
)
def test_where_something_else_answers_they_end_with_3(call, command, receiver, answer):
    receiver.answer = lambda environ, body: (answer[0], {}, answer[1])
    said = call(*command, "--url", receiver.url)

    assert (said.code, said.out) == (3, "")
    assert said.problem == f"Error: what answers at {receiver.url}/__mock__ is not this mock"


@pytest.mark.parametrize(
    "url", ["localhost:7336", "127.0.0.1:7336", "ftp://a", "http://", "http://[x"]
)
def test_what_is_no_url_ends_with_2(call, url):
    said = call("health", "--url", url)

    assert (said.code, said.out) == (2, "")
    assert url in said.problem


@pytest.mark.parametrize("end", ["", "/", "/__mock__", "/__mock__/"])
def test_the_url_may_be_the_mock_s_or_its_control_api_s(call, redox_server, end):
    assert call("health", "--url", redox_server.url + end).code == 0


def test_the_url_may_come_from_the_environment_and_the_option_wins(call, redox_server, dead_url):
    assert call("health", MOCK_REDOX_URL=redox_server.url).code == 0
    assert call("health", "--url", redox_server.url, MOCK_REDOX_URL=dead_url).code == 0
    assert call("health", "--url", dead_url, MOCK_REDOX_URL=redox_server.url).code == 3


def test_no_proxy_is_asked(call, redox_server, dead_url):
    proxies = {"http_proxy": dead_url, "ALL_PROXY": dead_url}

    assert call("health", "--url", redox_server.url, **proxies).code == 0
