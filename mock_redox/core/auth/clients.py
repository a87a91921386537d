"""OAuth API keys: who may ask for a token, and the public keys they are known by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from joserfc.jwk import Key

from mock_redox.core.auth.keys import (
    KeyPair,
    key_set,
    make_key_pair,
    public_jwks,
    public_key,
    secret_key,
)
from mock_redox.core.destinations import checked_url
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.failures.catalogue import asked_by_id
from mock_redox.core.failures.model import not_magic
from mock_redox.core.nearest import suggestion
from mock_redox.core.ports import Answer, Outgoing
from mock_redox.core.settings import LiveSettings
from mock_redox.core.setup import ClientSpec
from mock_redox.core.wire import Verdict, Wire

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Client:
    """An OAuth API key of one environment.

    ``jwks_url`` wins over ``keys`` (auth.md 2.3). ``made`` numbers the key pair that the mock made
    for a client which brought none; the pair itself is made when first asked for.
    """

    client_id: str
    environment: str
    name: str
    keys: Mapping[str, Key]
    jwks_url: str | None = None
    shared: Key | None = None
    """The HMAC key of a client that was given a secret."""
    made: int | None = None
    stands_for_all: bool = False
    """Its id asks for a failure: the keys of all clients are its own."""

    @property
    def pair(self) -> KeyPair | None:
        return make_key_pair(self.made) if self.made is not None else None

    @property
    def kid(self) -> str:
        """The kid of the key pair that the mock made. Raises Misuse if it made none."""
        return self._own_pair().kid

    @property
    def private_key(self) -> str:
        """The private key that the mock made, in PEM form. Raises Misuse if it made none."""
        return self._own_pair().private_pem

    def _own_pair(self) -> KeyPair:
        if self.pair is None:
            raise Misuse(
                f"client {self.client_id!r} brought its own key; the mock made none for it"
            )
        return self.pair

    def known_keys(self) -> Mapping[str, Key]:
        """The keys that are registered here, not those behind a JWKS URL."""
        pair = self.pair
        return {pair.kid: pair.key} if pair else self.keys

    def as_json(self, *, private: bool = False) -> dict[str, object]:
        """What may be shown; ``private`` adds the private key, if the mock made it."""
        pair = self.pair
        shown: dict[str, object] = {
            "client_id": self.client_id,
            "environment": self.environment,
            "name": self.name,
            "jwks_url": self.jwks_url,
            "has_secret": self.shared is not None,
            "jwks": public_jwks(self.known_keys()),
        }
        if pair:
            shown |= {"kid": pair.kid, "alg": "RS384"}
            shown |= {"private_key": pair.private_pem} if private else {}
        return shown


class NoKey(NamedTuple):
    """Why there is no key: the name of the failure, and a sentence that goes on from "and"."""

    failure: str
    why: str


class Clients:
    """The clients by id, and the search for the key that an assertion names."""

    def __init__(self, wire: Wire, settings: LiveSettings) -> None:
        self._wire = wire
        self._settings = settings
        self._clients: dict[str, Client] = {}
        self._made = 0
        self.fetches = False
        """Whether any client's keys are behind a JWKS URL, so that a token may take time."""

    def clear(self) -> None:
        self._clients.clear()
        self._made = 0
        self.fetches = False

    def add(self, spec: ClientSpec) -> Client:
        """Register a client; one with the same id is replaced.

        Raises:
            Misuse: keys that contradict each other or can't be read.
        """
        if not spec.client_id:
            raise Misuse("client_id is empty; Redox's are lower-case uuids", ("client_id",))
        not_magic(spec.client_id, "client_id")
        checked_url(spec.jwks_url, "jwks_url")
        keys = _keys(spec)
        secret = spec.secret
        shared = _at("secret", lambda: secret_key(secret)) if secret is not None else None
        made = None
        if not (keys or spec.jwks_url or shared):
            made, self._made = self._made, self._made + 1
        client = Client(
            client_id=spec.client_id,
            environment=spec.environment,
            name=spec.name or f"{spec.environment} key",
            keys=keys,
            jwks_url=spec.jwks_url,
            shared=shared,
            made=made,
        )
        self._clients[client.client_id] = client
        self._look()
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

    def _look(self) -> None:
        self.fetches = any(client.jwks_url for client in self._clients.values())

    def all(self) -> list[Client]:
        return list(self._clients.values())

    def key(self, client: Client, kid: str) -> Key | NoKey:
        """The client's public key of that kid, or why there is none.

        A JWKS URL is fetched each time: how long Redox keeps one is not known (auth.md 2.3).
        """
        if client.stands_for_all:
            found = [self.key(each, kid) for each in self._clients.values()]
            return next((each for each in found if not isinstance(each, NoKey)), found[0])
        keys: Mapping[str, Key] | NoKey
        keys = self._fetched(client.jwks_url) if client.jwks_url else client.known_keys()
        if isinstance(keys, NoKey):
            return keys
        known = ", ".join(map(repr, keys)) or "none"
        return keys.get(kid) or NoKey("assertion.kid_unknown", f"its keys have the kids {known}")

    def _fetched(self, url: str) -> Mapping[str, Key] | NoKey:
        limits = self._settings.now
        outgoing = Outgoing(
            method="GET",
            url=url,
            headers=(("accept", "application/json"),),
            timeout=limits.jwks_timeout,
            max_bytes=limits.jwks_max_bytes,
        )
        answer, verdict, _ = self._wire.send(outgoing, _judge_jwks)
        if verdict.good:
            return key_set(answer.body, tolerant=True)
        return NoKey(_named(answer), f"its JWKS URL {verdict.reason}")


def _named(answer: Answer) -> str:
    """The failure that a useless answer to a JWKS URL is."""
    if not answer.good:
        return "jwks.slow" if answer.failure == "timeout" else "jwks.unreachable"
    try:
        key_set(answer.body, tolerant=True)
    except Misuse:
        return "jwks.not_json"
    return "jwks.empty"


def _judge_jwks(answer: Answer) -> Verdict:
    if answer.status is None:
        return Verdict(False, f"gave no answer: {answer.problem}")
    if not answer.good:
        return Verdict(False, f"answered {answer.status}")
    try:
        keys = key_set(answer.body, tolerant=True)
    except Misuse as wrong:
        return Verdict(False, f"answered something else: {wrong.problem}")
    return Verdict(bool(keys), f"answered with {len(keys)} keys")


def _keys(spec: ClientSpec) -> Mapping[str, Key]:
    if spec.jwks is not None and spec.public_key is not None:
        raise Misuse("jwks and public_key contradict each other; give one of them", ("jwks",))
    if spec.jwks is not None:
        return _at("jwks", lambda: key_set(spec.jwks))
    pem = spec.public_key
    return _at("public_key", lambda: public_key(pem, spec.kid)) if pem is not None else {}


def _at(name: str, read: Callable[[], T]) -> T:
    """What ``read`` returns; its complaint gets the name of the field."""
    try:
        return read()
    except Misuse as wrong:
        raise Misuse(wrong.problem, (name,)) from None
