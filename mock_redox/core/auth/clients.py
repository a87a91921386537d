"""OAuth API keys: who may ask for a token, and the public keys they are known by."""

import threading
from dataclasses import replace

from joserfc.jwk import Key

from mock_redox.core.auth.client import Client
from mock_redox.core.auth.jwks import UNKNOWN, KeySets, NoKey, named
from mock_redox.core.auth.keys import Made
from mock_redox.core.auth.registering import (
    AddedKey,
    KeySpec,
    client_keys,
    client_secret,
    one_key,
)
from mock_redox.core.clock import Clock
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.failures.catalogue import asked_by_id
from mock_redox.core.failures.model import not_magic
from mock_redox.core.nearest import suggestion
from mock_redox.core.settings import LiveSettings
from mock_redox.core.setup import ClientSpec
from mock_redox.core.urls import checked_url
from mock_redox.core.wire import Wire

__all__ = ["Client", "Clients"]

_FORMER_KEPT = 10


class Clients:
    """The clients by id, and the search for the key that an assertion names."""

    def __init__(self, wire: Wire, clock: Clock, settings: LiveSettings) -> None:
        self._key_sets = KeySets(wire, clock, settings)
        self._lock = threading.Lock()
        self._clients: dict[str, Client] = {}
        self._made = 0
        self.fetches = False
        """Whether any client's keys are behind a JWKS URL, so that a token may take time."""

    def clear(self) -> None:
        self._clients.clear()
        self._made = 0
        self.fetches = False
        self._key_sets.forget()

    def add(self, spec: ClientSpec) -> Client:
        """Register a client; one with the same id is replaced as a whole, its JWKS URL and all.

        Raises:
            Misuse: keys that contradict each other or can't be read.
        """
        if not spec.client_id:
            raise Misuse("client_id is empty; Redox's are lower-case uuids", ("client_id",))
        not_magic(spec.client_id, "client_id")
        checked_url(spec.jwks_url, "jwks_url")
        keys, shared = client_keys(spec), client_secret(spec)
        made = () if keys or spec.jwks_url or shared else (self._make(None),)
        client = Client(
            client_id=spec.client_id,
            environment=spec.environment,
            name=spec.name or f"{spec.environment} key",
            keys=keys,
            jwks_url=spec.jwks_url,
            shared=shared,
            made=made,
        )
        self._keep(client)
        return client

    def add_key(
        self,
        client_id: str,
        public_key: str | None = None,
        kid: str | None = None,
        *,
        jwk: dict[str, object] | None = None,
    ) -> AddedKey:
        """Give a client a further key beside those that it has (auth.md 2.3).

        While it has a JWKS URL, only the keys behind that count.

        Args:
            public_key: in PEM form. With neither this nor ``jwk`` the mock makes a pair and
                returns its private key; ``client.pair`` is that one from then on.
            kid: what the key is called; its thumbprint, or what the JWK says, when not given.
            jwk: a public JWK.

        Raises:
            Misuse: a key that can't be read, or the client has one of that kid.
            Unknown: no such client.
        """
        self.require(client_id)
        brought = one_key(KeySpec(public_key=public_key, jwk=jwk, kid=kid))
        made = () if brought else (self._make(kid),)
        new = [*brought, *(each.pair.kid for each in made)][0]
        with self._lock:
            client = self.require(client_id)
            if new in client.known_keys():
                raise Misuse(
                    f"client {client_id!r} has a key {new!r}; remove it first, or take another kid",
                    ("kid",),
                )
            keys, all_made = {**client.keys, **brought}, (*client.made, *made)
            self._clients[client_id] = replace(client, keys=keys, made=all_made)
        return AddedKey(
            client_id=client_id, kid=new, private_key=made[0].pair.private_pem if made else None
        )

    def remove_key(self, client_id: str, kid: str) -> Client:
        """Take a key away from a client; what is signed with it is refused from then on.

        Raises:
            Unknown: no such client, or it has no such key.
        """
        with self._lock:
            client = self.require(client_id)
            known = client.known_keys()
            if kid not in known:
                raise Unknown(
                    f"client {client_id!r} has no key {kid!r}; {suggestion(kid, known)}", ("kid",)
                )
            gone = tuple(each for each in client.made if each.pair.kid == kid)
            client = replace(
                client,
                keys={name: key for name, key in client.keys.items() if name != kid},
                made=tuple(each for each in client.made if each not in gone),
                former=(*gone, *client.former)[:_FORMER_KEPT],
            )
            self._clients[client_id] = client
        return client

    def move_keys(self, client_id: str, jwks_url: str | None) -> Client:
        """Look for a client's keys behind a JWKS URL from now on; None: among those given here.

        Raises:
            Misuse: not a URL.
            Unknown: no such client.
        """
        checked_url(jwks_url, "jwks_url")
        with self._lock:
            client = replace(self.require(client_id), jwks_url=jwks_url)
            self._keep(client)
        return client

    def get(self, client_id: str) -> Client | None:
        """The client of that id; an id that asks for a failure is whoever signs for it."""
        found = self._clients.get(client_id)
        if found is None and asked_by_id(client_id) and self._clients:
            first = next(iter(self._clients.values()))
            return replace(first, client_id=client_id, stands_for_all=True)
        return found

    def require(self, client_id: str) -> Client:
        """The client of that id.

        Raises:
            Unknown: there is none.
        """
        client = self._clients.get(client_id)
        if client is None:
            raise Unknown(f"no client {client_id!r}; {suggestion(client_id, self._clients)}")
        return client

    def remove(self, client_id: str) -> Client:
        client = self.require(client_id)
        del self._clients[client_id]
        self._look()
        return client

    def _make(self, kid: str | None) -> Made:
        with self._lock:
            made, self._made = Made(self._made, kid), self._made + 1
        return made

    def _keep(self, client: Client) -> None:
        """A registration is looked at afresh, whatever was fetched before."""
        self._clients[client.client_id] = client
        if client.jwks_url:
            self._key_sets.forget(client.jwks_url)
        self._look()

    def _look(self) -> None:
        self.fetches = any(client.jwks_url for client in self.all())

    def all(self) -> list[Client]:
        return list(self._clients.values())

    def key(self, client: Client, kid: str) -> Key | NoKey:
        """The client's public key of that kid, or why there is none."""
        if client.stands_for_all:
            found = [self.key(each, kid) for each in self.all()]
            return next((each for each in found if not isinstance(each, NoKey)), found[0])
        if client.jwks_url:
            return self._key_sets.key(client.jwks_url, kid)
        return client.key(kid) or NoKey(
            UNKNOWN, f"its keys have the kids {named(client.known_keys())}"
        )
