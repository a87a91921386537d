"""Public keys of clients: where they come from, and making one for those who bring none."""

import json
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

from cryptography.exceptions import UnsupportedAlgorithm
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, Key, OctKey, RSAKey, import_key

from mock_redox.core.errors import Misuse

JOSE_ERRORS = (
    JoseError, UnsupportedAlgorithm, ValueError, TypeError, KeyError, AttributeError, OverflowError
)  # fmt: skip
"""What joserfc and cryptography raise for keys and signatures that can't be used."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A key pair made by the mock, for a client that brought none."""

    kid: str
    private_pem: str = field(repr=False)
    key: RSAKey = field(repr=False)


_making = threading.Lock()


def make_key_pair(number: int) -> KeyPair:
    """The ``number``-th RSA key pair of this process.

    Making one costs 40 to 100 ms, so each is made once, when first needed, and then stays: a
    constant, not state. The kid is the key's SHA-256 thumbprint, as the dashboard's are
    (auth.md 2.2).
    """
    with _making:
        return _key_pair(number)


@cache
def _key_pair(_: int) -> KeyPair:
    key = RSAKey.generate_key(2048, auto_kid=True)
    return KeyPair(key.kid or "", key.as_pem(private=True).decode("ascii"), key)


class Made(NamedTuple):
    """A pair that the mock made for a client: which one, and a kid in place of its thumbprint."""

    number: int
    named: str | None = None

    @property
    def pair(self) -> KeyPair:
        pair = make_key_pair(self.number)
        return replace(pair, kid=self.named) if self.named else pair


def key_set(jwks: object, *, tolerant: bool = False) -> dict[str, Key]:
    """The keys of a JWK set by their kid.

    Args:
        jwks: a mapping or JSON text with ``keys``.
        tolerant: pass over keys that can't be used, as one who looks for a single kid does; the
            first of two with the same kid counts.

    Raises:
        Misuse: not a JWK set, a key in it that can't be read, or two with the same kid.
    """
    keys: dict[str, Key] = {}
    for index, entry in enumerate(_entries(jwks)):
        try:
            kid, key = _key(index, entry)
        except Misuse:
            if not tolerant:
                raise
            continue
        if kid in keys and not tolerant:
            raise Misuse(f"key {index} of the JWK set has the kid {kid!r} of another, which is "
                         "always taken in its place; give each key its own")  # fmt: skip
        keys.setdefault(kid, key)
    return keys


def _key(index: int, entry: object) -> tuple[str, Key]:
    kid = entry.get("kid") if isinstance(entry, Mapping) else None
    if not isinstance(entry, Mapping) or not isinstance(kid, str):
        raise Misuse(f"key {index} of the JWK set has no kid; give each key one")
    try:
        with no_warning():
            return kid, import_key(dict(entry))
    except JOSE_ERRORS as wrong:
        raise Misuse(f"key {kid!r} of the JWK set can't be read: {wrong}") from None


def _entries(jwks: object) -> list[Any]:
    if isinstance(jwks, str | bytes):
        try:
            jwks = json.loads(jwks)
        except (ValueError, RecursionError):
            raise Misuse("the JWK set is not JSON") from None
    entries = jwks.get("keys") if isinstance(jwks, Mapping) else None
    if not isinstance(entries, list):
        raise Misuse('expected a JWK set such as {"keys": [...]}')
    return entries


def public_key(pem: str, kid: str | None) -> dict[str, Key]:
    """A PEM public key under its kid, or under its thumbprint when none is given.

    Raises:
        Misuse: not a PEM key of RSA or EC.
    """
    for kind in (RSAKey, ECKey):
        try:
            key = kind.import_key(pem)
            thumbprint = key.thumbprint()
        except JOSE_ERRORS:
            continue
        return {kid or thumbprint: key}
    raise Misuse("expected an RSA or EC public key in PEM form (-----BEGIN PUBLIC KEY-----)")


def secret_key(secret: str) -> OctKey:
    """The HMAC key of a client's secret, whatever its length: tests use short ones.

    Raises:
        Misuse: an empty secret, or one that is not Unicode.
    """
    if not secret:
        raise Misuse("secret is empty")
    try:
        with no_warning():
            return OctKey.import_key(secret)
    except JOSE_ERRORS as wrong:
        raise Misuse(f"secret can't be used as a key: {wrong}") from None


@contextmanager
def no_warning() -> Iterator[None]:
    """Weak keys are the users' own, and for tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)
        yield


def public_jwks(keys: Mapping[str, Key]) -> dict[str, Any]:
    """The public halves, as a JWKS URL would serve them."""
    return {"keys": [{**key.as_dict(private=False), "kid": kid} for kid, key in keys.items()]}
