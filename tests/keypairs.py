"""Key pairs of clients, and assertions signed by a library that is not the mock's."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm


class Pair(NamedTuple):
    """A client's own key pair."""

    private: Any
    public_pem: str
    jwk: dict[str, Any]

    @property
    def jwks(self) -> dict[str, Any]:
        return {"keys": [self.jwk]}

    @property
    def private_pem(self) -> str:
        form, no = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        return self.private.private_bytes(serialization.Encoding.PEM, form, no).decode()


@cache
def private_key(pem: str) -> Any:
    """Read once, and not checked, which takes seventy times as long as a signature."""
    return serialization.load_pem_private_key(
        pem.encode(), None, unsafe_skip_rsa_key_validation=True
    )


def _pair(private: Any, algorithm: Any, kid: str) -> Pair:
    public = private.public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = public.public_bytes(serialization.Encoding.PEM, form).decode()
    return Pair(private, pem, {**algorithm.to_jwk(public, as_dict=True), "kid": kid})


def make_pairs() -> dict[str, Pair]:
    """Two RSA pairs, one of P-384 and one of P-256; each is its own kid's."""
    private = {
        "rsa": (rsa.generate_private_key(65537, 2048), RSAAlgorithm),
        "other": (rsa.generate_private_key(65537, 2048), RSAAlgorithm),
        "p384": (ec.generate_private_key(ec.SECP384R1()), ECAlgorithm),
        "p256": (ec.generate_private_key(ec.SECP256R1()), ECAlgorithm),
    }
    return {kid: _pair(key, algorithm, kid) for kid, (key, algorithm) in private.items()}


def signed(
    client_id: str, key: Any, kid: str | None, *, now: float, alg: str = "RS384",
    header: dict[str, Any] | None = None, **claims: Any,
) -> str:  # fmt: skip
    """An assertion by PyJWT; a claim or header that is None is left out."""
    usual = {"iss": client_id, "sub": client_id, "iat": int(now), "jti": f"{kid} {now}"}
    given = {name: value for name, value in (usual | claims).items() if value is not None}
    head = {name: v for name, v in {"kid": kid, **(header or {})}.items() if v is not None}
    if isinstance(key, str) and key.startswith("-----BEGIN PRIVATE"):
        key = private_key(key)
    return jwt.encode(given, key, algorithm=alg, headers=head)
