"""Public keys in every form in which people have them, and what had to be mended."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519
from cryptography.x509.oid import NameOID
from joserfc.jwk import RSAKey

from mock_redox.core.doctor.assertion.rings import read_jwks_answer, read_keys, read_secret
from mock_redox.core.errors import Misuse
from mock_redox.core.ports import Answer

PEM, DER = serialization.Encoding.PEM, serialization.Encoding.DER
SPKI = serialization.PublicFormat.SubjectPublicKeyInfo
PKCS1 = serialization.PublicFormat.PKCS1
OPEN = serialization.NoEncryption()
FORMS = serialization.PrivateFormat


def certificate(private):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "client")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(private.public_key()).serial_number(1)
    made = made.not_valid_before(begin).not_valid_after(begin.replace(year=2027))
    return made.sign(private, hashes.SHA256()).public_bytes(PEM).decode()


def private_jwk(pair):
    return {**RSAKey.import_key(pair.private_pem).as_dict(private=True), "kid": "rsa"}


WAYS = {
    "PEM": lambda pair: pair.public_pem,
    "bytes": lambda pair: pair.public_pem.encode(),
    "with a mark of UTF-8": lambda pair: b"\xef\xbb\xbf" + pair.public_pem.encode(),
    "PKCS1": lambda pair: pair.private.public_key().public_bytes(PEM, PKCS1),
    "DER": lambda pair: pair.private.public_key().public_bytes(DER, SPKI),
    "certificate": lambda pair: certificate(pair.private),
    "chain": lambda pair: (
        certificate(pair.private) + certificate(ec.generate_private_key(ec.SECP256R1()))
    ),
    "JWK": lambda pair: json.dumps(pair.jwk),
    "JWK set": lambda pair: json.dumps(pair.jwks),
    "Platform API": lambda pair: json.dumps({"jwkSet": pair.jwks}),
    "OpenSSH": lambda pair: pair.private.public_key().public_bytes(
        serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH
    ),
    "indented": lambda pair: pair.public_pem.replace("\n", "\n    "),
    "Windows": lambda pair: pair.public_pem.replace("\n", "\r\n"),
}
MENDED = {
    "literal line ends": (lambda pem: pem.replace("\n", "\\n"), "has \\n in place of line ends"),
    "literal line ends of Windows": (lambda pem: pem.replace("\n", "\\r\\n"), "has \\n in place"),
    "quotes and \\n": (lambda pem: '"' + pem.replace("\n", "\\n"), "has \\n in place"),
    "JSON text": (json.dumps, ""),
    "one line with blanks": (lambda pem: pem.replace("\n", " "), "lost its line ends"),
    "one line": (lambda pem: pem.replace("\n", ""), "lost its line ends"),
    "base64 of it": (lambda pem: base64.b64encode(pem.encode()).decode(), "base64 of a PEM"),
    "without BEGIN": (lambda pem: "\n".join(pem.splitlines()[1:-1]), "no BEGIN and END"),
}
PRIVATE = {
    "PKCS8": lambda pair: pair.private_pem,
    "PKCS1": lambda pair: pair.private.private_bytes(PEM, FORMS.TraditionalOpenSSL, OPEN).decode(),
    "in one line": lambda pair: pair.private_pem.replace("\n", "\\n"),
    "without BEGIN": lambda pair: "".join(pair.private_pem.splitlines()[1:-1]),
    "JWK": lambda pair: json.dumps(private_jwk(pair)),
    "JWK set": lambda pair: json.dumps({"keys": [private_jwk(pair)]}),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_key_is_read(pairs, made, judge, way):
    ring = read_keys(WAYS[way](pairs["rsa"]), "my key")

    assert (len(ring.keys), ring.notes) == (1, ())
    assert judge(made(), keys=ring).findings == ()
    assert judge(made(key="other", kid="rsa"), keys=ring).findings[0].name == (
        "assertion.signature_wrong"
    )


@pytest.mark.parametrize("way", MENDED)
@pytest.mark.parametrize("kind", ["rsa", "p384"])
def test_a_spoilt_pem_is_mended_and_that_is_said(pairs, made, judge, way, kind):
    spoil, note = MENDED[way]
    ring = read_keys(spoil(pairs[kind].public_pem), "my key")

    alg = "RS384" if kind == "rsa" else "ES384"
    assert judge(made(key=kind, alg=alg), keys=ring).findings == ()
    assert note in "".join(ring.notes)
    assert bool(ring.notes) == bool(note)


@pytest.mark.parametrize("way", PRIVATE)
def test_of_a_private_key_the_public_half_is_used_and_a_warning_given(pairs, made, judge, way):
    text = PRIVATE[way](pairs["rsa"])
    ring = read_keys(text, "my key")
    report = judge(made(), keys=ring)

    assert report.findings == ()
    assert [note for note in report.notes if note.startswith("WARNING: my key holds a PRIVATE key")]
    assert not any(key.key.is_private for key in ring.keys)
    assert text[60:90] not in json.dumps(report.as_json())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "there is no RSA or EC public key in it"),
        ("hello", "there is no RSA or EC public key in it"),
        ("{}", "there is no RSA or EC public key in it"),
        ('{"keys": []}', "there is no RSA or EC public key in it"),
        ('{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}', "there is no RSA or EC public key in it"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "can't be read"),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "can't be read"),
        (b"\x30\x01", "can't be read"),
        ("ssh-rsa nothing", "can't be read"),
        ("-----BEGIN PRIVATE KEY-----", "a PEM that was cut off"),
        ("-----BEGIN PUBLIC KEY-----\\nMIIB", "a PEM that was cut off"),
    ],
)
def test_what_holds_no_key_is_an_error(text, problem):
    with pytest.raises(Misuse, match=problem):
        read_keys(text, "my key")


def test_a_key_that_jwts_do_not_use_is_an_error():
    for private in (ed25519.Ed25519PrivateKey.generate(), dsa.generate_private_key(1024),
                    ec.generate_private_key(ec.SECP224R1())):  # fmt: skip
        with pytest.raises(Misuse, match=r"expected an RSA or EC key|do not use"):
            read_keys(private.public_key().public_bytes(PEM, SPKI), "my key")


def test_an_encrypted_private_key_is_an_error(pairs):
    locked = serialization.BestAvailableEncryption(b"secret")
    for form in (FORMS.PKCS8, FORMS.TraditionalOpenSSL):
        with pytest.raises(Misuse, match="encrypted private key"):
            read_keys(pairs["rsa"].private.private_bytes(PEM, form, locked), "my key")


def test_a_key_without_kid_in_a_set_is_noted(pairs):
    bare = {name: value for name, value in pairs["rsa"].jwk.items() if name != "kid"}
    ring = read_keys(json.dumps({"keys": [bare, 5, pairs["p384"].jwk]}), "keys.json")

    assert ring.notes == (
        "keys.json: key 0 has no kid, so Redox can't choose it",
        "keys.json: key 1 can't be read as an RSA or EC key",
    )
    assert [key.kid for key in ring.keys] == [None, "p384"]


def test_a_key_that_is_meant_for_something_else_is_the_cause(pairs, made, judge):
    jwk = {**pairs["rsa"].jwk, "alg": "RS256"}
    found = judge(made(), keys=read_keys(json.dumps({"keys": [jwk]}), "keys.json")).findings

    assert [each.name for each in found] == ["assertion.signature_wrong"]
    assert "the key's own use, alg or key_ops" in found[0].cause


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (Answer(failure="unreachable", problem="connection refused"), "jwks.unreachable"),
        (Answer(failure="timeout", problem="no whole answer within 5 s"), "jwks.slow"),
        (Answer(status=500), "jwks.unreachable"),
        (Answer(status=200, body=b"<html>"), "jwks.not_json"),
        (Answer(status=200, body=b'{"keys": []}'), "jwks.empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_key_set_that_can_not_be_had_is_a_finding(made, judge, answer, name):
    report = judge(made(), keys=read_jwks_answer(answer, "https://keys.test/jwks"))

    assert [each.name for each in report.findings] == [name]
    assert report.unjudged == (("the signature", "the key set could not be had"),)


def test_an_empty_secret_is_an_error():
    with pytest.raises(Misuse, match="secret is empty"):
        read_secret(" \n")
