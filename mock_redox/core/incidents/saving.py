"""What of the set-up and the settings is saved with calls: what they need, as it was then."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, cast

from mock_redox.core.auth.client import Client
from mock_redox.core.auth.login import LegacyKey, fields_of
from mock_redox.core.destinations.destination import SANDBOX, Destination
from mock_redox.core.failures.forced import CLIENT
from mock_redox.core.incidents.assertions import KINDS, kind_of
from mock_redox.core.incidents.bodies import text_of
from mock_redox.core.incidents.incident import SavedClient, SavedDestination, SavedLegacyKey
from mock_redox.core.incidents.likes import disguised
from mock_redox.core.incidents.searching import LOGIN_PATH, assertion_in
from mock_redox.core.incidents.texts import Texts
from mock_redox.core.journal import Exchange
from mock_redox.core.redox import Redox
from mock_redox.core.settings import Settings
from mock_redox.core.setup import Environment
from mock_redox.core.times import iso

OF_THE_MACHINE = {
    "host", "port", "tls", "tls_port", "tls_names", "tls_ca_file", "tls_ca_key_file",
    "control_token", "seed", "state", "log", "clock", "clock_start", "clock_rate", "clock_offset",
    "allowed_targets", "tls_ca", "tls_insecure", "journal_entries", "journal_bytes", "journal_body",
}  # fmt: skip
"""Settings that say where and how a mock runs, not how it answers."""


def settings_of(now: Settings) -> dict[str, Any]:
    """The settings that differ from the defaults and may change an answer."""
    return {
        each.name: _plain(getattr(now, each.name))
        for each in fields(Settings)
        if each.name not in OF_THE_MACHINE and getattr(now, each.name) != each.default
    }


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g}s"
    return iso(value) if isinstance(value, datetime) else value


class Saving:
    """Says what of the set-up is saved. Its secrets get their placeholders first."""

    def __init__(self, redox: Redox, texts: Texts, calls: Iterable[Exchange]) -> None:
        self._redox = redox
        self._texts = texts
        self._calls = tuple(calls)
        self._all = redox.settings.now.reveal_token_errors or any(map(_asks, self._calls))
        """Where a refusal tells the client who is known, or a client stands for all."""

    def clients(self) -> tuple[SavedClient, ...]:
        """Those that the calls are from."""
        asserted = [assertion_in(each.request_body) for each in self._calls]
        named = {parts.claims.get("iss") for parts in asserted if parts}
        named |= {each.client for each in self._calls}
        known = self._redox.auth.clients.all()
        return tuple(self._client(e) for e in known if self._all or e.client_id in named)

    def legacy_keys(self) -> tuple[SavedLegacyKey, ...]:
        """Those that the calls are from or name."""
        known, said = self._redox.auth.legacy.all(), self._said()
        return tuple(self._legacy_key(e) for e in known if self._asked_legacy or e.api_key in said)

    @property
    def _asked_legacy(self) -> bool:
        return any(_asks(each) for each in self._calls if each.path.startswith("/auth/"))

    def _said(self) -> str:
        bodies = text_of(b"\n".join(each.request_body for each in self._calls))
        return "\n".join([bodies, *(each.client or "" for each in self._calls)])

    def destinations(self) -> tuple[SavedDestination, ...]:
        """Those that are named, but for the ones that every mock has."""
        said = self._said()
        always = {
            (id_, Destination(id=id_, name=name, slug=slug, environment=None))
            for id_, name, slug in SANDBOX
        }
        return tuple(
            self._destination(each)
            for each in self._redox.destinations.all()
            if each.id in said and (each.id, each) not in always
        )

    def _client(self, client: Client) -> SavedClient:
        keys = {} if client.jwks_url else self._kinds(client)
        raw = cast(bytes, client.shared.raw_value) if client.shared else None
        return SavedClient(
            client_id=client.client_id,
            environment=cast(Environment, client.environment),
            made_by_mock=bool(client.made),
            keys=keys,
            jwks_url=self._url(client.jwks_url),
            secret=self._secret(raw.decode("utf-8", "replace")) if raw else None,
        )

    def _kinds(self, client: Client) -> dict[str, Any]:
        """The client's keys with their kinds, as they were at the calls: they may have changed."""
        kinds = {kid: kind_of(key) for kid, key in client.known_keys().items()}
        for call in self._calls:
            parts = assertion_in(call.request_body)
            if parts is None or call.forced or parts.claims.get("iss") != client.client_id:
                continue
            kid, alg = str(parts.header.get("kid")), parts.header.get("alg")
            if call.explanation and call.explanation.check == "assertion.kid_unknown":
                kinds.pop(kid, None)
            elif call.outcome == "ok" and alg in KINDS:
                kinds.setdefault(kid, KINDS[alg])
        return kinds

    def _legacy_key(self, key: LegacyKey) -> SavedLegacyKey:
        return SavedLegacyKey(
            api_key=key.api_key,
            secret=self._secret(self._secret_then(key)),
            environment=cast(Environment, key.environment),
            source=key.source,
        )

    def _secret_then(self, key: LegacyKey) -> str:
        """The secret that was in force at the calls: it may have been changed since."""
        right: list[object] = []
        wrong: list[object] = []
        for call in self._calls:
            given = fields_of(call.request_body) if call.path == LOGIN_PATH else {}
            if given.get("apiKey") == key.api_key and not call.forced:
                (right if call.outcome == "ok" else wrong).append(given.get("secret"))
        if right:
            return str(right[-1])
        return disguised(key.secret, "then") if key.secret in wrong else key.secret

    def _destination(self, known: Destination) -> SavedDestination:
        return SavedDestination(
            id=known.id, name=known.name,
            environment=cast(Environment | None, known.environment),
            url=self._url(known.url), verified=known.verified,
            token_server=self._url(known.auth.url) if known.auth else None,
        )  # fmt: skip

    def _secret(self, value: str) -> str:
        return f"{{{{{self._texts.names.give('secret', value)}}}}}"

    def _url(self, url: str | None) -> str | None:
        if url is None:
            return None
        self._texts.find(url)
        return self._texts.hide(url)


def _asks(call: Exchange) -> bool:
    """Whether its client asks for a failure by its id or secret."""
    return f"by {CLIENT}" in call.reason
