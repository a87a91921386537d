"""A destination, those of Redox itself, and one as it is kept for the next process."""

from dataclasses import asdict, dataclass, field
from typing import Any

from mock_redox.core.credentials import shown as shown_auth
from mock_redox.core.setup import AuthSpec, SsoSpec

SANDBOX = (
    ("0f4bd1d1-451d-4351-8cfd-b767d1b488d6", "Patient Search Endpoint", "patient-search-endpoint"),
    ("ef9e7448-7f65-4432-aa96-059647e9b357", "Patient Query Endpoint", "patient-query-endpoint"),
)
"""Redox's public test destinations, reachable from every environment (platform.md D1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A destination. Without a URL the mock answers for it; ``environment`` None means all."""

    id: str
    name: str
    slug: str
    environment: str | None
    url: str | None = None
    verification_token: str = field(default="", repr=False)
    method: str = "POST"
    verified: bool = False
    auth: AuthSpec | None = field(default=None, repr=False)
    sso: SsoSpec | None = field(default=None, repr=False)
    former_tokens: tuple[str, ...] = field(default=(), repr=False)
    """Its verification tokens of before, newest first: a rotation may overlap."""

    def serves(self, environment: str) -> bool:
        return self.environment in (None, environment)

    def as_json(self, *, private: bool = False) -> dict[str, object]:
        shown: dict[str, object] = {
            "id": self.id, "name": self.name, "slug": self.slug, "environment": self.environment,
            "url": self.url, "method": self.method, "verified": self.verified,
            "auth": shown_auth(self.auth), "sso": _shown_sso(self.sso),
        }  # fmt: skip
        secret = {
            "verification_token": self.verification_token,
            "former_tokens": list(self.former_tokens),
        }
        return {**shown, **secret} if private else shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A destination as it outlives the process."""

    id: str
    of_setup: bool
    """Whether the set-up named it, which may say something else at the next start."""
    destination: Destination

    def record(self) -> dict[str, Any]:
        return asdict(self)


def _shown_sso(sso: SsoSpec | None) -> dict[str, object] | None:
    """Of the secret only that there is one."""
    if sso is None:
        return None
    return {"url": sso.url, "audience": sso.audience, "has_secret": True}


def sandbox() -> dict[str, Destination]:
    return {
        id_: Destination(id=id_, name=name, slug=slug, environment=None)
        for id_, name, slug in SANDBOX
    }
