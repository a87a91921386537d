"""Messages sent to a mock's Data Model, taken or refused."""

from __future__ import annotations

import json

import pytest
from minimal import without_meta

from mock_redox.core.errors import MessageRefused


@pytest.fixture
def search() -> str:
    """The id of Redox's own test destination, which is reachable from every environment."""
    return "0f4bd1d1-451d-4351-8cfd-b767d1b488d6"


@pytest.fixture
def caller(redox):
    """Makes callers whose token works."""

    def caller(environment="Development", source=None):
        lifetime = redox.settings.token_lifetime
        return redox.core.auth.tokens.issue("client", "oauth", environment, lifetime, source)[1]

    return caller


@pytest.fixture
def send(redox, search, caller):
    """Sends a message; by default to Redox's own test destination, from Development.

    What its event requires and is not given is filled in.
    """

    def send(meta, *to, by=None, **body):
        meta = {"Destinations": [{"ID": id_} for id_ in to or (search,)], **meta}
        needed = without_meta(meta.get("DataModel"), meta.get("EventType"))
        raw = json.dumps({"Meta": meta, **needed, **body}).encode()
        return redox.core.data_model.receive(raw, by or caller())

    return send


@pytest.fixture
def refused(redox, send, caller):
    """Sends a message that has to be refused; returns the refusal and the answer's Meta."""

    def refused(*args, by=None, **body):
        with pytest.raises(MessageRefused) as caught:
            send(*args, by=by, **body)
        answer = redox.core.data_model.refused(caught.value, by or caller())
        assert list(answer) == ["Meta"]
        return caught.value, answer["Meta"]

    return refused
