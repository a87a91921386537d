"""Words are found in all that is shown of an exchange, and not in what is hidden."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mock_redox.core.errors import Explanation
from mock_redox.core.journal import Journal, Query
from mock_redox.core.settings import LiveSettings, Settings

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
WHY = Explanation("token.unknown", "a token of nobody", "another", "fetch a new token")


@pytest.fixture
def journal():
    made = Journal(LiveSettings(Settings()))
    made.add(
        at=NOON, direction="in", method="POST", url="http://mock/endpoint", path="/endpoint",
        request_headers=(("X-Trace", "Blue"), ("authorization", "Bearer TOPSECRET")),
        request_body='{"Patient": {"Name": "Zoë"}, "secret": "TOPSECRET"}'.encode(),
        response_body=b"TOPSECRET is refused", status=401, client="client-1", explanation=WHY,
        forced="token.unknown",
    )  # fmt: skip
    return made


@pytest.mark.parametrize(
    "text",
    ["post", "ENDPOINT", "401", "client-1", "x-trace:", "blue", "patient", "zoë", "Zoë blue 401",
     "nobody", "token.unknown", "refused", "  ", ""],
)  # fmt: skip
def test_it_is_found(journal, text):
    assert len(journal.find(Query(text=text))) == 1


@pytest.mark.parametrize("text", ["TOPSECRET", "topsec", "patient green", "headers", "zoe"])
def test_it_is_not_found(journal, text):
    assert journal.find(Query(text=text)) == []
