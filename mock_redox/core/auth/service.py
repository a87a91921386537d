"""The auth part of the mock: token requests, legacy logins, and who a caller is."""

from collections.abc import Mapping, Sequence
from typing import Any

from mock_redox.core.auth.assertions import examine
from mock_redox.core.auth.bearers import Bearer, identify
from mock_redox.core.auth.callers import claimed
from mock_redox.core.auth.case import Case
from mock_redox.core.auth.clients import Client, Clients
from mock_redox.core.auth.issuing import Issue
from mock_redox.core.auth.legacy import LegacyKeys
from mock_redox.core.auth.minting import mint
from mock_redox.core.auth.replays import Replays
from mock_redox.core.auth.token_form import fields, media_type
from mock_redox.core.auth.tokens import Grant, Tokens
from mock_redox.core.clock import Clock
from mock_redox.core.failures.forced import Forced
from mock_redox.core.failures.model import Surface
from mock_redox.core.ids import Ids
from mock_redox.core.settings import ALIAS_PATH, HOSTS, TOKEN_PATH, LiveSettings, Settings
from mock_redox.core.wire import Wire


class Auth:
    """Token endpoints and bearer checks over one store of tokens."""

    def __init__(self, wire: Wire, clock: Clock, ids: Ids, settings: LiveSettings) -> None:
        self._clock = clock
        self._ids = ids
        self._settings = settings
        self.clients = Clients(wire, clock, settings)
        self.tokens = Tokens(clock, ids)
        self.legacy = LegacyKeys(self.tokens, ids, settings)
        self.replays = Replays()

    def token(
        self,
        content_type: str | None,
        body: bytes,
        own_urls: Sequence[str] = (),
        forced: Forced | None = None,
    ) -> tuple[Client, dict[str, object]]:
        """``POST /v2/auth/token``: the client and the four documented fields (auth.md 2.4).

        Args:
            content_type: the request's header.
            body: the form, unread.
            own_urls: base URLs under which this request reached the mock; the token URL of each
                is an accepted audience.
            forced: what is to make it fail.

        Raises:
            TokenRefused: with the documented ``error_description`` of the first failed check.
            Asked: nothing is forced, and the client asks for a failure by its id.
        """
        settings = self._settings.now
        issue = Issue(settings.token_lifetime)
        if forced is not None and "token" in forced.failure.answers:
            forced.at("issue", issue)
        case = Case(
            content_type=media_type(content_type),
            form=fields(body),
            settings=settings,
            clients=self.clients,
            clock=self._clock,
            replays=self.replays,
            audiences=accepted_audiences(settings, own_urls),
            ahead=issue.ahead,
            forced=forced,
        )
        client = examine(case)
        failing = forced.failure.name if forced and forced.for_later else None
        token, _ = self.tokens.issue(
            client.client_id, "oauth", client.environment, issue.real,
            failure=failing, told=issue.told,
        )  # fmt: skip
        return client, {
            "access_token": token,
            "scope": f"fhir:{client.environment.lower()}",
            "token_type": "Bearer",
            "expires_in": int(settings.token_lifetime.total_seconds()),
        }

    def callers(self, surface: Surface, body: bytes, authorization: str | None) -> tuple[str, ...]:
        """The names under which the caller of a request says it is known; nothing is proved."""
        grant = None
        if authorization and surface in ("data_model", "fhir"):
            grant = self.tokens.grant(authorization.rpartition(" ")[2])
        return (grant.client,) if grant else claimed(surface, body)

    def caller(self, surface: Surface, body: bytes, authorization: str | None) -> str | None:
        """Who a request says it is from, if somebody here is called so; nothing is proved."""
        keys = {each.api_key for each in self.legacy.all()}
        names = self.callers(surface, body, authorization)
        return next((name for name in names if name in keys or self.clients.get(name)), None)

    def assertion(
        self, client: Client, claims: Mapping[str, Any] | None = None, kid: str | None = None
    ) -> str:
        """A signed assertion for a client whose key the mock made; see ``mint``."""
        return mint(client, self._clock.now(), self._ids.uuid("assertions"), claims, kid)

    def forget(self) -> None:
        """Void all tokens and forget the used assertions."""
        self.tokens.clear()
        self.legacy.forget()
        self.replays.clear()

    def identify(
        self,
        authorization: str | None,
        *,
        source_id: str | None = None,
        environment: str | None = None,
        forced: Forced | None = None,
    ) -> Grant:
        """Who an API call speaks for.

        Args:
            authorization: the header of that name.
            source_id: the ``Redox-Source-Id`` header.
            environment: the one that the URL names, on the FHIR API.
            forced: what is to make it fail.

        Raises:
            BearerRefused: by the first check that fails.
            Asked: nothing is forced, and the token's owner asks for a failure by its id.
        """
        return identify(
            Bearer(
                authorization=authorization,
                tokens=self.tokens,
                now=self._clock.now(),
                settings=self._settings.now,
                source_id=source_id,
                environment=environment,
                forced=forced,
            )
        )


def accepted_audiences(settings: Settings, own_urls: Sequence[str]) -> tuple[str, ...]:
    """What is set, and the mock's own token URLs; with the alias of 2021, its URLs as well."""
    bases = (*own_urls, *(url.rstrip("/") for url in settings.public_urls))
    own = tuple(base + TOKEN_PATH for base in bases)
    if not settings.oauth_token_alias:
        return (*settings.audiences, *own)
    old = (*(f"https://{host}" for host in HOSTS), *bases)
    return (*settings.audiences, *own, *(base + ALIAS_PATH for base in old))
