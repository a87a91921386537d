"""A legacy login or renewal under examination: its checks, in order (auth.md 3)."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from mock_redox.core.auth.token_form import MOST_FIELDS
from mock_redox.core.checks import Check
from mock_redox.core.errors import Explanation, LegacyLoginRefused
from mock_redox.core.failures.catalogue import asked_by_id, asked_by_secret
from mock_redox.core.failures.forced import Forced
from mock_redox.core.failures.model import HTML, MAGIC_SECRET, TEXT, Failure, magic_cause
from mock_redox.core.redaction import UUID
from mock_redox.core.settings import Settings
from mock_redox.core.setup import SourceSpec
from mock_redox.core.wording import NOT_AUTHORIZED


@dataclass(frozen=True, kw_only=True)
class LegacyKey:
    """A legacy API key with the one source that it speaks for."""

    api_key: str
    secret: str = field(repr=False)
    source: SourceSpec
    environment: str

    def as_json(self, *, private: bool = False) -> dict[str, object]:
        shown: dict[str, object] = {
            "api_key": self.api_key,
            "source": {"id": self.source.id, "name": self.source.name},
            "environment": self.environment,
        }
        return {**shown, "secret": self.secret} if private else shown


@dataclass
class Login:
    """One call of ``/auth/authenticate`` or ``/auth/refreshToken``.

    Args:
        fields: of the body.
        wanted: the names of those that it needs.
        keys: the legacy keys by their id.
        refresh: the refresh tokens, with their keys' ids.
    """

    fields: Mapping[Any, Any]
    wanted: tuple[str, str]
    keys: Mapping[str, LegacyKey]
    refresh: Mapping[str, str]
    settings: Settings
    forced: Forced | None = None
    key: LegacyKey | None = None
    void: tuple[str, str] | None = None
    """Why the refresh token is to count as void: the name of a failure and a sentence."""

    def refuse(
        self, reason: str, check: str, got: str, expected: str, fix: str, cause: str = "",
        status: int = 401,
    ) -> LegacyLoginRefused:  # fmt: skip
        """As recorded (auth.md 11), or the reasons documented in 2017 (3.3)."""
        why = Explanation(check, got, expected, fix, cause)
        if self.settings.legacy_errors == "observed":
            return LegacyLoginRefused(status, "Invalid request", why, HTML)
        return LegacyLoginRefused(status, reason, why, TEXT)


def fields_of(body: bytes) -> Mapping[Any, Any]:
    """JSON whatever its declared type, else a form: clients send both (auth.md 3.1, 11)."""
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return _form(text) if "=" in text else {}
    return fields if isinstance(fields, Mapping) else {}


def _form(text: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def asked_for(fields: Mapping[Any, Any], keys: Mapping[str, LegacyKey]) -> Failure | None:
    """The failure that a login asks for by its API key or its secret, which no real one has."""
    api_key, secret = fields.get("apiKey"), fields.get("secret")
    found = asked_by_id(api_key)
    if found is None and isinstance(api_key, str) and isinstance(secret, str) and api_key in keys:
        found = asked_by_secret(secret)
    return found


def _has_fields(login: Login) -> None:
    fields = login.fields
    missing = [
        name for name in login.wanted if not isinstance(fields.get(name), str) or not fields[name]
    ]
    if missing:
        raise login.refuse(
            "Invalid request", "legacy.field_missing", f"a body with {_names(fields)}",
            f"JSON with {' and '.join(login.wanted)}", f"send {' and '.join(missing)} as text",
            status=400,
        )  # fmt: skip


def _key_is_known(login: Login) -> None:
    api_key = login.fields["apiKey"]
    login.key = login.keys.get(api_key)
    if login.key is None:
        near = api_key.strip() in login.keys
        raise login.refuse(
            NOT_AUTHORIZED, "legacy.key_unknown", _named(api_key),
            f"one of {', '.join(sorted(login.keys)) or 'none'}",
            "take the blanks or line breaks off its ends" if near else
            "register the key, or use the id of one that is",
            "blanks or line breaks round it" if near else magic_cause(api_key),
        )  # fmt: skip


def _secret_fits(login: Login) -> None:
    assert login.key is not None
    given, secret = login.fields["secret"], login.key.secret
    if not same(given, secret):
        raise login.refuse(
            "Invalid source secret",
            "legacy.secret_wrong",
            f"a secret of {len(given)} characters",
            f"the secret of {login.key.api_key}, {len(secret)} characters long",
            *_unlike(given, secret),
        )


def _unlike(given: str, secret: str) -> tuple[str, str]:
    """Fix and likely cause of a secret that is another."""
    if same(given.strip(), secret):
        return "take the blanks or line breaks off its ends", "blanks or line breaks round it"
    if given.startswith(MAGIC_SECRET):
        return ("mock-redox failures show NAME tells the secret that asks for it, if one does",
                f"it begins with {MAGIC_SECRET} and names no failure")  # fmt: skip
    return "use the secret that is in force; is this an old one?", ""


def _refresh_token_holds(login: Login) -> None:
    owner = login.refresh.get(login.fields["refreshToken"])
    fits = owner in login.keys and same(str(owner), login.fields["apiKey"])
    if fits and login.void is None:
        assert owner is not None
        login.key = login.keys[owner]
        return
    check, got = login.void or (
        "legacy.refresh_unknown",
        "one of another key" if owner else "one that was never issued, or is void",
    )
    raise login.refuse(
        NOT_AUTHORIZED, check, got, "the refreshToken of this apiKey's last login",
        "log in again with key and secret",
    )  # fmt: skip


def same(given: str, expected: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(
        given.encode("utf-8", "replace"), expected.encode("utf-8", "replace")
    )


def _names(fields: Mapping[Any, Any]) -> str:
    """The names in a body; what is no name may be a secret in a body that was misread."""
    known = sorted(name for name in map(str, fields) if name.isidentifier() and len(name) <= 40)
    return ", ".join(known) or "no field"


def _named(api_key: str) -> str:
    """An unknown key as far as it may be shown: it could be the secret in the wrong place."""
    if UUID.fullmatch(api_key):
        return f"apiKey {api_key!r}"
    return f"an apiKey of {len(api_key)} characters that is no uuid"


def _of(login: Login) -> str:
    return login.key.api_key if login.key else "none"


LOGIN_CHECKS: tuple[Check[Login], ...] = (
    Check("fields", "apiKey and secret", _has_fields, lambda login: _names(login.fields)),
    Check("key", "an API key that is registered", _key_is_known, _of),
    Check("secret", "the key's", _secret_fits, lambda login: "fits"),
)
REFRESH_CHECKS: tuple[Check[Login], ...] = (
    Check("fields", "apiKey and refreshToken", _has_fields, lambda login: _names(login.fields)),
    Check("refresh token", "of this key, and not void", _refresh_token_holds, _of),
)
