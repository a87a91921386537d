"""Why a signature does not fit, as far as mathematics tells."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterator

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc.jws import JWSRegistry

from mock_redox.core.auth.keys import JOSE_ERRORS
from mock_redox.core.doctor.assertion.rings import Given

_HASHES = {"256": SHA256(), "384": SHA384(), "512": SHA512()}
_DIGESTS = {
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
    bytes.fromhex("2b0e03021a"): "sha1",
}
"""Object identifiers in what an RSA signature says of its digest (RFC 8017 9.2)."""
_HEX = re.compile(rb"[0-9a-fA-F]{64,}\s*")


def fits(alg: object, given: Given, signed: bytes, signature: bytes) -> bool:
    """Whether it is the signature of that algorithm by that key, whatever the key is meant for."""
    algorithm = JWSRegistry.algorithms.get(alg) if isinstance(alg, str) else None
    if algorithm is None or algorithm.key_type != given.key.key_type:
        return False
    if given.key.key_type == "EC" and given.key.get("crv") != getattr(algorithm, "curve", None):
        return False
    try:
        return bool(algorithm.verify(signed, signature, given.key))
    except JOSE_ERRORS:
        return False


def is_secret(alg: object, given: Given, signed: bytes, signature: bytes) -> bool:
    """Whether an HMAC took the public key's PEM for its secret."""
    raw = given.key.public_key
    pem = raw.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    name = f"sha{str(alg).removeprefix('HS')}"
    if name not in ("sha256", "sha384", "sha512"):
        return False
    tags = (hmac.new(each, signed, name).digest() for each in (pem, pem.strip()))
    return any(hmac.compare_digest(tag, signature) for tag in tags)


def why(alg: str, given: Given, signed: bytes, signature: bytes) -> str:
    """Why the signature is not by that key, in words; nothing where it can't be told."""
    if not signature:
        return "the signature is empty: it was cut off, or never made"
    wanted = {"RS384": "RSA", "ES384": "EC"}.get(alg)
    if wanted and given.key.key_type != wanted:
        return f"{alg} needs an {wanted} key, and this one is {given.says.partition(',')[0]}"
    raw = given.key.public_key
    if isinstance(raw, RSAPublicKey):
        return _why_rsa(alg, given, raw, signed, signature)
    if given.key.get("crv") != "P-384":
        return f"ES384 needs a key on P-384, and this one is on {given.key.get('crv')}"
    return _why_ec(raw, signed, signature)


def _why_rsa(
    alg: str, given: Given, raw: RSAPublicKey, signed: bytes, signature: bytes
) -> str:  # fmt: skip
    for form, plain in (("", signature), *_texts(signature)):
        if len(plain) != (raw.key_size + 7) // 8:
            continue
        found = _by_digest(raw, signed, plain)
        if not found:
            others = [each for each in ("PS384", "PS256", "PS512") if each != alg]
            pss = next((each for each in others if fits(each, given, signed, plain)), None)
            found = f"it is a {pss} signature, and alg says {alg}" if pss else ""
        if found or (form and fits(alg, given, signed, plain)):
            return " and ".join(each for each in (form, found) if each)
    if len(signature) * 8 != raw.key_size and not list(_texts(signature)):
        return f"it is {len(signature) * 8} bits long, and the key {raw.key_size}: another key"
    return ""


def _by_digest(raw: RSAPublicKey, signed: bytes, signature: bytes) -> str:
    """What the signature itself says was signed, if this key made it."""
    try:
        inside = raw.recover_data_from_signature(signature, PKCS1v15(), None)
    except (InvalidSignature, ValueError):
        return ""
    name = next((hash_ for oid, hash_ in _DIGESTS.items() if oid in inside), None)
    if name is None:
        return "the digest was signed without saying which it is, as openssl rsautl does"
    for content, says in _contents(signed, name):
        if inside.endswith(hashlib.new(name, content).digest()):
            is_other = name != "sha384"
            other = f"it was signed with {name.upper()}, and alg says SHA-384" if is_other else ""
            return " and ".join(each for each in (other, says) if each)
    return "the key is right, and the header or the claims were changed after they were signed"


def _contents(signed: bytes, hash_: str) -> Iterator[tuple[bytes, str]]:
    """What people sign in place of the content."""
    yield signed, ""
    yield signed + b"\n", "a line end was signed too: echo adds one, printf %s does not"
    yield signed + b"\r\n", "a line end was signed too"
    digest = hashlib.new(hash_, signed)
    yield digest.digest(), "it was hashed twice: the library hashes by itself"
    yield digest.hexdigest().encode(), "the digest was signed, as hex, in place of the content"
    header, _, claims = signed.partition(b".")
    yield claims, "the claims were signed without the header"
    try:
        yield b".".join(map(_plain, (header, claims))), "it was signed before base64url"
    except ValueError:
        return


def _plain(part: bytes) -> bytes:
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def _why_ec(raw: EllipticCurvePublicKey, signed: bytes, signature: bytes) -> str:
    for form, r, s in _numbers(signature):
        der = encode_dss_signature(r, s)
        for size, hash_ in _HASHES.items():
            for content, says in _contents(signed, f"sha{size}"):
                try:
                    raw.verify(der, content, ECDSA(hash_))
                except (InvalidSignature, ValueError):
                    continue
                is_other = size != "384"
                other = f"it was signed with SHA{size}, and alg says SHA-384" if is_other else ""
                return " and ".join(each for each in (form, other, says) if each)
    return _DER if _of_der(signature) else ""


_DER = "it is in DER form, as openssl writes it, in place of r and s of 48 bytes each"


def _numbers(signature: bytes) -> Iterator[tuple[str, int, int]]:
    """What r and s may be, and what is wrong with the form they are in."""
    for form, plain in (("", signature), *_texts(signature)):
        if numbers := _of_der(plain):
            yield _DER, *numbers
        if len(plain) == 96:
            yield form, int.from_bytes(plain[:48]), int.from_bytes(plain[48:])
        elif 90 <= len(plain) <= 98:
            for cut in range(len(plain) - 49, 50):
                r, s = int.from_bytes(plain[:cut]), int.from_bytes(plain[cut:])
                yield "r and s are not filled up with zeros to 48 bytes each", r, s


def _of_der(signature: bytes) -> tuple[int, int] | None:
    try:
        r, s = decode_dss_signature(signature)
    except ValueError:
        return None
    return (r, s) if r > 0 and s > 0 else None


def _texts(signature: bytes) -> Iterator[tuple[str, bytes]]:
    """The signature, where it was written as text before it was base64url."""
    digits = base64.urlsafe_b64encode(signature).rstrip(b"=")
    for each in (signature, digits):
        if _HEX.fullmatch(each) and len(each.strip()) % 2 == 0:
            yield "it is in hex in place of base64url", bytes.fromhex(each.decode().strip())
    try:
        inner = signature.strip().translate(_TO_STANDARD).rstrip(b"=")
        twice = base64.b64decode(inner + b"=" * (-len(inner) % 4), validate=True)
    except (ValueError, binascii.Error):
        return
    if len(twice) > 40:
        yield "it went through base64 twice", twice


_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
