"""Stands in for the clients that Redox knows, where nobody can be asked."""

from joserfc.jwk import Key

from mock_redox.core.auth.causes import not_filled_in
from mock_redox.core.auth.client import Client
from mock_redox.core.auth.jwks import NoKey
from mock_redox.core.doctor.assertion.rings import Ring


class Somebody:
    """The client that the assertion names, with the keys that were given."""

    def __init__(self, client_id: str | None, ring: Ring) -> None:
        self._client_id = client_id
        self._ring = ring

    def get(self, client_id: str) -> Client | None:
        strange = client_id != client_id.strip() or not_filled_in(client_id)
        fits_ = self._client_id in (None, client_id) and not strange
        return self.named(client_id) if fits_ else None

    def named(self, client_id: str) -> Client:
        shared = self._ring.secret
        return Client(client_id=client_id, environment="", name="", keys={}, shared=shared)

    def all(self) -> list[Client]:
        return [self.named(self._client_id)] if self._client_id else []

    def key(self, client: Client, kid: str) -> Key | NoKey:
        keys = self._ring.keys
        known = ", ".join(repr(each.kid) for each in keys if each.kid)
        none = NoKey("assertion.kid_unknown", f"the keys that were given have the kids {known}")
        return next((each.key for each in keys if each.kid == kid), none)
