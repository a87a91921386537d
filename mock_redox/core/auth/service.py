"""The auth part of the mock: token requests, legacy logins, and who a caller is."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from mock_redox.core.auth.assertions import examine
from mock_redox.core.auth.case import Case
from mock_redox.core.auth.clients import Client, Clients
from mock_redox.core.auth.legacy import LegacyKeys
from mock_redox.core.auth.minting import mint
from mock_redox.core.auth.replays import Replays
from mock_redox.core.auth.tokens import Grant, Tokens
from mock_redox.core.clock import Clock
from mock_redox.core.errors import Explanation, TokenRefused
from mock_redox.core.ids import Ids
from mock_redox.core.redaction import shown
from mock_redox.core.settings import ALIAS_PATH, HOSTS, TOKEN_PATH, LiveSettings, Settings
from mock_redox.core.wire import Wire

FORM = "application/x-www-form-urlencoded"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Auth:
    """Token endpoints and bearer checks over one store of tokens."""

    def __init__(self, wire: Wire, clock: Clock, ids: Ids, settings: LiveSettings) -> None:
        self._clock = clock
        self._ids = ids
        self._settings = settings
        self.clients = Clients(wire, settings)
        self.tokens = Tokens(clock, ids)
        self.legacy = LegacyKeys(self.tokens, ids, settings)
        self.replays = Replays()

    def token(
        self, content_type: str | None, body: bytes, own_urls: Sequence[str] = ()
    ) -> tuple[Client, dict[str, object]]:
        """``POST /v2/auth/token``: the client and the four documented fields (auth.md 2.4).

        Args:
            content_type: the request's header.
            body: the form, unread.
            own_urls: base URLs under which this request reached the mock; the token URL of each
                is an accepted audience.

        Raises:
            TokenRefused: with the documented ``error_description`` of the first failed check.
        """
        text = self._assertion_of(content_type, body)
        settings = self._settings.now
        bases = (*own_urls, *(url.rstrip("/") for url in settings.public_urls))
        case = Case(
            text=text,
            settings=settings,
            clients=self.clients,
            clock=self._clock,
            replays=self.replays,
            audiences=_audiences(settings, bases),
        )
        client = examine(case)
        token, _ = self.tokens.issue(
            client.client_id, "oauth", client.environment, settings.token_lifetime
        )
        return client, {
            "access_token": token,
            "scope": f"fhir:{client.environment.lower()}",
            "token_type": "Bearer",
            "expires_in": int(settings.token_lifetime.total_seconds()),
        }

    def assertion(self, client: Client, claims: Mapping[str, Any] | None = None) -> str:
        """A signed assertion for a client whose key the mock made; see ``mint``."""
        return mint(client, self._clock.now(), self._ids.uuid("assertions"), claims)

    def forget(self) -> None:
        """Void all tokens and forget the used assertions."""
        self.tokens.clear()
        self.legacy.forget()
        self.replays.clear()

    def identify(self, authorization: str | None) -> Grant:
        """Who an API call speaks for. Raises BearerRefused."""
        return self.tokens.identify(authorization)

    def _assertion_of(self, content_type: str | None, body: bytes) -> str:
        """The form's checks, rows 1 to 6 of auth.md 2.5. A doubled field is not a valid value."""
        kind = (content_type or "").partition(";")[0].strip().lower()
        if kind != FORM:
            raise self._refuse("x-www-form-urlencoded content-type required",
                               "request.content_type", f"content type {kind or 'none'!r}", FORM,
                               "send the fields as a form, not as JSON")  # fmt: skip
        form = _form(body)
        self._field(form, "grant_type", "Missing grant_type parameter", "client_credentials",
                    "The grant_type parameter should equal 'client_credentials'")  # fmt: skip
        self._field(form, "client_assertion_type", "Missing client assertion type", JWT_BEARER,
                    "Invalid client assertion type")  # fmt: skip
        assertion = form.get("client_assertion")
        if not assertion:
            raise self._refuse("Missing client assertion", "request.client_assertion",
                               f"a form with {sorted(form)}", "client_assertion with a signed JWT",
                               "send the assertion in the form's body")  # fmt: skip
        if not isinstance(assertion, str):
            raise self._refuse("", "request.client_assertion", f"{len(assertion)} of them",
                               "client_assertion once", "send one assertion")  # fmt: skip
        return assertion

    def _field(
        self, form: Mapping[str, Any], name: str, missing: str, value: str, wrong: str
    ) -> None:
        given = form.get(name)
        if given == value:
            return
        raise self._refuse(
            wrong if given else missing, f"request.{name}", f"{name} {shown(given)}" if given else
            f"a form with {sorted(form)}", f"{name}={value}", f"send {name} once, with that value",
        )  # fmt: skip

    def _refuse(self, text: str, check: str, got: str, expected: str, fix: str) -> TokenRefused:
        status = self._settings.now.token_error_status
        return TokenRefused(status, text, Explanation(check, got, expected, fix))


def _audiences(settings: Settings, bases: Sequence[str]) -> tuple[str, ...]:
    """What is set, and the mock's own token URLs; with the alias of 2021, its URLs as well."""
    own = tuple(base + TOKEN_PATH for base in bases)
    if not settings.oauth_token_alias:
        return (*settings.audiences, *own)
    old = (*(f"https://{host}" for host in HOSTS), *bases)
    return (*settings.audiences, *own, *(base + ALIAS_PATH for base in old))


def _form(body: bytes) -> dict[str, str | list[str]]:
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    except ValueError:  # more fields than the parser takes
        return {}
    return {name: many[0] if len(many) == 1 else many for name, many in fields.items()}
