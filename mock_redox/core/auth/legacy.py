"""Legacy API keys: a shared secret for a token and a refresh token (auth.md 3)."""

from dataclasses import replace

from mock_redox.core.auth.issuing import Issue
from mock_redox.core.auth.login import (
    LOGIN_CHECKS,
    REFRESH_CHECKS,
    LegacyKey,
    Login,
    asked_for,
    fields_of,
    same,
)
from mock_redox.core.auth.tokens import KEPT, Tokens
from mock_redox.core.checks import run
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.failures.forced import Asked, Forced
from mock_redox.core.failures.model import MAGIC_SECRET, Failure, Surface, not_magic
from mock_redox.core.ids import Ids
from mock_redox.core.nearest import suggestion
from mock_redox.core.settings import LiveSettings
from mock_redox.core.setup import LegacyKeySpec, SourceSpec


class LegacyKeys:
    """The keys, their refresh tokens, and the two endpoints' rules."""

    def __init__(self, tokens: Tokens, ids: Ids, settings: LiveSettings) -> None:
        self._tokens = tokens
        self._ids = ids
        self._settings = settings
        self._keys: dict[str, LegacyKey] = {}
        self._refresh: dict[str, str] = {}
        self._failing: dict[str, Failure] = {}
        """Refresh tokens whose owner asked for a failure by its key or secret."""

    def clear(self) -> None:
        self._keys.clear()
        self.forget()

    def forget(self) -> None:
        """Void all refresh tokens."""
        self._refresh.clear()
        self._failing.clear()

    def add(self, spec: LegacyKeySpec) -> LegacyKey:
        """Register a key; one with the same id is replaced, and its refresh tokens are void.

        Raises:
            Misuse: an empty key or secret, one that asks for a failure, or the source of another
                key: the two are tied one to one (auth.md 3).
        """
        if not spec.api_key or not spec.secret:
            raise Misuse("api_key and secret must not be empty", ("api_key",))
        not_magic(spec.api_key, "api_key")
        _not_magic(spec.secret)
        self._not_shared(spec)
        source = spec.source or SourceSpec(id=self._ids.uuid("sources"), name="Mock source")
        key = LegacyKey(
            api_key=spec.api_key, secret=spec.secret, source=source, environment=spec.environment
        )
        self._void(spec.api_key)
        self._keys[key.api_key] = key
        return key

    def _not_shared(self, spec: LegacyKeySpec) -> None:
        for each in self.all():
            if spec.source and each.source.id == spec.source.id and each.api_key != spec.api_key:
                raise Misuse(
                    f"{each.source.id!r} is the source of the legacy key {each.api_key!r}, and a "
                    "source has one key; name another, or leave it out",
                    ("source", "id"),
                )

    def change_secret(self, api_key: str, secret: str | None = None) -> LegacyKey:
        """Give a key a new secret, which the mock makes up when none is given.

        The old one is refused at once: no overlap is known (auth.md 3.1). Its refresh tokens are
        void (3.2, assumed); access tokens go on until they expire.

        Raises:
            Misuse: an empty secret, the one that it has, or one that asks for a failure.
            Unknown: no such key.
        """
        old = self.require(api_key)
        new = self._ids.word("legacy-secrets", 72) if secret is None else secret
        if not new or same(new, old.secret):
            problem = "is the one that it has" if new else "is empty"
            raise Misuse(f"the new secret {problem}; give another, or none", ("secret",))
        _not_magic(new)
        key = replace(old, secret=new)
        self._void(api_key)
        self._keys[api_key] = key
        return key

    def require(self, api_key: str) -> LegacyKey:
        """The key of that id. Raises Unknown if there is none."""
        if api_key not in self._keys:
            raise Unknown(f"no legacy key {api_key!r}; {suggestion(api_key, self._keys)}")
        return self._keys[api_key]

    def remove(self, api_key: str) -> LegacyKey:
        self._void(self.require(api_key).api_key)
        return self._keys.pop(api_key)

    def all(self) -> list[LegacyKey]:
        return list(self._keys.values())

    def authenticate(
        self, body: bytes, forced: Forced | None = None
    ) -> tuple[LegacyKey, dict[str, str]]:
        """``POST /auth/authenticate``: key and secret for the three documented fields.

        Raises:
            LegacyLoginRefused: with Redox's plain text.
            Asked: nothing is forced, and the key or secret asks for a failure.
        """
        login = self._login(body, "secret", forced)
        self._meet(login, "login")
        run(LOGIN_CHECKS, login)
        refresh = self._ids.uuid("refresh-tokens")
        self._refresh[refresh] = login.fields["apiKey"]
        if forced is not None and forced.by_client:
            self._failing[refresh] = forced.failure
        while len(self._refresh) > KEPT:
            self._forget(next(iter(self._refresh)))
        return self._answered(login, refresh)

    def refresh(
        self, body: bytes, forced: Forced | None = None
    ) -> tuple[LegacyKey, dict[str, str]]:
        """``POST /auth/refreshToken``: a new access token, the same refresh token.

        Raises:
            LegacyLoginRefused: with Redox's plain text.
            Asked: nothing is forced, and the key or secret asks for a failure.
        """
        login = self._login(body, "refreshToken", forced)
        self._meet(login, "refresh")
        run(REFRESH_CHECKS, login)
        return self._answered(login, login.fields["refreshToken"])

    def _login(self, body: bytes, second: str, forced: Forced | None) -> Login:
        return Login(
            fields=fields_of(body),
            wanted=("apiKey", second),
            keys=self._keys,
            refresh=self._refresh,
            settings=self._settings.now,
            forced=forced,
        )

    def _meet(self, login: Login, where: Surface) -> None:
        """A login that asks for a failure by its key or secret is let in, and meets it.

        Raises:
            Asked: it asks for one, and nothing is forced yet.
        """
        token = login.fields.get("refreshToken") if where == "refresh" else None
        known = self._failing.get(str(token))
        asked = known or asked_for(login.fields, self._keys)
        if login.forced is None and asked is not None:
            raise Asked(asked)
        if asked is not None:
            self._let_in(login)
        if login.forced is not None and where in login.forced.failure.answers:
            login.forced.at("login", login)

    def _let_in(self, login: Login) -> None:
        api_key, secret = str(login.fields.get("apiKey")), str(login.fields.get("secret"))
        model = self._keys.get(api_key) or next(iter(self._keys.values()), None)
        if model is not None:
            let_in = replace(model, api_key=api_key, secret=secret)
            login.keys = {**self._keys, api_key: let_in}

    def _answered(self, login: Login, refresh: str) -> tuple[LegacyKey, dict[str, str]]:
        key, forced, failing = login.key, login.forced, None
        assert key is not None
        issue = Issue(self._settings.now.legacy_token_lifetime)
        if forced is not None:
            forced.at("issue", issue)
            failing = forced.failure.name if forced.for_later else None
        text, grant = self._tokens.issue(
            key.api_key, "legacy", key.environment, issue.real, (key.source.id, key.source.name),
            failure=failing, told=issue.told,
        )  # fmt: skip
        return key, {
            "accessToken": text,
            "expires": issue.expires(grant.issued),
            "refreshToken": refresh,
        }

    def _void(self, api_key: str) -> None:
        for token, owner in list(self._refresh.items()):
            if owner == api_key:
                self._forget(token)

    def _forget(self, refresh: str) -> None:
        self._refresh.pop(refresh, None)
        self._failing.pop(refresh, None)


def _not_magic(secret: str) -> None:
    if secret.startswith(MAGIC_SECRET):
        raise Misuse(f"secrets that begin with {MAGIC_SECRET!r} ask for failures", ("secret",))
