"""Destinations: where messages go (webhooks.md 2, platform.md A4)."""

import re
from dataclasses import asdict, dataclass, field, replace
from urllib.parse import urlsplit

from mock_redox.core.credentials import LONGEST
from mock_redox.core.credentials import shown as shown_auth
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.ids import Ids
from mock_redox.core.nearest import suggestion
from mock_redox.core.plain_http import PlainHttp
from mock_redox.core.ports import NoStore, Store
from mock_redox.core.records import kept
from mock_redox.core.setup import AuthSpec, DestinationSpec, Method

SANDBOX = (
    ("0f4bd1d1-451d-4351-8cfd-b767d1b488d6", "Patient Search Endpoint", "patient-search-endpoint"),
    ("ef9e7448-7f65-4432-aa96-059647e9b357", "Patient Query Endpoint", "patient-query-endpoint"),
)
"""Redox's public test destinations, reachable from every environment (platform.md D1)."""


_FORMER_KEPT = 10
_NO_SLUG = re.compile(r"[^a-z0-9]+")


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
    former_tokens: tuple[str, ...] = field(default=(), repr=False)
    """Its verification tokens of before, newest first: a rotation may overlap."""

    def serves(self, environment: str) -> bool:
        return self.environment in (None, environment)

    def as_json(self, *, private: bool = False) -> dict[str, object]:
        shown: dict[str, object] = {
            "id": self.id, "name": self.name, "slug": self.slug, "environment": self.environment,
            "url": self.url, "method": self.method, "verified": self.verified,
            "auth": shown_auth(self.auth),
        }  # fmt: skip
        secret = {
            "verification_token": self.verification_token,
            "former_tokens": list(self.former_tokens),
        }
        return {**shown, **secret} if private else shown


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """What a store keeps of a destination."""

    id: str
    of_setup: bool
    destination: Destination


class Destinations:
    """The destinations by id; names and slugs find them too."""

    def __init__(
        self, ids: Ids, plain_http: PlainHttp | None = None, store: Store | None = None
    ) -> None:
        self._ids = ids
        self._plain_http = plain_http or PlainHttp()
        self._store = store or NoStore()
        self._before = self._store.kept()
        self._known: dict[str, Destination] = _sandbox()
        self._of_setup: set[str] = set()

    def clear(self) -> None:
        """Back to Redox's own test destinations."""
        for id_ in self._known:
            self._store.forget(id_)
        self._known = _sandbox()

    def add(self, spec: DestinationSpec) -> Destination:
        """Register a destination; what is not given is made up. One with the same id is replaced.

        Raises:
            Misuse: a URL that is not http or https, or http where Redox demands https; a token or
                credential that can't be sent.
        """
        name = spec.name or "Your endpoint"
        destination = Destination(
            id=spec.id or self._ids.uuid("further-destinations"),
            name=name,
            slug=spec.slug or "-".join(_NO_SLUG.sub(" ", name.lower()).split()),
            environment=spec.environment,
            url=checked_url(spec.url),
            verification_token=self._token(spec),
            method=spec.method,
            auth=checked_auth(spec.auth),
        )
        self.demand_https(destination)
        return self._put(destination)

    def add_of_setup(self, spec: DestinationSpec) -> Destination:
        """Register one that the set-up names; with the next start it is as that says then."""
        made = self.add(spec)
        self._of_setup.add(made.id)
        return self._put(made)

    def recall(self) -> None:
        """Take over what an earlier process knew, unless the set-up says otherwise by now.

        One that the set-up names stays verified if URL and token are still the same; one that it
        named, and no longer does, is gone.

        Raises:
            Misuse: a record is none of this version's.
        """
        for saved in [kept(_Kept, each) for each in self._before]:
            old, mine = saved.destination, self._known.get(saved.id)
            if mine is None and saved.of_setup:
                self._store.forget(old.id)
            elif mine is None or mine.id not in self._of_setup:
                self._put(old)
            elif (mine.url, mine.verification_token) == (old.url, old.verification_token):
                self.change(mine.id, verified=old.verified)
        self._before = ()

    def _put(self, destination: Destination) -> Destination:
        of_setup = destination.id in self._of_setup
        record = {"id": destination.id, "of_setup": of_setup, "destination": asdict(destination)}
        self._store.keep(destination.id, record)
        self._known[destination.id] = destination
        return destination

    def demand_https(self, destination: Destination) -> None:
        """Raises Misuse if the URL is http where Redox demands https, see ``plain_http``."""
        self._plain_http.check(destination.url, destination.environment)

    def _token(self, spec: DestinationSpec) -> str:
        if spec.verification_token is None:
            return self._ids.word("verification-tokens", 32)
        return checked_token(spec.verification_token)

    def change_token(self, key: str, token: str | None = None) -> Destination:
        """Give a destination a new verification token, which the mock makes up when none is given.

        It has to be verified again (webhooks.md 2.1). The old one is kept for ``rotated-out``.

        Raises:
            Misuse: a token that can't be sent, or the one that it has.
            Unknown: no such destination.
        """
        old = self.require(key)
        new = self.make_token() if token is None else token
        if new == old.verification_token:
            raise Misuse(
                f"destination {old.name!r} has this verification token; give another, or none",
                ("verification_token",),
            )
        return self.change(old.id, verification_token=new)

    def make_token(self) -> str:
        """A verification token such as Redox advises, which no destination has."""
        return self._ids.word("further-verification-tokens", 32)

    def change(self, key: str, **values: object) -> Destination:
        """Change a destination. A new URL or token has to be verified again (webhooks.md 2.1)."""
        old = self.require(key)
        if "url" in values:
            checked_url(values["url"])  # type: ignore[arg-type]
        if "verification_token" in values:
            checked_token(str(values["verification_token"]))
        if "auth" in values:
            checked_auth(values["auth"])  # type: ignore[arg-type]
        new = replace(old, **values)  # type: ignore[arg-type]
        if (new.url, new.verification_token) != (old.url, old.verification_token):
            new = replace(new, verified=bool(values.get("verified", False)))
        if (new.url, new.environment) != (old.url, old.environment):
            self.demand_https(new)
        new = replace(new, former_tokens=_former(old, new.verification_token))
        return new if new == old else self._put(new)

    def restore(self, destination: Destination) -> None:
        """Take one over from an earlier process, as it was."""
        self._known[destination.id] = destination

    def get(self, id_: str) -> Destination | None:
        return self._known.get(id_)

    def require(self, key: str) -> Destination:
        """The destination of that id, slug, name or URL.

        Raises:
            Unknown: there is none.
        """
        if key in self._known:
            return self._known[key]
        for each in self.all():
            if key in (each.slug, each.name, each.url):
                return each
        if "://" in key:
            raise Unknown(f"no destination has the URL {key!r}; verify it first, with its token")
        known = [name for each in self.all() for name in (each.id, each.slug)]
        raise Unknown(f"no destination {key!r}; {suggestion(key, known)}")

    def at(self, url: str, token: str | None, method: Method | None = None) -> Destination:
        """The destination of a URL and token; registered in Development if there is none.

        Without a token any destination with that URL is meant; without a method it keeps its own.

        Raises:
            Misuse: not a URL, or no token for a new one.
        """
        for each in self.all():
            if each.url == url and token in (None, each.verification_token):
                return self.change(each.id, method=method or each.method)
        if token is None:
            raise Misuse(f"no destination has the URL {url!r}, and no verification token is given")
        name = f"Endpoint at {url}"
        spec = DestinationSpec(
            name=name, url=url, verification_token=token, method=method or "POST"
        )
        return self.add(spec)

    def tokens_besides(self, token: str) -> tuple[str, ...]:
        """The tokens of all destinations that are neither empty nor this one, each once."""
        known = dict.fromkeys(each.verification_token for each in self.all())
        return tuple(each for each in known if each not in ("", token))

    def reachable(self, id_: str, environment: str) -> Destination | None:
        """The destination of that id, if a client of that environment has a subscription to it."""
        found = self._known.get(id_)
        return found if found and found.serves(environment) else None

    def remove(self, key: str) -> Destination:
        gone = self.require(key)
        self._store.forget(gone.id)
        self._known.pop(gone.id, None)
        return gone

    def all(self) -> list[Destination]:
        return list(self._known.values())


def _sandbox() -> dict[str, Destination]:
    return {
        id_: Destination(id=id_, name=name, slug=slug, environment=None)
        for id_, name, slug in SANDBOX
    }


def _former(old: Destination, token: str) -> tuple[str, ...]:
    """The tokens that are no longer in use, newest first."""
    before = (old.verification_token, *old.former_tokens)
    kept = [each for each in dict.fromkeys(before) if each and each != token]
    return tuple(kept[:_FORMER_KEPT])


def checked_url(url: str | None, field: str = "url") -> str | None:
    """Raises Misuse unless it is None or an http(s) URL with a host."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        good = False
    if not good or not url.isprintable() or " " in url:
        raise Misuse(f"{url!r} is not an http or https URL with a host", (field,))
    return url


def checked_token(token: str) -> str:
    """Raises Misuse unless the token can stand in a header: Latin-1 without line breaks."""
    if not token or token != token.strip() or not token.isprintable() or not _is_latin(token):
        raise Misuse(
            "a verification token is printable Latin-1 text without blanks at its ends; "
            "a long alphanumeric one is advised",
            ("verification_token",),
        )
    return token


def checked_auth(auth: AuthSpec | None) -> AuthSpec | None:
    """Raises Misuse unless the credential names a URL, an id, a secret and a sound lifetime."""
    if auth is None:
        return None
    try:
        checked_url(auth.url)
    except Misuse as wrong:
        raise Misuse(wrong.problem, ("auth", "url")) from None
    for name in ("client_id", "client_secret"):
        if not getattr(auth, name):
            raise Misuse(f"{name} is empty", ("auth", name))
    if not 0 <= auth.default_expiration_seconds <= LONGEST:
        raise Misuse(
            f"{auth.default_expiration_seconds} is not a number of seconds from 0 to {LONGEST}",
            ("auth", "default_expiration_seconds"),
        )
    return auth


def _is_latin(text: str) -> bool:
    return all(ord(letter) < 256 for letter in text)
