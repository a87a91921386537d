"""Key pairs, assertions signed by a library that is not the mock's, and token requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlencode

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from mock_redox.core.auth.service import Auth
from mock_redox.core.auth.token_form import FORM, JWT_BEARER
from mock_redox.core.errors import TokenRefused


class Pair(NamedTuple):
    """A client's own key pair."""

    private: Any
    public_pem: str
    jwk: dict[str, Any]

    @property
    def jwks(self) -> dict[str, Any]:
        return {"keys": [self.jwk]}


def _pair(private: Any, algorithm: Any, kid: str) -> Pair:
    public = private.public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = public.public_bytes(serialization.Encoding.PEM, form).decode()
    return Pair(private, pem, {**algorithm.to_jwk(public, as_dict=True), "kid": kid})


@pytest.fixture(scope="session")
def pairs() -> dict[str, Pair]:
    """Two RSA pairs, one of P-384 and one of P-256; each is its own kid's."""
    private = {
        "rsa": (rsa.generate_private_key(65537, 2048), RSAAlgorithm),
        "other": (rsa.generate_private_key(65537, 2048), RSAAlgorithm),
        "p384": (ec.generate_private_key(ec.SECP384R1()), ECAlgorithm),
        "p256": (ec.generate_private_key(ec.SECP256R1()), ECAlgorithm),
    }
    return {kid: _pair(key, algorithm, kid) for kid, (key, algorithm) in private.items()}


@pytest.fixture
def sign() -> Callable[..., str]:
    """Signs an assertion with PyJWT; a claim or header that is None is left out."""

    def sign(
        client_id: str, key: Any, kid: str | None, *, now: float, alg: str = "RS384",
        header: dict[str, Any] | None = None, **claims: Any,
    ) -> str:  # fmt: skip
        usual = {"iss": client_id, "sub": client_id, "iat": int(now), "jti": f"{kid} {now}"}
        given = {name: value for name, value in (usual | claims).items() if value is not None}
        head = {name: v for name, v in {"kid": kid, **(header or {})}.items() if v is not None}
        return jwt.encode(given, key, algorithm=alg, headers=head)

    return sign


@pytest.fixture
def ask() -> Callable[..., dict[str, object]]:
    """Makes a token request; a field that is None is left out."""

    def ask(
        auth: Auth, assertion: str | None, content_type: str | None = FORM,
        own_urls: tuple[str, ...] = (), **fields: str | None,
    ) -> dict[str, object]:  # fmt: skip
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": JWT_BEARER,
            "client_assertion": assertion,
            **fields,
        }
        body = urlencode({name: v for name, v in form.items() if v is not None}).encode()
        return auth.token(content_type, body, own_urls)[1]

    return ask


@pytest.fixture
def refused(ask: Callable[..., Any]) -> Callable[..., TokenRefused]:
    """Makes a token request that has to be refused; returns the refusal."""

    def refused(auth: Auth, assertion: str | None, *more: Any, **fields: Any) -> TokenRefused:
        with pytest.raises(TokenRefused) as caught:
            ask(auth, assertion, *more, **fields)
        return caught.value

    return refused
