"""The doctor with files, a JWKS URL and the wall clock. It needs no mock.

from mock_redox.adapters import doctor
assert doctor.assertion(jwt, public_key="public.pem").ok
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from mock_redox.adapters.assemble import LateSender, make_clock
from mock_redox.core.doctor.assertion.examination import assertion as _assertion
from mock_redox.core.doctor.assertion.rings import Ring, read_jwks_answer, read_keys, read_secret
from mock_redox.core.doctor.reading.http_text import Received
from mock_redox.core.doctor.report import Report
from mock_redox.core.doctor.token.examination import token as _token
from mock_redox.core.doctor.webhook.examination import received
from mock_redox.core.doctor.webhook.examination import webhook as _webhook
from mock_redox.core.errors import Misuse
from mock_redox.core.ports import Outgoing, Reach
from mock_redox.core.settings import Settings
from mock_redox.core.times import moment

_WEB = ("http://", "https://")
_INLINE = ("-----BEGIN", "{", '"-----BEGIN')
When = str | datetime | None


def assertion(
    text: str,
    *,
    public_key: str | Sequence[str] = (),
    jwks: str | Sequence[str] = (),
    secret: str | None = None,
    client_id: str | None = None,
    audiences: Sequence[str] = (),
    at: When = None,
    settings: Settings | None = None,
) -> Report:
    """What is wrong with an assertion, or with the token request it is in.

    Args:
        text: the assertion, or a form, request, curl command or log line with it.
        public_key: files with public keys, as PEM, certificate or JWK set; or the PEM itself.
        jwks: URLs of key sets, or files with them.
        secret: file with the shared secret of a client that signs with HS384.
        client_id: the one it should be from.
        audiences: further values of ``aud`` that are right.
        at: when it was used, such as ``2026-01-01T12:00:00Z`` or seconds since 1970; ``now`` is
            strict. Without it, an assertion that is merely old is doubtful and not wrong.
        settings: what is asked for; the defaults when not given.

    Raises:
        Misuse: a file that can't be read, no key in it, or a time that is none.
    """
    given = settings or Settings()
    given = replace(given, audiences=(*given.audiences, *audiences))
    ring = Ring()
    for source in (*_many(public_key), *_many(jwks)):
        ring += _keys(source, given)
    if secret is not None:
        ring += read_secret(_read(secret).decode("utf-8", "replace"))
    return _assertion(
        text, ring, now=_now(), at=_when(at), client_id=client_id, settings=given
    )  # fmt: skip


def token(
    text: str = "", *, answer: bytes | None = None, issued: When = None, at: When = None
) -> Report:
    """What is wrong with an access token, the header that carries it, or its age.

    Args:
        text: the token, an ``Authorization`` header, a request with one, or an answer.
        answer: of the token endpoint, from which the token is.
        issued: when that was, if the answer does not say.
        at: when the token was used, as in ``assertion``.

    Raises:
        Misuse: a time that is none.
    """
    return _token(text, answer, now=_now(), at=_when(at), issued=_when(issued))


def webhook(
    request: bytes | Received,
    verification_token: str | None = None,
    *,
    former: Sequence[str] = (),
    others: Sequence[str] = (),
) -> Report:
    """What is wrong with a push, as your endpoint received it.

    Args:
        request: a dump with headers and body, a gateway's event, or the body alone.
        verification_token: the one that your endpoint expects.
        former: tokens that were in force before.
        others: tokens of your other destinations.

    Raises:
        Misuse: nothing was given, or an empty token.
    """
    read = received(request) if isinstance(request, bytes) else request
    return _webhook(read, verification_token, former, others)


def _many(given: str | Sequence[str]) -> Sequence[str]:
    return (given,) if isinstance(given, str) else given


def _keys(source: str, settings: Settings) -> Ring:
    if source.lower().startswith(_WEB):
        return _fetched(source, settings)
    if source.lstrip().startswith(_INLINE):
        return read_keys(source, "the key")
    return read_keys(_read(source), source)


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except (OSError, ValueError) as wrong:
        raise Misuse(f"{path:.200}: {getattr(wrong, 'strerror', None) or wrong}") from None


def _fetched(url: str, settings: Settings) -> Ring:
    """The key set behind a URL that the caller names, wherever it is."""
    reach = Reach(
        allowed_targets=("*",), tls_ca=settings.tls_ca, tls_insecure=settings.tls_insecure
    )
    outgoing = Outgoing(
        method="GET", url=url, headers=(("accept", "application/json"),), reach=reach,
        timeout=settings.jwks_timeout, max_bytes=settings.jwks_max_bytes,
    )  # fmt: skip
    return read_jwks_answer(LateSender().send(outgoing), url)


def _now() -> datetime:
    return make_clock(Settings()).wall()


def _when(given: When) -> datetime | None:
    if given is None or isinstance(given, datetime):
        return None if given is None else moment(given)
    if given.strip().lower() == "now":
        return _now()
    if given.strip().isascii() and given.strip().isdecimal() and len(given.strip()) < 12:
        return datetime.fromtimestamp(int(given), UTC)
    return moment(given)
