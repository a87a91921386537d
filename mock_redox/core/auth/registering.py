"""Public keys as they are registered: read, or refused with the name of the field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from joserfc.jwk import Key

from mock_redox.core.auth.keys import key_set, public_key, secret_key
from mock_redox.core.errors import Misuse
from mock_redox.core.setup import ClientSpec

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class KeySpec:
    """A public key for a client: a PEM, or a JWK; with neither the mock makes a pair.

    ``kid`` is the key's thumbprint, or what the JWK says, when not given.
    """

    public_key: str | None = None
    jwk: dict[str, Any] | None = None
    kid: str | None = None


@dataclass(frozen=True, kw_only=True)
class AddedKey:
    """A key that a client now has, with the private one if the mock made the pair."""

    client_id: str
    kid: str
    private_key: str | None = field(default=None, repr=False)

    def as_json(self) -> dict[str, object]:
        """What the client has to be told, the private key among it."""
        shown: dict[str, object] = {"client_id": self.client_id, "kid": self.kid}
        return shown if self.private_key is None else {**shown, "private_key": self.private_key}


def client_keys(spec: ClientSpec) -> Mapping[str, Key]:
    """The keys that a client brings. Raises Misuse."""
    if spec.jwks is not None and spec.public_key is not None:
        raise Misuse("jwks and public_key contradict each other; give one of them", ("jwks",))
    if spec.jwks is not None:
        return _at("jwks", lambda: key_set(spec.jwks))
    pem = spec.public_key
    return _at("public_key", lambda: public_key(pem, spec.kid)) if pem is not None else {}


def client_secret(spec: ClientSpec) -> Key | None:
    """The HMAC key of a client that has a secret. Raises Misuse."""
    secret = spec.secret
    return _at("secret", lambda: secret_key(secret)) if secret is not None else None


def one_key(spec: KeySpec) -> Mapping[str, Key]:
    """The key that is brought, under its kid; none when the mock shall make it. Raises Misuse."""
    if spec.jwk is not None and spec.public_key is not None:
        raise Misuse("jwk and public_key contradict each other; give one of them", ("jwk",))
    if spec.kid is not None and not spec.kid:
        raise Misuse("kid is empty; leave it out for the key's thumbprint", ("kid",))
    if spec.jwk is not None:
        jwk = spec.jwk if spec.kid is None else {**spec.jwk, "kid": spec.kid}
        return _at("jwk", lambda: key_set({"keys": [jwk]}))
    pem = spec.public_key
    return _at("public_key", lambda: public_key(pem, spec.kid)) if pem is not None else {}


def _at(name: str, read: Callable[[], T]) -> T:
    """What ``read`` returns; its complaint gets the name of the field."""
    try:
        return read()
    except Misuse as wrong:
        raise Misuse(wrong.problem, (name,)) from None
