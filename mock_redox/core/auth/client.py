"""One OAuth API key, with its public keys and the pairs that the mock made for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from joserfc.jwk import Key

from mock_redox.core.auth.keys import KeyPair, Made, public_jwks
from mock_redox.core.errors import Misuse
from mock_redox.core.nearest import suggestion


@dataclass(frozen=True, kw_only=True)
class Client:
    """An OAuth API key of one environment.

    ``jwks_url`` wins over ``keys`` and the pairs that the mock made (auth.md 2.3). Those pairs are
    numbered, and each is made when first asked for.
    """

    client_id: str
    environment: str
    name: str
    keys: Mapping[str, Key]
    jwks_url: str | None = None
    shared: Key | None = None
    """The HMAC key of a client that was given a secret."""
    made: tuple[Made, ...] = ()
    """The pairs that the mock made and that are registered, newest last."""
    former: tuple[Made, ...] = ()
    """Those that were removed, newest first: one can still sign with them, to be refused."""
    stands_for_all: bool = False
    """Its id asks for a failure: the keys of all clients are its own."""

    @property
    def pair(self) -> KeyPair | None:
        """The newest pair that the mock made."""
        return self.made[-1].pair if self.made else None

    @property
    def kid(self) -> str:
        """The kid of the newest pair that the mock made. Raises Misuse if it made none."""
        return self.pair_of().kid

    @property
    def private_key(self) -> str:
        """Its private key, in PEM form. Raises Misuse if the mock made none."""
        return self.pair_of().private_pem

    def pair_of(self, kid: str | None = None) -> KeyPair:
        """The pair of that kid, also if it was removed; the newest when none is given.

        Raises:
            Misuse: the mock did not make it.
        """
        pairs = [each.pair for each in (*reversed(self.made), *self.former)]
        if kid is not None:
            found = next((each for each in pairs if each.kid == kid), None)
            if found is None:
                known = suggestion(kid, [each.kid for each in pairs])
                raise Misuse(f"the mock made no key {kid!r} for this client; {known}", ("kid",))
            return found
        if not self.made:
            raise Misuse(
                f"client {self.client_id!r} brought its own key; the mock made none for it"
            )
        return pairs[0]

    def known_keys(self) -> Mapping[str, Key]:
        """The keys that are registered here, not those behind a JWKS URL."""
        pairs = [each.pair for each in self.made]
        return {**self.keys, **{pair.kid: pair.key for pair in pairs}} if pairs else self.keys

    def key(self, kid: str) -> Key | None:
        """One of them."""
        made = next((each.pair.key for each in self.made if each.pair.kid == kid), None)
        return made or self.keys.get(kid)

    def as_json(self, *, private: bool = False) -> dict[str, object]:
        """What may be shown; ``private`` adds the newest private key that the mock made."""
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
