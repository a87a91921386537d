"""Assertions taken apart for the file, and signed anew with keys that the replay makes."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from joserfc.jwk import ECKey, Key, OctKey, OKPKey
from joserfc.jws import JWSRegistry

from mock_redox.core.auth.keys import JOSE_ERRORS, make_key_pair
from mock_redox.core.errors import Misuse
from mock_redox.core.incidents.incident import SavedAssertion, Signature
from mock_redox.core.incidents.likes import LONGEST

JWT = re.compile(r"(?<![\w.-])eyJ[\w-]+\.[\w-]+\.[\w-]*(?![\w.-])", re.ASCII)
_CHECKED = ("RS384", "ES384", "HS384")
KINDS = {"RS384": "RSA", "ES384": "P-384"}
"""The kind of key by algorithm."""
_USUAL = {"RS384": (256, 384, 512), "ES384": (96,), "HS384": (48,)}
"""Bytes of a signature by some key."""


class Parts(NamedTuple):
    """An assertion's three parts, what was signed, and the length of the signature's text."""

    header: dict[str, Any]
    claims: dict[str, Any]
    signature: bytes
    signed: bytes
    length: int


def parts_of(text: str) -> Parts | None:
    """The parts of a JWT; None if it is none."""
    header, claims, signature = text.split(".")
    try:
        first, second = json.loads(_unbase64(header)), json.loads(_unbase64(claims))
    except (ValueError, RecursionError):
        return None
    if not isinstance(first, dict) or not isinstance(second, dict):
        return None
    try:
        raw = _unbase64(signature)
    except ValueError:  # cut off within a byte
        raw = b""
    return Parts(first, second, raw, f"{header}.{claims}".encode(), len(signature))


def signature_of(parts: Parts, key: Key | None) -> Signature:
    """Whether the key made the signature, or may be another did."""
    alg = parts.header.get("alg")
    if alg not in _CHECKED:
        return "broken"
    if key is not None and verifies(parts, key):
        return "right"
    return "by another key" if len(parts.signature) in _USUAL[alg] else "broken"


def verifies(parts: Parts, key: Key) -> bool:
    algorithm = JWSRegistry.algorithms[parts.header["alg"]]
    try:
        algorithm.check_key(key)
        return algorithm.verify(parts.signed, parts.signature, key)
    except JOSE_ERRORS:
        return False


class Keys:
    """The replay's own keys: one for each kid and kind, and others for wrong signatures."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], Key] = {}
        self._shared: dict[str, Key] = {}
        self._rsa = 0

    def of(self, kid: str, kind: str) -> Key:
        """The key pair of a kid.

        Args:
            kind: ``RSA``, or a curve.

        Raises:
            Misuse: no such kind.
        """
        if (kid, kind) not in self._made:
            self._made[kid, kind] = self._new(kind)
        return self._made[kid, kind]

    def share(self, client_id: str, secret: Key) -> None:
        """The key that a client with a secret signs with."""
        self._shared[client_id] = secret

    def signing(self, alg: str, kid: str, client_id: str) -> Key | None:
        """The key that signs rightly; None if the client has none that fits."""
        if alg == "HS384":
            return self._shared.get(client_id)
        return self._made.get((kid, KINDS[alg]))

    def another(self, alg: str) -> Key:
        """A key that is nobody's."""
        if alg == "HS384":
            return OctKey.generate_key(384)
        return self.of("(nobody)", KINDS[alg])

    def _new(self, kind: str) -> Key:
        if kind == "RSA":
            self._rsa += 1
            return make_key_pair(self._rsa - 1).key
        if kind == "oct":
            return OctKey.generate_key(384)
        try:
            return (OKPKey if kind.startswith(("Ed", "X")) else ECKey).generate_key(kind)  # type: ignore[arg-type]
        except JOSE_ERRORS:
            raise Misuse(
                f"{kind!r:.40} is no kind of key; use RSA, P-384 or another curve"
            ) from None


def kind_of(key: Key) -> str:
    """``RSA``, or the curve."""
    public = key.as_dict(private=False)
    return str(public.get("crv", public["kty"]))


def signed_anew(
    saved: SavedAssertion, keys: Keys, fill: Callable[[Any], Any], path: tuple[str | int, ...]
) -> str:
    """The assertion with its header and claims, and a signature of the same quality.

    Raises:
        Misuse: header or claims are nothing that JSON can hold.
    """
    if saved.signature_length > LONGEST:
        raise Misuse(f"a signature has at most {LONGEST} letters", path)
    header, claims = fill(saved.header), fill(saved.claims)
    try:
        signed = ".".join(_base64(_json(each)) for each in (header, claims)).encode()
    except (TypeError, ValueError, RecursionError) as wrong:
        raise Misuse(f"an assertion that JSON can't hold: {wrong}", path) from None
    return f"{signed.decode()}.{_signature(saved, header, claims, keys, signed)}"


def _signature(
    saved: SavedAssertion, header: Mapping[str, Any], claims: Mapping[str, Any], keys: Keys,
    signed: bytes,
) -> str:  # fmt: skip
    alg = header.get("alg")
    if saved.signature == "broken" or alg not in _CHECKED:
        return "A" * saved.signature_length
    right = keys.signing(alg, str(header.get("kid")), str(claims.get("iss")))
    key = right if right and saved.signature == "right" else keys.another(alg)
    return _base64(JWSRegistry.algorithms[alg].sign(signed, key))


def _json(value: object) -> bytes:
    """As most clients write it: without blanks, and escaped only where it must be."""
    try:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def _unbase64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
