"""Keys that come and go beside each other, and new secrets (auth.md 2.3, 3)."""

from __future__ import annotations

import json
import threading

import jwt
import pytest

from mock_redox.core.auth.keys import make_key_pair
from mock_redox.core.errors import LegacyLoginRefused, Misuse, Unknown
from mock_redox.core.setup import ClientSpec

NOW = 1_767_268_800


@pytest.fixture
def auth(build):
    return build().redox.auth


@pytest.fixture
def mine(auth):
    """The id of the ready client, whose pair the mock made."""
    return auth.clients.all()[0].client_id


def signed_by(token):
    return jwt.get_unverified_header(token)["kid"]


def test_a_pair_that_the_mock_makes_stands_beside_the_old_one_and_both_work(auth, mine, ask, sign):
    old = auth.clients.require(mine).kid
    new = auth.clients.add_key(mine)
    client = auth.clients.require(mine)

    assert (client.kid, client.private_key) == (new.kid, new.private_key)
    assert list(client.known_keys()) == [old, new.kid]
    assert ask(auth, sign(mine, new.private_key, new.kid, now=NOW))
    assert ask(auth, auth.assertion(client, kid=old))
    assert signed_by(auth.assertion(client)) == new.kid


def test_a_pair_may_be_given_a_name(auth, mine, ask):
    auth.clients.add_key(mine, kid="2026-01")
    client = auth.clients.require(mine)

    assert (client.kid, signed_by(auth.assertion(client))) == ("2026-01", "2026-01")
    assert client.as_json()["jwks"]["keys"][1]["kid"] == "2026-01"
    assert ask(auth, auth.assertion(client))


def test_a_removed_key_is_refused_at_once_though_one_can_still_sign_with_it(
    auth, mine, ask, refused
):
    old = auth.clients.require(mine).kid
    new = auth.clients.add_key(mine).kid
    client = auth.clients.remove_key(mine, old)

    assert list(client.known_keys()) == [new]
    assert ask(auth, auth.assertion(client))
    refusal = refused(auth, auth.assertion(client, kid=old)).explanation
    assert refusal.check == "assertion.kid_unknown"


def test_the_newest_that_is_left_signs(auth, mine):
    old = auth.clients.require(mine).kid
    new = auth.clients.add_key(mine).kid
    client = auth.clients.remove_key(mine, new)

    assert signed_by(auth.assertion(client)) == old
    without = auth.clients.remove_key(mine, old)
    with pytest.raises(Misuse, match="brought its own key"):
        _ = without.kid
    assert without.as_json()["jwks"] == {"keys": []}


def test_a_key_of_ones_own_stands_beside_that_of_the_mock(auth, mine, ask, sign, pairs):
    pem = auth.clients.add_key(mine, pairs["rsa"].public_pem, "pem")
    jwk = auth.clients.add_key(mine, jwk=pairs["p384"].jwk)
    client = auth.clients.require(mine)

    assert (pem.private_key, jwk.private_key) == (None, None)
    assert pem.as_json() == {"client_id": mine, "kid": "pem"}
    assert list(client.known_keys()) == ["pem", "p384", client.kid]
    assert ask(auth, sign(mine, pairs["rsa"].private, "pem", now=NOW))
    assert ask(auth, sign(mine, pairs["p384"].private, "p384", now=NOW, alg="ES384"))
    assert ask(auth, auth.assertion(client))


def test_a_client_that_brought_its_key_can_get_a_pair_of_the_mocks(auth, ask, pairs):
    auth.clients.add(ClientSpec(client_id="a", public_key=pairs["rsa"].public_pem, kid="k"))
    new = auth.clients.add_key("a")
    client = auth.clients.remove_key("a", "k")

    assert client.kid == new.kid
    assert ask(auth, auth.assertion(client))


@pytest.mark.parametrize(
    ("wrong", "where", "problem"),
    [
        ({"public_key": "x"}, "public_key", "in PEM form"),
        ({"jwk": {"kty": "RSA"}}, "jwk", "has no kid"),
        ({"jwk": {"kty": "odd"}, "kid": "a"}, "jwk", "can't be read"),
        ({"public_key": "x", "jwk": {}}, "jwk", "contradict each other"),
        ({"kid": ""}, "kid", "kid is empty"),
        ({"kid": "taken"}, "kid", "has a key 'taken'"),
    ],
)
def test_a_key_that_cannot_be_added_is_refused_and_loses_nothing(auth, mine, wrong, where, problem):
    auth.clients.add_key(mine, kid="taken")
    before = auth.clients.require(mine)
    with pytest.raises(Misuse, match=problem) as caught:
        auth.clients.add_key(mine, **wrong)

    assert caught.value.path == (where,)
    assert auth.clients.require(mine) == before


def test_what_is_not_there_is_told_with_the_nearest(auth, mine):
    auth.clients.add_key(mine, kid="spring")
    client = auth.clients.require(mine)
    with pytest.raises(Unknown, match="no key 'sprin'; did you mean 'spring'"):
        auth.clients.remove_key(mine, "sprin")
    with pytest.raises(Misuse, match="made no key 'sprin' for this client; did you mean 'spring'"):
        auth.assertion(client, kid="sprin")
    for wrong in (auth.clients.add_key, lambda id_: auth.clients.remove_key(id_, "a")):
        with pytest.raises(Unknown, match="no client 'nobody'"):
            wrong("nobody")


def test_no_key_is_lost_when_several_are_added_at_once(auth, mine):
    threads = [
        threading.Thread(target=auth.clients.add_key, args=(mine,), kwargs={"kid": str(number)})
        for number in range(8)
    ]
    [make_key_pair(number) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    client = auth.clients.require(mine)

    assert {str(number) for number in range(8)} < set(client.known_keys())
    assert len({each.number for each in client.made}) == 9


def test_keys_move_behind_a_url_and_back(build, sender, ask, refused):
    auth = build().redox.auth
    mine = auth.clients.all()[0].client_id
    client = auth.clients.move_keys(mine, "http://keys.test/")

    assert auth.clients.fetches
    assert refused(auth, auth.assertion(client)).explanation.check == "jwks.not_json"
    assert [each.url for each in sender.sent] == ["http://keys.test/"]
    assert ask(auth, auth.assertion(auth.clients.move_keys(mine, None)))
    assert not auth.clients.fetches
    with pytest.raises(Misuse, match="not an http or https URL"):
        auth.clients.move_keys(mine, "keys.test")


def test_private_keys_stand_in_no_repr(auth, mine):
    added = auth.clients.add_key(mine)

    assert added.private_key.startswith("-----BEGIN PRIVATE KEY-----")
    assert "PRIVATE" not in f"{added!r} {auth.clients.require(mine).pair!r}"


def test_a_new_secret_takes_the_old_ones_place_and_leaves_the_rest(build):
    redox = build().redox
    legacy, old = redox.auth.legacy, redox.auth.legacy.all()[0]
    login = {"apiKey": old.api_key, "secret": old.secret}
    given = legacy.authenticate(json.dumps(login).encode())[1]
    new = legacy.change_secret(old.api_key)

    assert (len(new.secret), new.secret != old.secret) == (72, True)
    assert (new.source, new.environment) == (old.source, old.environment)
    with pytest.raises(LegacyLoginRefused, match="secret_wrong"):
        legacy.authenticate(json.dumps(login).encode())
    renewal = {"apiKey": old.api_key, "refreshToken": given["refreshToken"]}
    with pytest.raises(LegacyLoginRefused, match="refresh_unknown"):
        legacy.refresh(json.dumps(renewal).encode())
    assert redox.auth.identify(f"Bearer {given['accessToken']}").client == old.api_key
    assert legacy.authenticate(json.dumps({**login, "secret": new.secret}).encode())


def test_a_secret_may_be_given_but_neither_nothing_nor_the_same(auth):
    legacy, key = auth.legacy, auth.legacy.all()[0]

    assert legacy.change_secret(key.api_key, "mine").secret == "mine"
    for wrong in ("", "mine"):
        with pytest.raises(Misuse) as caught:
            legacy.change_secret(key.api_key, wrong)
        assert caught.value.path == ("secret",)
    with pytest.raises(Unknown):
        legacy.change_secret("nobody")


def test_a_secret_stands_in_no_repr(auth):
    key = auth.legacy.all()[0]

    assert key.secret not in repr(key)
