"""What a destination may be made of."""

from collections.abc import Callable
from typing import TypeVar

from mock_redox.core.auth.keys import secret_key
from mock_redox.core.credentials import LONGEST
from mock_redox.core.errors import Misuse
from mock_redox.core.setup import AuthSpec, SsoSpec
from mock_redox.core.urls import checked_url

T = TypeVar("T")


def checked_token(token: str) -> str:
    """Raises Misuse unless the token can stand in a header: Latin-1 without line breaks."""
    if not token or token != token.strip() or not token.isprintable() or not _is_latin(token):
        raise Misuse(
            "a verification token is printable Latin-1 text without blanks at its ends; "
            "a long alphanumeric one is advised",
            ("verification_token",),
        )
    return token


def checked_auth(auth: AuthSpec | None) -> AuthSpec | None:
    """Raises Misuse unless the credential names a URL, an id, a secret and a sound lifetime."""
    if auth is None:
        return None
    checked_url(auth.url, "auth", "url")
    for name in ("client_id", "client_secret"):
        if not getattr(auth, name):
            raise Misuse(f"{name} is empty", ("auth", name))
    if not 0 <= auth.default_expiration_seconds <= LONGEST:
        raise Misuse(
            f"{auth.default_expiration_seconds} is not a number of seconds from 0 to {LONGEST}",
            ("auth", "default_expiration_seconds"),
        )
    return auth


def checked_sso(sso: SsoSpec | None) -> SsoSpec | None:
    """Raises Misuse unless the secret can sign, however short, and the URL is one if given."""
    if sso is not None:
        checked_url(sso.url, "sso", "url")
        _in(("sso", "secret"), secret_key, sso.secret)
    return sso


def _in(path: tuple[str, ...], check: Callable[[T], object], value: T) -> None:
    """Check a part; a complaint about it says where it stands."""
    try:
        check(value)
    except Misuse as wrong:
        raise Misuse(wrong.problem, path) from None


def _is_latin(text: str) -> bool:
    return all(ord(letter) < 256 for letter in text)
