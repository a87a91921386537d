"""How the commands find the running mock, and what they say when it is not there."""

import ssl
import threading

import pytest
import trustme
from werkzeug.serving import make_server

from mock_redox import create_app, serve
from mock_redox.web.guarding import Guard

COMMANDS = [["clock", "show"], ["journal"], ["reset"]]


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
    said = call("journal", "--url", url)

    assert (said.code, said.out) == (2, "")
    assert url in said.problem


@pytest.mark.parametrize("end", ["", "/", "/__mock__", "/__mock__/"])
def test_the_url_may_be_the_mock_s_or_its_control_api_s(call, redox_server, end):
    assert call("journal", "--url", redox_server.url + end).code == 0


def test_the_url_may_come_from_the_environment_and_the_option_wins(call, redox_server, dead_url):
    assert call("journal", MOCK_REDOX_URL=redox_server.url).code == 0
    assert call("journal", "--url", redox_server.url, MOCK_REDOX_URL=dead_url).code == 0
    assert call("journal", "--url", dead_url, MOCK_REDOX_URL=redox_server.url).code == 3


def test_no_proxy_is_asked(call, redox_server, dead_url):
    proxies = {"http_proxy": dead_url, "ALL_PROXY": dead_url}

    assert call("journal", "--url", redox_server.url, **proxies).code == 0


@pytest.fixture
def guarded(redox):
    """The URL of a mock that wants the control token ``tok``."""
    with serve(create_app(redox.core, guard=Guard("tok"))) as server:
        yield server.url


@pytest.mark.parametrize("command", [["clock", "show"], ["feeds", "list"], ["journal"]])
def test_the_control_token_may_be_an_option_or_come_from_the_environment(call, guarded, command):
    url = ("--url", guarded)

    assert call(*command, *url, "--control-token", "tok").code == 0
    assert call(*command, *url, MOCK_REDOX_CONTROL_TOKEN="tok").code == 0
    assert call(*command, *url, "--control-token", "tok", MOCK_REDOX_CONTROL_TOKEN="no").code == 0
    assert call(*command, *url, "--control-token", "no", MOCK_REDOX_CONTROL_TOKEN="tok").code == 2


def test_an_option_of_the_group_counts_for_its_command_too(call, guarded, redox):
    redox.app.test_client().post("/nope")
    said = call("journal", "--url", guarded, "--control-token", "tok", "export", "--as", "curl")

    assert (said.code, "curl" in said.out) == (0, True)


@pytest.mark.parametrize(
    ("given", "problem"),
    [({}, "none came"), ({"MOCK_REDOX_CONTROL_TOKEN": ""}, "none came"),
     ({"MOCK_REDOX_CONTROL_TOKEN": "no"}, "what came is another")],
)  # fmt: skip
def test_without_the_control_token_they_end_with_2_and_say_what_to_give(
    call, guarded, given, problem
):
    said = call("clock", "show", "--url", guarded, **given)

    assert (said.code, said.out) == (2, "")
    assert problem in said.problem
    assert "--control-token" in said.problem


def test_health_needs_no_token(call, guarded):
    assert call("health", "--url", guarded).code == 0


def test_a_control_token_that_fits_no_header_is_told_and_not_shown(call, guarded):
    said = call("clock", "show", "--url", guarded, "--control-token", "sécret€")

    assert said.code == 2
    assert "the control token is for a header" in said.problem
    assert "cret€" not in said.err


@pytest.fixture
def secure(redox, tmp_path, monkeypatch):
    """The URL of a mock over https, and a file with its CA."""
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    server = make_server("127.0.0.1", 0, redox.app, threaded=True, ssl_context=context)
    server.log = lambda *given: None
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"https://127.0.0.1:{server.server_port}", str(tmp_path / "ca.pem")
    server.shutdown()
    server.server_close()


def test_over_https_the_usual_variables_name_the_ca(call, secure):
    url, ca = secure
    said = call("journal", "--url", url)

    assert (said.code, said.out) == (3, "")
    assert "its certificate is not trusted; set SSL_CERT_FILE to the mock's ca.pem" in said.problem
    for name in ("MOCK_REDOX_TLS_CA", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        assert call("journal", "--url", url, **{name: ca}).code == 0


def test_https_to_a_port_for_http_is_told(call, redox_server):
    said = call("journal", "--url", redox_server.url.replace("http:", "https:"))

    assert said.code == 3
    assert "speaks no https" in said.problem


def test_a_file_of_cas_that_is_not_there_is_told(call, secure):
    said = call("journal", "--url", secure[0], SSL_CERT_FILE="/nonexistent/ca.pem")

    assert said.code == 2
    assert "/nonexistent/ca.pem" in said.problem
