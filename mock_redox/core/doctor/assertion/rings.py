"""The public keys that a signature is judged by, from whatever people have at hand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jwk import ECKey, Key, OctKey, RSAKey, import_key

from mock_redox.core.auth.jwks import judge_jwks, jwks_failure
from mock_redox.core.auth.keys import JOSE_ERRORS, no_warning, secret_key
from mock_redox.core.doctor.assertion.pem import from_der, from_pem, private
from mock_redox.core.doctor.report import Finding, finding
from mock_redox.core.errors import Misuse
from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.ports import Answer


@dataclass(frozen=True, slots=True)
class Given:
    """A public key, by which kid it is known if by any, and where it is from."""

    key: RSAKey | ECKey
    kid: str | None
    source: str

    @property
    def named(self) -> str:
        return f"{self.source}, kid {self.kid!r:.100}" if self.kid else self.source

    @property
    def says(self) -> str:
        """What it is, in words."""
        raw = self.key.public_key
        size = f"RSA, {raw.key_size} bits" if isinstance(raw, RSAPublicKey) else self.curve
        return f"{size}, thumbprint {self.key.thumbprint()}"

    @property
    def curve(self) -> str:
        return f"EC, {self.key.get('crv')}"


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys that were given.

    Args:
        secret: the client's shared secret, for HS384.
        findings: what is wrong with the place where the keys should be.
        notes: what was mended.
    """

    keys: tuple[Given, ...] = ()
    secret: OctKey | None = None
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: "Ring") -> "Ring":
        return Ring(
            (*self.keys, *other.keys), self.secret or other.secret,
            (*self.findings, *other.findings), (*self.notes, *other.notes),
        )  # fmt: skip


def read_keys(raw: bytes | str, source: str) -> Ring:
    """The keys in a file: PEM, DER, a certificate, a JWK or a JWK set.

    Args:
        source: what the file is called in the report.

    Raises:
        Misuse: there is no RSA or EC key in it.
    """
    if isinstance(raw, bytes) and raw[:1] == b"\x30":
        return Ring((Given(_imported(from_der(raw, source), source), None, source),))
    text = raw if isinstance(raw, str) else raw.decode("utf-8", "replace")
    text = text.strip().removeprefix("\ufeff").strip()
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    ring = _of_json(value, source) if isinstance(value, dict) else None
    ring = ring or _of_pem(value if isinstance(value, str) else text, source)
    if not ring.keys:
        raise Misuse(f"{source}: there is no RSA or EC public key in it")
    return ring


def read_secret(text: str) -> Ring:
    """The shared secret of a client that signs with HS384. Raises Misuse for an empty one."""
    return Ring(secret=secret_key(text.strip()))


def read_jwks_answer(answer: Answer, url: str) -> Ring:
    """The keys behind a JWKS URL, judged as in a token request (auth.md 2.3)."""
    verdict = judge_jwks(answer)
    if verdict.good:
        return _of_json(json.loads(answer.body), url) or Ring()
    name = jwks_failure(answer)
    fix = FAILURES[name].fix
    return Ring(findings=(finding(name, f"{url} {verdict.reason}", "a JWK set with keys", fix),))


def _of_pem(text: str, source: str) -> Ring:
    raw, notes = from_pem(text, source)
    keys = [_imported(each, source) for each in raw]
    once = {key.thumbprint(): Given(key, None, source) for key in keys}
    return Ring(tuple(once.values()), notes=tuple(notes))


def _of_json(value: Mapping[str, Any], source: str) -> Ring | None:
    """A JWK, a JWK set, or what holds one as the Platform API and the control API do."""
    for name in ("jwks", "jwkSet"):
        if isinstance(value.get(name), Mapping):
            value = value[name]
    entries = [value] if "kty" in value else value.get("keys")
    if not isinstance(entries, list):
        return None
    given, notes = [], []
    for index, entry in enumerate(entries):
        key = _jwk(entry)
        if key is None:
            notes.append(f"{source}: key {index} can't be read as an RSA or EC key")
            continue
        if entry.get("d"):
            notes.append(private(source))
        kid = entry.get("kid")
        if not isinstance(kid, str) and "keys" in value:
            notes.append(f"{source}: key {index} has no kid, so Redox can't choose it")
        given.append(Given(key, kid if isinstance(kid, str) else None, source))
    return Ring(tuple(given), notes=tuple(dict.fromkeys(notes)))


def _jwk(entry: Any) -> RSAKey | ECKey | None:
    try:
        with no_warning():
            key: Key = import_key(dict(entry))
            key = import_key(key.as_dict(private=False)) if key.is_private else key
            key.thumbprint()
            return key if isinstance(key, RSAKey | ECKey) else None
    except JOSE_ERRORS:
        return None


def _imported(raw: object, source: str) -> RSAKey | ECKey:
    if not isinstance(raw, RSAPublicKey | EllipticCurvePublicKey):
        raise Misuse(f"{source}: expected an RSA or EC key")
    pem = raw.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        with no_warning():
            key = (RSAKey if isinstance(raw, RSAPublicKey) else ECKey).import_key(pem)
            key.thumbprint()
            return key
    except JOSE_ERRORS:
        raise Misuse(f"{source}: an EC key on a curve that JWTs do not use") from None
