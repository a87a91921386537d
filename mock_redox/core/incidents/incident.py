"""What an incident file holds. Each field is a key of the file; what has its default is left out.

A value that is secret, or that the mock makes anew each time, stands in texts as a placeholder such
as ``{{token 1}}``; ``secrets``, ``tokens`` and ``assertions`` say what the others stand for that
no earlier answer gives.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from mock_redox.core.failures.diagnosis import Diagnosis
from mock_redox.core.ports import Failure
from mock_redox.core.setup import Environment, SourceSpec

FORMAT = 1
Like = Literal["uuid", "word", "jwt", "text"]
Signature = Literal["right", "by another key", "broken"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the incident is about: how the mock answered one of the calls, and why."""

    exchange: int
    call: str
    status: int | None
    check: str | None = None
    explanation: dict[str, Any] = field(default_factory=dict)

    @property
    def answered(self) -> str:
        """Such as ``401 token.expired``."""
        status = "no answer" if self.status is None else str(self.status)
        return f"{status} {self.check}" if self.check else status

    def __str__(self) -> str:
        return f"{self.call} {self.answered}"


def explained(diagnosis: Diagnosis | None) -> dict[str, Any]:
    """Why a call was refused, as far as a person needs it."""
    parts = diagnosis.as_json() if diagnosis else {}
    names = ("got", "expected", "cause", "often", "fix", "page")
    return {name: str(parts[name]) for name in names if parts.get(name)}


@dataclass(frozen=True, kw_only=True)
class SavedClient:
    """A client, its keys by kid, each with its kind: ``RSA``, ``P-384``. The replay makes others.

    ``secret`` names a placeholder; so do the secrets below.
    """

    client_id: str
    environment: Environment = "Development"
    made_by_mock: bool = False
    keys: dict[str, Any] = field(default_factory=dict)
    jwks_url: str | None = None
    secret: str | None = None


@dataclass(frozen=True, kw_only=True)
class SavedLegacyKey:
    """A legacy key."""

    api_key: str
    secret: str
    environment: Environment = "Development"
    source: SourceSpec


@dataclass(frozen=True, kw_only=True)
class SavedDestination:
    """A destination, its environment None where it is in all; ``token_server`` is its auth's."""

    id: str
    name: str
    environment: Environment | None = None
    url: str | None = None
    verified: bool = False
    token_server: str | None = None


@dataclass(frozen=True, kw_only=True)
class SavedAssertion:
    """An assertion, to be signed anew; ``signature_length`` is that of a broken one, in letters."""

    name: str
    header: dict[str, Any]
    claims: dict[str, Any]
    signature: Signature = "right"
    signature_length: int = 0


@dataclass(frozen=True, kw_only=True)
class SavedSecret:
    """What a secret looked like; the replay makes up another that looks so.

    ``length`` is that of a word, ``parts`` the lengths between the dots of a JWT, ``text`` one
    that was made up already, for all that is neither.
    """

    name: str
    like: Like
    length: int | None = None
    parts: tuple[int, ...] = ()
    text: str | None = None


@dataclass(frozen=True, kw_only=True)
class SavedToken:
    """A token that the mock issued before, and not by one of the calls.

    ``failure`` is what its owner asks for by its id.
    """

    name: str
    client: str
    kind: Literal["oauth", "legacy"] = "oauth"
    environment: Environment = "Development"
    source: SourceSpec | None = None
    issued: datetime
    expires: datetime
    failure: str | None = None


@dataclass(frozen=True, kw_only=True)
class SavedAnswer:
    """An answer. A body that is no text is in ``base64``; without either it is not compared."""

    status: int | None
    check: str | None = None
    headers: dict[str, Any] = field(default_factory=dict)
    body: str | None = None
    base64: str | None = None


@dataclass(frozen=True, kw_only=True)
class SavedFetch:
    """What the mock asked others for while it answered, and what they said or why they didn't."""

    method: str
    url: str
    status: int | None = None
    body: str | None = None
    base64: str | None = None
    failure: Failure | None = None
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class SavedExchange:
    """A call and its answer.

    ``url`` has no query. ``wall`` is the time of the world outside where it is not the mock's.
    ``forced`` is the failure that the mock was told to let it meet; ``revoked`` are placeholders of
    tokens that were voided before it came.
    ``unread`` marks a body that was too large to be read, ``bytes`` one that is not in the file.
    """

    id: int
    at: datetime
    wall: datetime | None = None
    forced: str | None = None
    revoked: tuple[str, ...] = ()
    method: str
    url: str
    query: str = ""
    headers: dict[str, Any] = field(default_factory=dict)
    body: str | None = None
    base64: str | None = None
    length: int | None = None
    unread: bool = False
    fetches: tuple[SavedFetch, ...] = ()
    answer: SavedAnswer

    @property
    def path(self) -> str:
        return "/" + self.url.partition("://")[2].partition("/")[2]

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, kw_only=True)
class Incident:
    """Calls with all that is needed to make them again, and without any secret."""

    incident: Literal[1] = 1
    mock_redox: str = ""
    outcome: Outcome
    notes: tuple[str, ...] = ()
    seed: int = 0
    run: int = 0
    """How many mocks began with the same state file before, see ``Store.starts``."""
    clock: datetime
    settings: dict[str, Any] = field(default_factory=dict)
    clients: tuple[SavedClient, ...] = ()
    legacy_keys: tuple[SavedLegacyKey, ...] = ()
    destinations: tuple[SavedDestination, ...] = ()
    assertions: tuple[SavedAssertion, ...] = ()
    secrets: tuple[SavedSecret, ...] = ()
    tokens: tuple[SavedToken, ...] = ()
    exchanges: tuple[SavedExchange, ...]
