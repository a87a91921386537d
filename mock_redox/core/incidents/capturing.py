"""Makes an incident of a piece of the journal."""

import json
from typing import Any, cast

from mock_redox import __version__
from mock_redox.core.auth.client import Client
from mock_redox.core.auth.keys import key_set
from mock_redox.core.data_model.checking import QUOTING
from mock_redox.core.errors import Misuse
from mock_redox.core.incidents.assertions import Parts, parts_of, signature_of
from mock_redox.core.incidents.bodies import text_of
from mock_redox.core.incidents.calls import Calls, split_url
from mock_redox.core.incidents.choosing import Slice
from mock_redox.core.incidents.incident import (
    Incident,
    Outcome,
    SavedAssertion,
    SavedSecret,
    SavedToken,
    explained,
)
from mock_redox.core.incidents.key_sets import without_keys
from mock_redox.core.incidents.likes import described, is_harmless
from mock_redox.core.incidents.names import Names
from mock_redox.core.incidents.plain import placeholders
from mock_redox.core.incidents.saving import Saving, settings_of
from mock_redox.core.incidents.searching import TOKEN_PATHS, as_json
from mock_redox.core.incidents.texts import Texts
from mock_redox.core.journal import Exchange
from mock_redox.core.redaction import UUID
from mock_redox.core.redox import Redox
from mock_redox.core.setup import Environment, SourceSpec


def capture(redox: Redox, part: Slice, *, bodies: bool = True) -> Incident:
    """An incident of a piece of the journal, without any secret.

    Args:
        bodies: whether messages keep what they say besides ``Meta``.

    Raises:
        Misuse: there is no call in it.
    """
    if part.about is None:
        raise Misuse(
            "there is no call to Redox in it, only what the mock sent; export that as curl or har"
        )
    return Capture(redox, part, bodies=bodies).incident(part.about)


class Capture:
    """Looks through all texts for secrets first; then it writes them.

    Attributes:
        texts: hides the secrets, of what was sent as well.
    """

    def __init__(self, redox: Redox, part: Slice, *, bodies: bool = True) -> None:
        self._redox = redox
        self._part = part
        self._bodies = bodies
        self._names = Names()
        self.texts = Texts(self._names)
        self._calls = Calls(self.texts, redox.settings.now.legacy_token_lifetime, bodies)
        self._assertions: dict[str, Exchange] = {}
        self._tokens: dict[str, SavedToken] = {}
        self._furniture = self._furnished()
        for call in part.calls:
            self._look(call)
        for sent in part.sent:
            self.texts.find(f"{sent.url}\n{text_of(sent.request_body)}")
            self.texts.find_headers(
                sent.request_headers, lambda word: _ignore(self._names.give("secret", word))
            )

    def incident(self, about: Exchange) -> Incident:
        """The whole, about one of its calls."""
        calls = self._part.calls
        exchanges = tuple(self._calls.saved(e, self._part.fetches[e.id]) for e in calls)
        starts = [each.at for each in exchanges] + [each.issued for each in self._tokens.values()]
        assertions = tuple(self._assertion(name) for name in self._assertions)
        return Incident(
            mock_redox=__version__,
            outcome=self._outcome(about),
            notes=(*self._calls.notes, *self._notes()),
            seed=self._redox.settings.now.seed,
            run=self._redox.webhooks.outbox.store.starts,
            clock=min(starts),
            settings=settings_of(self._redox.settings.now),
            **self._furniture,
            assertions=assertions,
            secrets=self._secrets(exchanges, assertions, self._furniture),
            tokens=tuple(self._tokens.values()),
            exchanges=exchanges,
        )

    def _furnished(self) -> dict[str, Any]:
        """The set-up that the calls name."""
        saving = Saving(self._redox, self.texts, self._part.calls)
        return {
            "clients": saving.clients(),
            "legacy_keys": saving.legacy_keys(),
            "destinations": saving.destinations(),
        }

    def _look(self, call: Exchange) -> None:
        """Find the secrets of a call, in the order in which they appear."""
        for each in self._part.fetches[call.id]:
            body = text_of(each.response_body)
            self.texts.find(without_keys(body) if each.method == "GET" else body)
            self.texts.find(each.problem)
        known = self._names.all()
        body = text_of(call.request_body)
        self.texts.find(body, "assertion" if call.path in TOKEN_PATHS else "secret")
        for name in self._names.all():
            if name.startswith("assertion") and name not in known:
                self._assertions[name] = call
                parts = self._parts(name)
                self.texts.find(json.dumps([parts.header, parts.claims]))
        self._misplaced(call)
        self.texts.find(" ".join(split_url(call)))
        self.texts.find_headers(call.request_headers, lambda word: self._token(call, word))
        self._calls.learn(call)

    def _misplaced(self, call: Exchange) -> None:
        """What stands in the place of a legacy key and is none may be the secret."""
        given = as_json(call.request_body).get("apiKey")
        known = {each.api_key for each in self._redox.auth.legacy.all()}
        if isinstance(given, str) and not (UUID.fullmatch(given.strip()) or given.strip() in known):
            _ = is_harmless(given) or self._names.give("secret", given)

    def _token(self, call: Exchange, word: str) -> None:
        """A token that none of the calls gave: one from before, or from elsewhere."""
        check = call.explanation.check if call.explanation else None
        grant = self._redox.auth.tokens.grant(word) if check != "token.unknown" else None
        name = self._names.give("token" if grant else "secret", word)
        if grant and name not in self._tokens:
            self._tokens[name] = SavedToken(
                name=name,
                client=grant.client,
                kind=grant.kind,
                environment=cast(Environment, grant.environment),
                source=SourceSpec(id=grant.source[0], name=grant.source[1])
                if grant.source
                else None,
                issued=grant.issued,
                expires=grant.expires,
                failure=grant.failure,
            )

    def _parts(self, name: str) -> Parts:
        parts = parts_of(self._names.all()[name])
        assert parts is not None  # or it would not be called an assertion
        return parts

    def _assertion(self, name: str) -> SavedAssertion:
        parts = self._parts(name)
        call = self._assertions[name]
        quality = signature_of(parts, self._key(parts, call))
        if call.outcome == "ok" and quality == "by another key":
            quality = "right"  # by a key that is no longer registered
        return SavedAssertion(
            name=name,
            header=self.texts.data(parts.header),
            claims=self.texts.data(parts.claims),
            signature=quality,
            signature_length=parts.length if quality == "broken" else 0,
        )

    def _key(self, parts: Parts, call: Exchange) -> Any:
        """The key by which the mock judged the signature, if it had one."""
        client = self._redox.auth.clients.get(str(parts.claims.get("iss")))
        if client is None:
            return None
        if parts.header.get("alg") == "HS384":
            return client.shared
        asked = self._redox.auth.clients.all() if client.stands_for_all else [client]
        kid, sets = str(parts.header.get("kid")), [self._public(each, call) for each in asked]
        return next((keys[kid] for keys in sets if kid in keys), None)

    def _public(self, client: Client, call: Exchange) -> Any:
        if client.jwks_url is None:
            return client.known_keys()
        for each in self._part.fetches[call.id]:
            try:
                return key_set(each.response_body, tolerant=True)
            except Misuse:
                continue
        return {}

    def _secrets(self, *users: object) -> tuple[SavedSecret, ...]:
        """Those that stand anywhere in the incident."""
        used = set(placeholders(users))
        return tuple(
            SavedSecret(name=name, like="text", text=value)
            if name.startswith("text")
            else described(name, value)
            for name, value in self._names.all().items()
            if name in used and name.startswith(("secret", "text"))
        )

    def _outcome(self, about: Exchange) -> Outcome:
        told = self.texts.data(explained(about.diagnosis()))
        if not self._bodies and about.explanation and about.explanation.check in QUOTING:
            told["got"] = "a value that is left out"
        return Outcome(
            exchange=about.id,
            call=f"{about.method} {self.texts.hide(about.path)}",
            status=about.status,
            check=about.explanation.check if about.explanation else None,
            explanation=told,
        )

    def _notes(self) -> list[str]:
        left = ", ".join(str(each.id) for each in self._part.sent)
        told = f"what the mock sent to endpoints (exchange {left}) is not in here: see curl and har"
        return [told] if left else []


def _ignore(_: object) -> None: ...
