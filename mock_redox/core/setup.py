"""What a mock starts with: clients, legacy keys and destinations, as the config file names them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from mock_redox.core.errors import Misuse

Environment = Literal["Development", "Staging", "Production"]
Method = Literal["POST", "GET"]


@dataclass(frozen=True, kw_only=True)
class ClientSpec:
    """An OAuth API key. Each belongs to one environment (auth.md 2.3).

    With neither key nor secret the mock makes a key pair and shows it.
    """

    client_id: str
    environment: Environment = "Development"
    name: str | None = None
    jwks: dict[str, Any] | str | None = None
    jwks_url: str | None = None
    public_key: str | None = None
    kid: str | None = None
    secret: str | None = None


@dataclass(frozen=True, kw_only=True)
class SourceSpec:
    """A source: who a message comes from."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class LegacyKeySpec:
    """A legacy API key, tied to one source (auth.md 3)."""

    api_key: str
    secret: str
    source: SourceSpec | None = None
    environment: Environment = "Development"


@dataclass(frozen=True, kw_only=True)
class AuthSpec:
    """OAuth 2.0 client credentials for the user's own token server (webhooks.md 6.1).

    The names are those of Redox's strategy, in snake case. ``scopes`` are separated by blanks;
    ``no_basic`` puts id and secret into the form; ``default_expiration_seconds`` holds where the
    server says nothing.
    """

    url: str
    client_id: str
    client_secret: str = field(repr=False)
    grant_type: Literal["client_credentials"] = "client_credentials"
    scopes: str | None = None
    audience: str | None = None
    no_basic: bool = False
    default_expiration_seconds: int = 300


@dataclass(frozen=True, kw_only=True)
class SsoSpec:
    """Where people are signed on, and the secret that signs their tokens (webhooks.md 6.4).

    ``url`` is the destination's own when not given; ``audience`` is the token's ``aud``: the URL
    when not given, none at all when empty.
    """

    secret: str = field(repr=False)
    url: str | None = None
    audience: str | None = None


@dataclass(frozen=True, kw_only=True)
class DestinationSpec:
    """Where messages go: the user's endpoint, or a name that the mock answers for."""

    id: str | None = None
    name: str | None = None
    slug: str | None = None
    environment: Environment = "Development"
    url: str | None = None
    verification_token: str | None = None
    method: Method = "POST"
    auth: AuthSpec | None = None
    sso: SsoSpec | None = None


@dataclass(frozen=True, kw_only=True)
class FailureSpec:
    """A failure to switch on: so many requests are to meet it.

    ``times`` null means every one; ``client`` is a client id, an API key, or for pushes the
    destination's id, slug or name; ``path`` may have wildcards, as in ``/fhir/*``; ``after`` so
    many requests pass first; ``jitter`` is added to ``delay``, drawn by the seed.
    """

    name: str
    id: str | None = None
    times: int | None = 1
    client: str | None = None
    path: str | None = None
    after: int = 0
    probability: float = 1.0
    delay: timedelta | None = None
    jitter: timedelta = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class Setup:
    """The config file as a value. ``settings`` is read apart, because other doors overrule it.

    Raises:
        Misuse: two entries with one id, slug or source.
    """

    settings: dict[str, Any] = field(default_factory=dict)
    clients: tuple[ClientSpec, ...] = ()
    legacy_keys: tuple[LegacyKeySpec, ...] = ()
    destinations: tuple[DestinationSpec, ...] = ()
    failures: tuple[FailureSpec, ...] = ()

    def __post_init__(self) -> None:
        keys, known = self.legacy_keys, self.destinations
        _no_twins(("clients", "client_id"), (each.client_id for each in self.clients))
        _no_twins(("legacy_keys", "api_key"), (each.api_key for each in keys))
        sources = (each.source.id if each.source else None for each in keys)
        _no_twins(("legacy_keys", "source", "id"), sources, "a source has one key")
        _no_twins(("destinations", "id"), (each.id for each in known))
        _no_twins(("destinations", "slug"), (each.slug for each in known), "slugs are unique")


def _no_twins(path: tuple[str, ...], values: Iterable[str | None], why: str = "ids are unique",
              ) -> None:  # fmt: skip
    """Raises Misuse if two entries of a kind have the same value; none at all is no value."""
    kind, *rest = path
    seen: dict[str, int] = {}
    for index, value in enumerate(values):
        if value is not None and value in seen:
            raise Misuse(f"{value!r} is also {kind}[{seen[value]}]; {why}", (kind, index, *rest))
        if value is not None:
            seen[value] = index
