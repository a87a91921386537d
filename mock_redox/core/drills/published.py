"""JWKS URLs that the mock itself answers for, in process: what a user's server would publish."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from mock_redox.core.auth.keys import public_jwks
from mock_redox.core.ports import Answer, Outgoing, Sender

if TYPE_CHECKING:
    from mock_redox.core.auth.clients import Clients

_BASE = "http://jwks.mock-redox.invalid/"
"""A name that can't exist, so that no server is ever asked."""


def url_of(client_id: str) -> str:
    """Where the keys that are registered for a client are published."""
    return _BASE + quote(client_id, safe="")


class Published:
    """A sender: a URL of ``url_of`` is answered here, any other goes to the next sender."""

    def __init__(self, others: Sender) -> None:
        self._others = others
        self.clients: Clients | None = None

    def send(self, outgoing: Outgoing) -> Answer:
        if not outgoing.url.startswith(_BASE) or self.clients is None:
            return self._others.send(outgoing)
        client = self.clients.get(unquote(outgoing.url.removeprefix(_BASE)))
        if client is None:
            return Answer(status=404)
        body = json.dumps(public_jwks(client.known_keys())).encode()
        return Answer(status=200, headers=(("content-type", "application/json"),), body=body)
