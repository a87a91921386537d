"""Rules about the wire, which are no matter of the app: certificates and versions of TLS."""

import logging
import ssl
import threading
import warnings
from contextlib import contextmanager
from dataclasses import replace

import pytest
import trustme
from contract.receivers.base import PATH, Endpoint
from contract.receivers.judging import CASES, QUICK, failed, judge, live, of
from werkzeug.serving import make_server

from mock_redox.adapters.contracting import endpoints

TLS = {"receiver.transport.certificate", "receiver.transport.tls", "receiver.transport.old-tls"}
SOME = {*TLS, "receiver.transport.https", "receiver.push.accepted", "receiver.push.slow-body",
        "receiver.token.prefix", "receiver.robust.huge", "receiver.robust.broken-send",
        "receiver.repeat.unheard", "receiver.method.unguarded"}  # fmt: skip
ALL = {*TLS, "receiver.transport.https", "receiver.push.accepted"}


@pytest.fixture(scope="module")
def ca():
    return trustme.CA()


@pytest.fixture(scope="module")
def bundle(ca, tmp_path_factory):
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture
def trusting(monkeypatch, bundle):
    """The mock trusts the authority, as its user would tell it to."""
    reached = endpoints.targets.reached

    def reach(redox, receiver):
        redox.core.settings.change(tls_ca=bundle)
        return reached(redox, receiver)

    monkeypatch.setattr(endpoints.targets, "reached", reach)


def over_tls(ca, name="localhost", old=None):
    """A sound endpoint behind a certificate for a name; ``old``: the versions that it speaks."""

    @contextmanager
    def start():
        app, context = Endpoint(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ca.issue_cert(name).configure_cert(context)
        if old:
            context.set_ciphers("ALL:@SECLEVEL=0")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                context.minimum_version = ssl.TLSVersion.TLSv1
                context.maximum_version = old
        server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=context)
        server.log = lambda *given: None
        logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield f"https://localhost:{server.server_port}{PATH}", lambda: len(app.processed)
        finally:
            server.shutdown()
            server.server_close()

    return start


@pytest.mark.usefixtures("trusting")
def test_a_sound_certificate_and_a_new_tls_pass_in_production(ca):
    patient = replace(QUICK, broken_limit=6.0)  # a handshake takes longer than a tenth of QUICK's
    verdicts = judge(over_tls(ca), cases=of(SOME), scale=patient, environment="Production")

    assert failed(verdicts) == {}
    assert {verdicts[id_][""][0] for id_ in TLS} == {"passed"}


def test_an_unknown_authority_breaks_the_rule_about_certificates_and_no_other(ca):
    verdicts = judge(over_tls(ca))

    assert set(failed(verdicts)) == {"receiver.transport.certificate"}
    assert "tls_ca" in failed(verdicts)["receiver.transport.certificate"]
    assert verdicts["receiver.push.accepted"][""][0] == "skipped"


@pytest.mark.usefixtures("trusting")
def test_a_certificate_for_another_host_breaks_the_rule_about_certificates(ca):
    verdicts = judge(over_tls(ca, name="elsewhere.example"), cases=of(ALL))

    assert set(failed(verdicts)) == {"receiver.transport.certificate"}
    assert "mismatch" in failed(verdicts)["receiver.transport.certificate"]


@pytest.mark.usefixtures("trusting")
def test_a_server_that_still_speaks_tls_1_1_breaks_the_advice(ca):
    verdicts = judge(over_tls(ca, old=ssl.TLSVersion.TLSv1_3), cases=of(ALL))
    verdict, text = verdicts["receiver.transport.old-tls"][""]
    if verdict == "skipped":
        pytest.skip(text)

    assert set(failed(verdicts)) == {"receiver.transport.old-tls"}
    assert "TLSv1.1" in text


@pytest.mark.usefixtures("trusting")
def test_a_server_that_speaks_nothing_newer_breaks_the_rule_about_tls(ca):
    verdicts = judge(over_tls(ca, old=ssl.TLSVersion.TLSv1_1), cases=of(ALL))

    assert "receiver.transport.tls" in failed(verdicts)
    assert failed(verdicts)["receiver.transport.tls"].startswith("it speaks neither TLS 1.2 nor")


@pytest.mark.parametrize("environment", [None, "Development"])
def test_plain_http_is_fine_in_development_and_where_nothing_is_said(environment):
    verdicts = judge(live(Endpoint), cases=of(TLS | ALL), environment=environment)

    assert failed(verdicts) == {}
    assert verdicts["receiver.transport.https"][""][0] == "skipped"


def test_what_is_not_there_fails_every_rule_with_the_reason():
    @contextmanager
    def start():
        yield "http://localhost:1/redox", None

    found = failed(judge(start, probe=False))

    assert set(found) == {rule.id for rule, _, _ in CASES}
    assert set(found.values()) == {
        "nothing answers at http://localhost:1/redox: connection refused; is it running, and on "
        "this port?"
    }
