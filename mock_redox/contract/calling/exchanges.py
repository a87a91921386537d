"""What passed between the system under test and the mock."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

OAUTH_PATHS = ("/v2/auth/token", "/oauth/token")
REFRESH = "/auth/refreshToken"
LEGACY_PATHS = ("/auth/authenticate", REFRESH)
TOKEN_PATTERNS = (*OAUTH_PATHS, *LEGACY_PATHS)
API_PATTERNS = ("/endpoint", "/query", "/fhir/*")
MOVED = "/moved-by-the-contract"
"""Where a redirect leads; what comes there shows what a client takes along."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An exchange; its ``repr`` shows nothing that could be secret.

    Args:
        check: the name of what was refused, such as ``assertion.aud_wrong``; empty if nothing was.
        why: the same in words.
        entry: the journal's own, for the report.
    """

    number: int
    method: str
    url: str = field(repr=False)
    path: str
    status: int | None
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: str = field(default="", repr=False)
    answer: str = field(default="", repr=False)
    client: str | None = None
    check: str = ""
    why: str = ""
    entry: Any = field(default=None, repr=False)

    @property
    def asks_token(self) -> bool:
        return self.path in TOKEN_PATTERNS

    @property
    def is_legacy(self) -> bool:
        return self.path in LEGACY_PATHS

    @property
    def is_api(self) -> bool:
        return self.path in API_PATTERNS or self.is_fhir

    @property
    def is_fhir(self) -> bool:
        return self.path.startswith("/fhir/")

    @property
    def authenticated(self) -> bool:
        """Whether Redox took the call's token; what lies behind FHIR's front door is missing."""
        return self.status == 200 or (self.is_fhir and self.status == 404)

    def header(self, name: str) -> str | None:
        return next((v for k, v in self.headers if k.lower() == name), None)

    @property
    def bearer(self) -> str | None:
        """What stands behind the scheme of the Authorization header; None without a header."""
        value = self.header("authorization")
        return None if value is None else value.strip().partition(" ")[2].strip()

    @property
    def sent(self) -> Any:
        """The body as JSON, None if it is none."""
        return _json(self.body)

    @property
    def answered(self) -> Any:
        """The answer as JSON, None if it is none."""
        return _json(self.answer)

    @property
    def form(self) -> Mapping[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body).items()}

    @property
    def assertion(self) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
        """Header and claims of the assertion; None where there is none, or it is hidden."""
        parts = self.form.get("client_assertion", "").split(".")
        try:
            header, claims = (json.loads(_unbase64(part)) for part in parts[:2])
        except ValueError:
            return None
        return (header, claims) if isinstance(header, dict) and isinstance(claims, dict) else None

    def __str__(self) -> str:
        status = self.status if self.status is not None else "no answer"
        return f"{self.method} {self.path} {status}"


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _unbase64(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
