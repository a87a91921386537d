"""Failures by name: does my client get over them?"""

import pytest
import requests
from client import RedoxClient
from test_first import QUERY


@pytest.fixture
def client(redox_intercept):
    me = redox_intercept.client
    return RedoxClient(me.client_id, me.kid, me.private_key)


def test_my_client_gets_over_a_token_that_is_revoked(redox_intercept, client):
    with redox_intercept.fail("token.revoked"):  # the next call only, whoever makes it
        assert client.send(QUERY)["Patient"]

    assert [call.status for call in redox_intercept.calls.to("/endpoint")] == [401, 200]


@pytest.mark.redox_fail("token.expired", times=2)
def test_my_client_gives_up_after_a_second_401(redox_intercept, client):
    with pytest.raises(requests.HTTPError):
        client.send(QUERY)
