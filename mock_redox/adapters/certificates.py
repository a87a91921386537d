"""What ``serve --tls`` shows its clients: a certificate by a throw-away CA of its own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PosixPath
from typing import TYPE_CHECKING, BinaryIO

from mock_redox.adapters.addresses import EVERYWHERE
from mock_redox.core.errors import Misuse
from mock_redox.core.settings import ALL_HOSTS, Settings

if TYPE_CHECKING:
    from trustme import CA

NAMES = (*ALL_HOSTS, "localhost", "127.0.0.1", "::1")
"""What the certificate is always for."""
_NAME = "mock_redox"
_DAYS = 800
"""Apple takes no certificate for longer than 825 days; each start makes a new one."""


@dataclass(frozen=True)
class Certificates:
    """All as PEM.

    Attributes:
        ca: the certificate that clients have to trust.
        chain: the server's own.
        key: the server's private key.
    """

    ca: bytes
    chain: bytes
    key: bytes


def make(settings: Settings) -> Certificates:
    """The certificates for a start; the CA is the one of the last start where that was kept.

    Raises:
        Misuse: a name can't be in a certificate, or the file of the CA can't be read or written.
    """
    ca = _authority(settings)
    now = datetime.now(UTC)
    names = dict.fromkeys((*NAMES, *_bound(settings.host), *settings.tls_names))
    try:
        made = ca.issue_cert(
            *names, not_before=now - timedelta(days=1), not_after=now + timedelta(days=_DAYS)
        )
    except (ValueError, IndexError) as wrong:  # idna's errors are ValueErrors
        raise Misuse(f"tls_names: no certificate for {', '.join(names)}: {wrong}") from None
    chain = b"".join(each.bytes() for each in made.cert_chain_pems)
    return Certificates(ca.cert_pem.bytes(), chain, made.private_key_pem.bytes())


def publish(settings: Settings, ca: bytes) -> None:
    """Write the certificate of the CA where the settings want it.

    Raises:
        Misuse: it can't be written, or something else than the CA of another start is there.
    """
    if not settings.tls_ca_file:
        return
    path = Path(settings.tls_ca_file)
    if not _is_ours(_read(path, "tls_ca_file") or b""):
        raise Misuse(f"tls_ca_file {path}: holds something else than the mock's CA, which would be "
                     "lost; name another file, or remove this one")  # fmt: skip
    _write(path, ca, 0o644, "tls_ca_file")


def _is_ours(content: bytes) -> bool:
    """Whether nobody misses it: nothing, or the certificate of a mock's CA and nothing besides."""
    from cryptography.x509 import load_pem_x509_certificates

    if not content.strip():
        return True
    try:
        found = load_pem_x509_certificates(content)
    except ValueError:
        return False
    made = len(found) == 1 and f"O={_NAME}" in found[0].subject.rfc4514_string().split(",")
    return made and b"PRIVATE KEY" not in content


def _bound(host: str) -> tuple[str, ...]:
    """The address that it listens on, unless that means all of them."""
    return () if host in EVERYWHERE else (host,)


def _authority(settings: Settings) -> "CA":
    """The CA, which is kept where a setting says so, or where the rest of the state is."""
    from trustme import CA  # only who serves https pays for it

    beside = f"{settings.state}.tls.pem" if settings.state else None
    kept = Path(settings.tls_ca_key_file or beside or "")
    pem = _read(kept, "tls_ca_key_file") if kept.name else None
    if pem is not None:
        try:
            return CA.from_pem(pem, pem)
        except ValueError:
            raise Misuse(f"tls_ca_key_file {kept}: holds no CA with its key; name another file, or "
                         "remove this one: then a new CA is made") from None  # fmt: skip
    ca = CA(organization_name=_NAME, organization_unit_name="Throw-away CA for tests")
    if kept.name:
        both = ca.private_key_pem.bytes() + ca.cert_pem.bytes()
        _write(kept, both, 0o600, "tls_ca_key_file")
    return ca


def _read(path: Path, setting: str) -> bytes | None:
    """What is there; a device or a pipe is nothing to read, nor to put a file in the place of."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise ValueError("is no file, but a device or the like")
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as wrong:
        raise _unusable(setting, path, wrong) from None


def _write(path: Path, content: bytes, mode: int, setting: str) -> None:
    """In one go: whoever looks finds all of it or nothing, and never with other rights."""
    place = Path(os.path.realpath(path))  # a link stays one
    beside = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        beside.unlink(missing_ok=True)
        number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(number, "wb") as file:
            file.write(content)
        beside.replace(place)
    except (OSError, ValueError) as wrong:
        with suppress(OSError, ValueError):
            beside.unlink()
        raise _unusable(setting, path, wrong) from None


def _unusable(setting: str, path: Path, wrong: Exception) -> Misuse:
    return Misuse(f"{setting} {path}: {getattr(wrong, 'strerror', None) or wrong}")


class _Unnamed(PosixPath):
    """A file of this process alone, which has no other path than this."""

    def resolve(self, strict: bool = False) -> "_Unnamed":
        return self


@contextmanager
def as_paths(*contents: bytes) -> Iterator[list[Path]]:
    """Paths to read the contents from while the block runs.

    Granian wants files. Where the system has files in memory, nothing gets to a disk, so that
    nothing is left of a process that is killed, and a disk that can't be written to will do.
    """
    if hasattr(os, "memfd_create") and Path("/proc/self/fd").is_dir():
        with ExitStack() as stack:
            files = [stack.enter_context(_in_memory(each)) for each in contents]
            yield [_Unnamed(f"/proc/self/fd/{file.fileno()}") for file in files]
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / str(number) for number in range(len(contents))]
        for path, content in zip(paths, contents, strict=True):
            path.write_bytes(content)
        yield paths


def _in_memory(content: bytes) -> BinaryIO:
    file = os.fdopen(os.memfd_create("mock_redox"), "wb")
    file.write(content)
    file.flush()
    return file
