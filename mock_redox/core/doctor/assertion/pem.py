"""Public keys out of PEM and its neighbours, mended where environment variables spoilt them."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
    load_ssh_public_key,
)

from mock_redox.core.errors import Misuse

UNREADABLE = (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion)
_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40})-----((?:(?!-----).)*)-----END \1-----", re.S)
_WRAPPED = re.compile(r"\s*\n(?:[ \t]*[A-Za-z0-9+/=]{1,76}[ \t]*\r?\n)+[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9+/=\s]{100,}")
_IN_THE_APP = "if your app reads its private key from the same place, this is probably its fault"


def private(source: str) -> str:
    """What is said of a private key that was given by mistake."""
    return (
        f"WARNING: {source} holds a PRIVATE key. Only its public half was used; keep it where it "
        "is, and give the public key to Redox and to this command"
    )


def from_der(raw: bytes, source: str) -> object:
    """The key in a DER public key or certificate. Raises Misuse if there is none."""
    try:
        return load_der_public_key(raw)
    except UNREADABLE:
        return _read(lambda: x509.load_der_x509_certificate(raw).public_key(), source)


def from_pem(text: str, source: str) -> tuple[list[object], list[str]]:
    """The public keys in a text, and what had to be mended to read them.

    Of a private key it is the public half, of a chain of certificates the first.

    Raises:
        Misuse: a key that can't be read.
    """
    text, notes = _mended(text, source)
    if text.startswith(("ssh-rsa ", "ecdsa-sha2-")):
        return [_read(lambda: load_ssh_public_key(text.encode()), source)], notes
    keys: list[object] = []
    for label, block in _blocks(text, source, notes):
        if label == "CERTIFICATE" and keys:
            continue
        keys.append(_key(label, block, source))
        if "PRIVATE KEY" in label:
            notes.append(private(source))
    if not keys and "-----BEGIN" in text:
        raise Misuse(
            f"{source}: a PEM that was cut off: it has a BEGIN line and no END line, as where a "
            f"variable or a .env file takes its first line only; {_IN_THE_APP}"
        )
    return keys, list(dict.fromkeys(notes))


def _mended(text: str, source: str) -> tuple[str, list[str]]:
    """With line ends in place of ``\\n``; with BEGIN and END; decoded if it is base64 of a PEM."""
    notes: list[str] = []
    text = text.strip("\"' \t\r\n")
    if "\\n" in text:
        text = text.replace("\\r", "").replace("\\n", "\n")
        notes.append(f"{source} has \\n in place of line ends; {_IN_THE_APP}")
    if "-----BEGIN" in text or not _BARE.fullmatch(text):
        return text, notes
    try:
        inner = base64.b64decode("".join(text.split()), validate=True)
    except (ValueError, binascii.Error):
        return text, notes
    if b"-----BEGIN" in inner:
        notes.append(f"{source} is the base64 of a PEM; decode it before use")
        return inner.decode("utf-8", "replace"), notes
    if inner[:1] == b"\x30":
        notes.append(f"{source} has no BEGIN and END lines; {_IN_THE_APP}")
        label = "PUBLIC KEY" if _is_public(inner) else "PRIVATE KEY"
        return f"-----BEGIN {label}-----\n{text}\n-----END {label}-----", notes
    return text, notes


def _is_public(der: bytes) -> bool:
    try:
        load_der_public_key(der)
    except UNREADABLE:
        return False
    return True


def _blocks(text: str, source: str, notes: list[str]) -> Iterator[tuple[str, bytes]]:
    """The blocks of a PEM, each wrapped as it should be."""
    for label, inner in _BLOCK.findall(text):
        if "ENCRYPTED" in label or "ENCRYPTED" in inner:
            raise Misuse(f"{source} is an encrypted private key; give the public key")
        if not _WRAPPED.fullmatch(inner):
            notes.append(f"{source} lost its line ends; {_IN_THE_APP}")
        body = re.sub(r"[^A-Za-z0-9+/=]", "", inner)
        lines = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
        yield label, f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n".encode()


def _key(label: str, block: bytes, source: str) -> object:
    if label == "CERTIFICATE":
        return _read(lambda: x509.load_pem_x509_certificate(block).public_key(), source)
    if "PRIVATE KEY" in label:
        return _read(lambda: load_pem_private_key(block, None).public_key(), source)
    return _read(lambda: load_pem_public_key(block), source)


def _read(read: Callable[[], object], source: str) -> object:
    try:
        return read()
    except UNREADABLE:
        raise Misuse(f"{source}: a key that can't be read; is it whole?") from None
