"""Legacy API keys: a shared secret for a token and a refresh token (auth.md 3)."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from mock_redox.core.auth.tokens import KEPT, NOT_AUTHORIZED, Grant, Tokens
from mock_redox.core.errors import Explanation, LegacyLoginRefused, Misuse, Unknown
from mock_redox.core.ids import Ids
from mock_redox.core.nearest import suggestion
from mock_redox.core.redaction import UUID
from mock_redox.core.settings import LiveSettings
from mock_redox.core.setup import LegacyKeySpec, SourceSpec
from mock_redox.core.times import iso

_HTML, _PLAIN = "text/html; charset=utf-8", "text/plain; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class LegacyKey:
    """A legacy API key with the one source that it speaks for."""

    api_key: str
    secret: str
    source: SourceSpec
    environment: str

    def as_json(self, *, private: bool = False) -> dict[str, object]:
        shown: dict[str, object] = {
            "api_key": self.api_key,
            "source": {"id": self.source.id, "name": self.source.name},
            "environment": self.environment,
        }
        return {**shown, "secret": self.secret} if private else shown


class LegacyKeys:
    """The keys, their refresh tokens, and the two endpoints' rules."""

    def __init__(self, tokens: Tokens, ids: Ids, settings: LiveSettings) -> None:
        self._tokens = tokens
        self._ids = ids
        self._settings = settings
        self._keys: dict[str, LegacyKey] = {}
        self._refresh: dict[str, str] = {}

    def clear(self) -> None:
        self._keys.clear()
        self.forget()

    def forget(self) -> None:
        """Void all refresh tokens."""
        self._refresh.clear()

    def add(self, spec: LegacyKeySpec) -> LegacyKey:
        """Register a key, or give a known one a new secret, which voids its refresh tokens."""
        if not spec.api_key or not spec.secret:
            raise Misuse("api_key and secret must not be empty", ("api_key",))
        source = spec.source or SourceSpec(id=self._ids.uuid("sources"), name="Mock source")
        key = LegacyKey(
            api_key=spec.api_key, secret=spec.secret, source=source, environment=spec.environment
        )
        self._void(spec.api_key)
        self._keys[key.api_key] = key
        return key

    def require(self, api_key: str) -> LegacyKey:
        if api_key not in self._keys:
            raise Unknown(f"no legacy key {api_key!r}; {suggestion(api_key, self._keys)}")
        return self._keys[api_key]

    def remove(self, api_key: str) -> LegacyKey:
        self._void(self.require(api_key).api_key)
        return self._keys.pop(api_key)

    def all(self) -> list[LegacyKey]:
        return list(self._keys.values())

    def authenticate(self, body: bytes) -> tuple[LegacyKey, dict[str, str]]:
        """``POST /auth/authenticate``: key and secret for the three documented fields.

        Raises:
            LegacyLoginRefused: with Redox's plain text.
        """
        given = self._given(body, ("apiKey", "secret"))
        key = self._keys.get(given["apiKey"])
        if key is None:
            raise self._refuse(NOT_AUTHORIZED, "legacy.key_unknown",
                               _named(given["apiKey"]), f"one of {sorted(self._keys)}",
                               self._advice(given["apiKey"]))  # fmt: skip
        if not _same(given["secret"], key.secret):
            near = given["secret"].strip() == key.secret
            raise self._refuse("Invalid source secret", "legacy.secret_wrong",
                               f"a secret of {len(given['secret'])} characters",
                               f"the secret of {key.api_key}, {len(key.secret)} characters long",
                               "take the blanks or line breaks off its ends" if near else
                               "use the secret that is in force; is this an old one?")  # fmt: skip
        refresh = self._ids.uuid("refresh-tokens")
        self._refresh[refresh] = key.api_key
        while len(self._refresh) > KEPT:
            self._refresh.pop(next(iter(self._refresh)))
        return key, self._answer(key, refresh)

    def refresh(self, body: bytes) -> tuple[LegacyKey, dict[str, str]]:
        """``POST /auth/refreshToken``: a new access token, the same refresh token.

        Raises:
            LegacyLoginRefused: with Redox's plain text.
        """
        given = self._given(body, ("apiKey", "refreshToken"))
        owner = self._refresh.get(given["refreshToken"])
        if owner is None or not _same(owner, given["apiKey"]):
            got = "one of another key" if owner else "one that was never issued, or is void"
            raise self._refuse(NOT_AUTHORIZED, "legacy.refresh_unknown", got,
                               "the refreshToken of this apiKey's last login",
                               "log in again with key and secret")  # fmt: skip
        return self._keys[owner], self._answer(self._keys[owner], given["refreshToken"])

    def _answer(self, key: LegacyKey, refresh: str) -> dict[str, str]:
        text, grant = self._token(key)
        return {"accessToken": text, "expires": iso(grant.expires), "refreshToken": refresh}

    def _token(self, key: LegacyKey) -> tuple[str, Grant]:
        lifetime = self._settings.now.legacy_token_lifetime
        source = (key.source.id, key.source.name)
        return self._tokens.issue(key.api_key, "legacy", key.environment, lifetime, source)

    def _given(self, body: bytes, names: tuple[str, ...]) -> dict[str, str]:
        fields = _fields(body)
        missing = [
            name for name in names if not isinstance(fields.get(name), str) or not fields[name]
        ]
        if missing:
            why = Explanation("legacy.field_missing", f"a body with {_names(fields)}",
                              f"JSON with {' and '.join(names)}",
                              f"send {' and '.join(missing)} as text")  # fmt: skip
            observed = self._settings.now.legacy_errors == "observed"
            raise LegacyLoginRefused(400, "Invalid request", why, _HTML if observed else _PLAIN)
        return {name: str(fields[name]) for name in names}

    def _refuse(
        self, reason: str, check: str, got: str, expected: str, fix: str
    ) -> LegacyLoginRefused:
        """As recorded (auth.md 11), or the reasons documented in 2017 (3.3)."""
        why = Explanation(check, got, expected, fix)
        if self._settings.now.legacy_errors == "observed":
            return LegacyLoginRefused(401, "Invalid request", why, _HTML)
        return LegacyLoginRefused(401, reason, why, _PLAIN)

    def _advice(self, api_key: str) -> str:
        if api_key.strip() in self._keys:
            return "take the blanks or line breaks off its ends"
        return "register the key, or use the id of one that is"

    def _void(self, api_key: str) -> None:
        self._refresh = {token: key for token, key in list(self._refresh.items()) if key != api_key}


def _fields(body: bytes) -> Mapping[Any, Any]:
    """JSON whatever its declared type, else a form: clients send both (auth.md 3.1, 11)."""
    text = body.decode("utf-8", "replace")
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return dict(parse_qsl(text, keep_blank_values=True))
    return fields if isinstance(fields, Mapping) else {}


def _names(fields: Mapping[Any, Any]) -> list[str]:
    """The names in a body; what is no name may be a secret in a body that was misread."""
    return sorted(name for name in map(str, fields) if name.isidentifier() and len(name) <= 40)


def _named(api_key: str) -> str:
    """An unknown key as far as it may be shown: it could be the secret in the wrong place."""
    if UUID.fullmatch(api_key):
        return f"apiKey {api_key!r}"
    return f"an apiKey of {len(api_key)} characters that is no uuid"


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(
        given.encode("utf-8", "replace"), expected.encode("utf-8", "replace")
    )
