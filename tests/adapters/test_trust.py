"""Whose certificate is good: usual CAs, the one that is named, or, loudly, everybody's."""

import ssl
import threading
import warnings
from datetime import timedelta

import pytest
import trustme
from werkzeug.serving import make_server

from mock_redox.adapters.senders import HttpSender
from mock_redox.core.ports import Outgoing, Reach


@pytest.fixture(scope="module")
def ca():
    return trustme.CA()


@pytest.fixture(scope="module")
def bundle(ca, tmp_path_factory):
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture(scope="module")
def secure(ca):
    """The port of a receiver over https, whose certificate is for localhost."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("localhost").configure_cert(context)

    def app(environ, start):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        start("200 OK", [])
        return [body]

    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=context)
    server.log = lambda *given: None
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()


def send(port, host="localhost", **reach):
    return HttpSender().send(
        Outgoing(
            method="POST", url=f"https://{host}:{port}/redox", body=b"{}",
            timeout=timedelta(seconds=5), reach=Reach(**reach),
        )
    )  # fmt: skip


def test_a_certificate_by_the_named_ca_is_good(secure, bundle):
    assert send(secure, tls_ca=bundle).body == b"{}"


def test_one_by_an_unknown_ca_is_refused_and_the_way_out_is_told(secure):
    got = send(secure)

    assert (got.status, got.failure) == (None, "tls")
    assert got.problem.startswith("TLS failed: the certificate is not trusted: ")
    assert "tls_ca" in got.problem
    assert "tls_insecure" in got.problem


def test_one_for_another_host_is_refused_even_by_the_named_ca(secure, bundle):
    got = send(secure, host="127.0.0.1", tls_ca=bundle)

    assert got.failure == "tls"
    assert "mismatch" in got.problem


def test_any_is_taken_when_a_setting_says_so_and_no_warning_comes(secure):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert send(secure, host="127.0.0.1", tls_insecure=True).status == 200


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_bundle_that_can_not_be_used_is_named(secure, tmp_path, content):
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content)
    got = send(secure, tls_ca=str(path))

    assert got.failure == "tls"
    assert got.problem.startswith(f"the setting tls_ca names {str(path)!r}: ")


def test_a_change_counts_for_the_same_sender(secure):
    sender = HttpSender()
    told = [
        sender.send(
            Outgoing(
                method="GET", url=f"https://localhost:{secure}/", timeout=timedelta(seconds=5),
                reach=Reach(tls_insecure=insecure),
            )
        ).status
        for insecure in (True, False)
    ]  # fmt: skip

    assert told == [200, None]


def test_it_is_said_in_the_journal_that_nobody_looked(redox, secure):
    redox.core.settings.change(tls_insecure=True)
    result = redox.verify(f"https://localhost:{secure}/redox", "tok")

    assert result.ok
    assert result.reason.endswith("(certificate NOT checked: tls_insecure is on)")
    assert redox.journal.find()[-1].reason == result.reason


def test_a_named_ca_is_a_setting(redox, secure, bundle):
    redox.core.settings.change(tls_ca=bundle)

    assert redox.verify(f"https://localhost:{secure}/redox", "tok").ok


def test_a_hang_before_anything_is_encrypted_is_a_timeout(wire):
    url = wire.answers(b"", hangs=True).replace("http://", "https://")
    got = HttpSender().send(Outgoing(method="GET", url=url, timeout=timedelta(seconds=0.1)))

    assert got.failure == "timeout"
