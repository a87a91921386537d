"""All destinations of a mock, found by id, slug, name or URL."""

from dataclasses import replace

from mock_redox.core import redaction
from mock_redox.core.destinations.checking import (
    checked_auth,
    checked_sso,
    checked_token,
)
from mock_redox.core.destinations.destination import Destination, Kept, sandbox
from mock_redox.core.destinations.slugs import free, of_name, own
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.ids import Ids
from mock_redox.core.nearest import suggestion
from mock_redox.core.plain_http import PlainHttp
from mock_redox.core.ports import NoStore, Store
from mock_redox.core.records import kept
from mock_redox.core.setup import DestinationSpec, Method
from mock_redox.core.urls import checked_url

_FORMER_KEPT = 10


class Destinations:
    """The destinations by id; names and slugs find them too."""

    def __init__(
        self, ids: Ids, plain_http: PlainHttp | None = None, store: Store | None = None
    ) -> None:
        self._ids = ids
        self._plain_http = plain_http or PlainHttp()
        self._store = store or NoStore()
        self._before = [kept(Kept, each) for each in self._store.kept()]
        self._known: dict[str, Destination] = sandbox()
        self._of_setup: set[str] = set()

    def clear(self) -> None:
        """Back to Redox's own test destinations."""
        for id_ in self._known:
            self._store.forget(id_)
        self._known = sandbox()

    def add(self, spec: DestinationSpec) -> Destination:
        """Register a destination; what is not given is made up. One with the same id is replaced.

        Raises:
            Misuse: a URL that is not http or https, or http where Redox demands https; a token or
                credential that can't be sent; the slug of another, or one that fits in no path.
        """
        return self._put(self._made(spec))

    def add_of_setup(self, spec: DestinationSpec) -> Destination:
        """Register one that the set-up names; with the next start it is as that says then."""
        made = self._made(spec)
        self._of_setup.add(made.id)
        return self._put(made)

    def _made(self, spec: DestinationSpec) -> Destination:
        name = spec.name or "Your endpoint"
        id_ = spec.id or self._ids.uuid("further-destinations")
        destination = Destination(
            id=id_,
            name=name,
            slug=self._slug(spec.slug, name, id_),
            environment=spec.environment,
            url=checked_url(spec.url),
            verification_token=self._token(spec),
            method=spec.method,
            auth=checked_auth(spec.auth),
            sso=checked_sso(spec.sso),
        )
        self.demand_https(destination)
        return destination

    def _slug(self, wanted: str | None, name: str, id_: str) -> str:
        """The slug that somebody wants for a destination, or one that is made of its name."""
        others = self._others(id_)
        return free(of_name(name), others) if wanted is None else own(wanted, others)

    def _others(self, id_: str) -> list[Destination]:
        return [each for each in self.all() if each.id != id_]

    def recall(self) -> None:
        """Take over what an earlier process knew, unless the set-up says otherwise by now.

        One that the set-up names stays verified if URL and token are still the same; one that it
        named, and no longer does, is gone.
        """
        for each in self._before:
            old, mine = each.destination, self._known.get(each.id)
            if mine is None and each.of_setup:
                self._store.forget(old.id)
            elif mine is None or mine.id not in self._of_setup:
                self._put(replace(old, slug=free(old.slug, self._others(old.id))))
            elif (mine.url, mine.verification_token) == (old.url, old.verification_token):
                self.change(mine.id, verified=old.verified)
        self._before = []

    def _put(self, destination: Destination) -> Destination:
        of_setup = destination.id in self._of_setup
        record = Kept(id=destination.id, of_setup=of_setup, destination=destination).record()
        self._store.keep(destination.id, record)
        self._known[destination.id] = destination
        return destination

    def demand_https(self, destination: Destination) -> None:
        """Raises Misuse if a URL is http where Redox demands https, see ``plain_http``."""
        sso_url = destination.sso.url if destination.sso else None
        self._plain_http.check(destination.url, destination.environment, "url")
        self._plain_http.check(sso_url, destination.environment, "sso", "url")

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
        if "slug" in values:
            self._slug(str(values["slug"]), old.name, old.id)
        if "url" in values:
            checked_url(values["url"])  # type: ignore[arg-type]
        if "verification_token" in values:
            checked_token(str(values["verification_token"]))
        if "auth" in values:
            checked_auth(values["auth"])  # type: ignore[arg-type]
        if "sso" in values:
            checked_sso(values["sso"])  # type: ignore[arg-type]
        new = replace(old, **values)  # type: ignore[arg-type]
        if (new.url, new.verification_token) != (old.url, old.verification_token):
            new = replace(new, verified=bool(values.get("verified", False)))
        if (new.url, new.sso, new.environment) != (old.url, old.sso, old.environment):
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
            shown = f"{redaction.url(key)!r:.200}"
            raise Unknown(f"no destination has the URL {shown}; verify it first, with its token")
        known = [name for each in self.all() for name in (each.id, each.slug)]
        raise Unknown(f"no destination {key!r:.80}; {suggestion(key[:80], known)}")

    def at(self, url: str, token: str | None, method: Method | None = None) -> Destination:
        """The destination of a URL and token; registered in Development if there is none.

        Without a token any destination with that URL is meant; without a method it keeps its own.

        Raises:
            Misuse: not a URL, or no token for a new one.
        """
        for each in self.all():
            if each.url == url and token in (None, each.verification_token):
                return self.change(each.id, method=method or each.method)
        shown = redaction.url(url)
        if token is None:
            raise Misuse(
                f"no destination has the URL {shown!r}, and no verification token is given"
            )
        name = f"Endpoint at {shown}"
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


def _former(old: Destination, token: str) -> tuple[str, ...]:
    """The tokens that are no longer in use, newest first."""
    before = (old.verification_token, *old.former_tokens)
    kept = [each for each in dict.fromkeys(before) if each and each != token]
    return tuple(kept[:_FORMER_KEPT])
