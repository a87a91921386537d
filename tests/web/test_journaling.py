"""One entry for every exchange, with whose it was, also where that was refused."""

import pytest

from mock_redox.core.journal import Query


def whose(api):
    return api.redox.journal.find()[-1].client


@pytest.mark.parametrize("claims", [{}, {"aud": "https://elsewhere"}, {"iat": 0}, {"sub": "x"}])
def test_a_token_request_is_its_client_s_granted_or_not(api, claims):
    reply = api.token_request(api.redox.assertion(**claims))

    assert reply.status == (400 if claims else 200)
    assert whose(api) == api.redox.client.client_id


@pytest.mark.parametrize(
    ("path", "secret"), [("authenticate", "secret"), ("refreshToken", "refreshToken")]
)
def test_a_login_is_its_key_s_although_the_secret_is_wrong(api, path, secret):
    key = api.redox.legacy_key.api_key
    reply = api.post_json(f"/auth/{path}", {"apiKey": key, secret: "wrong"})

    assert reply.status == 401
    assert whose(api) == key


def test_a_call_with_a_dead_token_is_that_of_its_owner(api):
    bearer = api.bearer()
    api.redox.clock.advance("5m")

    assert api.post_json("/endpoint", {}, bearer).status == 401
    assert whose(api) == api.redox.client.client_id


@pytest.mark.parametrize("name", ["nobody", "", 7, None, ["x"]])
def test_who_is_not_known_here_has_no_name(api, name):
    assert api.token_request(api.redox.assertion(iss=name)).status == 400
    assert whose(api) is None


def test_refused_calls_are_found_by_their_client(api):
    me = api.redox.client.client_id
    for claims in ({"iat": 0}, {}):
        api.token_request(api.redox.assertion(**claims))
    api.token_request(api.redox.assertion(iss="nobody"))

    assert [each.status for each in api.redox.journal.find(Query(client=me))] == [400, 200]
