"""The doctor with real files, a real JWKS URL, and pushes as they really arrive."""

from __future__ import annotations

import json
import socket

import pytest
from keypairs import make_pairs, signed

from mock_redox import MockRedox
from mock_redox.adapters import doctor
from mock_redox.core.errors import Misuse
from mock_redox.core.webhooks.variants import VARIANTS

NOW = 1_767_268_800
ME = "5f0c0c0c-0000-4000-8000-000000000001"
TOKEN = "my-Made-up-token-0123456789"
FORMER, OTHER = "the-former-token-0123456789", "another-one-s-token-9876543"


@pytest.fixture(scope="module")
def pairs():
    return make_pairs()


@pytest.fixture
def jwt(pairs):
    return signed(ME, pairs["rsa"].private, "rsa", now=NOW)


def names(report):
    return [each.name for each in report.findings]


def test_an_assertion_is_judged_by_the_key_in_a_file(pairs, jwt, tmp_path):
    pem, other = tmp_path / "public.pem", tmp_path / "other.pem"
    pem.write_text(pairs["rsa"].public_pem)
    other.write_text(pairs["other"].public_pem)

    assert names(doctor.assertion(jwt, public_key=str(pem), at=str(NOW))) == []
    wrong = doctor.assertion(jwt, public_key=[str(other)], at="2026-01-01T12:00:00Z")
    assert names(wrong) == ["assertion.signature_wrong"]


def test_a_key_may_be_given_as_it_is(pairs, jwt):
    pem = pairs["rsa"].public_pem.replace("\n", "\\n")
    report = doctor.assertion(jwt, public_key=pem, at=str(NOW))

    assert names(report) == []
    assert "the key has \\n in place of line ends" in report.notes[0]


def test_a_jwks_url_is_fetched(pairs, jwt, receiver):
    body = json.dumps({"keys": [pairs["rsa"].jwk]}).encode()
    receiver.answer = lambda environ, sent: (200, {}, body)
    report = doctor.assertion(jwt, jwks=receiver.url, at=str(NOW))

    assert names(report) == []
    assert [(method, target) for method, target, *_ in receiver.got] == [("GET", "/redox")]


def test_a_jwks_url_that_does_not_answer_is_a_finding(jwt, dead_url):
    assert names(doctor.assertion(jwt, jwks=dead_url, at=str(NOW))) == ["jwks.unreachable"]


def test_without_a_time_an_old_one_is_doubtful_and_now_is_strict(jwt):
    assert doctor.assertion(jwt).ok
    assert not doctor.assertion(jwt, at="now").ok


def test_a_further_audience_is_right(pairs):
    text = signed(ME, pairs["rsa"].private, "rsa", now=NOW, aud="http://127.0.0.1:7336/x")

    assert names(doctor.assertion(text, at=str(NOW))) == ["assertion.aud_wrong"]
    accepted = doctor.assertion(text, at=str(NOW), audiences=["http://127.0.0.1:7336/x"])
    assert names(accepted) == []


def test_a_secret_is_read_from_a_file(tmp_path):
    text = signed(ME, "s" * 48, "x", alg="HS384", now=NOW)
    (tmp_path / "secret").write_text("s" * 48)

    assert names(doctor.assertion(text, secret=str(tmp_path / "secret"), at=str(NOW))) == []


@pytest.mark.parametrize(
    "given", [{"public_key": "no/such/file"}, {"jwks": "a\0b"}, {"at": "soon"}, {"at": "1" * 11}]
)
def test_what_can_not_be_read_is_an_error(jwt, given):
    if given.get("at") == "1" * 11:
        assert names(doctor.assertion(jwt, **given)) == ["assertion.iat_too_old"]
        return
    with pytest.raises(Misuse):
        doctor.assertion(jwt, **given)


def test_a_token_and_its_answer_are_judged():
    answer = json.dumps({"access_token": "abc", "expires_in": 300, "token_type": "Bearer"})
    report = doctor.token("abc", answer=answer.encode(), issued=str(NOW), at=str(NOW + 301))

    assert names(report) == ["token.expired"]
    assert doctor.token("abc").ok


def whole(connection: socket.socket) -> bytes:
    """All bytes of one request."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += connection.recv(65_536)
    head, _, body = raw.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
    while lengths and len(body) < int(lengths[0].partition(b":")[2]):
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def raw_push(raw_endpoint):
    """Pushes as a variant to an endpoint that keeps the bytes it got; returns these."""
    kept: list[bytes] = []

    def behave(connection: socket.socket) -> None:
        kept.append(whole(connection))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    url = raw_endpoint(behave)

    def push(variant: str) -> bytes:
        mock = MockRedox()
        mine = mock.core.destinations.at(url, FORMER)
        mock.core.destinations.change(mine.id, verification_token=TOKEN)
        mock.core.destinations.at(f"{url}/another", OTHER)
        mock.push("PatientAdmin.Arrival", url, as_=variant, unverified=True)
        return kept[-1]

    return push


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_is_recognised_by_what_really_arrives(raw_push, variant):
    raw = raw_push(variant)
    others = [each.verification_token for each in MockRedox().core.destinations.all()]
    report = doctor.webhook(raw, TOKEN, former=[FORMER], others=[OTHER, *filter(None, others)])

    assert names(report) == ([] if variant == "right" else [f"verification.{variant}"])
    assert TOKEN not in json.dumps(report.as_json())


def test_a_real_challenge_is_recognised(raw_endpoint):
    kept = []

    def behave(connection: socket.socket) -> None:
        kept.append(whole(connection))
        connection.sendall(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    for method in ("POST", "GET"):
        MockRedox().verify(raw_endpoint(behave), TOKEN, method)
        report = doctor.webhook(kept[-1], TOKEN)

        assert (report.subject, report.findings) == ("verification request", ())
        wrong = doctor.webhook(kept[-1], TOKEN.lower())
        assert names(wrong) == ["verification.case-flipped"]
