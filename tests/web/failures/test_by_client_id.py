"""Clients whose id asks for a failure: whoever signs for them always meets it."""

from __future__ import annotations

import json
import re

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from keypairs import private_key
from surfaces import PATHS, is_as_told, is_explained, is_sound

from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.setup import ClientSpec

NOW = 1_767_268_800
MAGIC = [name for name, each in FAILURES.items() if each.magic]
AT_ONCE = [name for name in MAGIC if "token" in FAILURES[name].answers and name != "service.slow"]
LATER = [name for name in MAGIC if name.startswith("token.")]
NEVER = [name for name in MAGIC if name.startswith("legacy.") or name.endswith("another_zone")]
OWN = ec.generate_private_key(ec.SECP384R1())
OWN_JWKS = {"keys": [{**ECAlgorithm.to_jwk(OWN.public_key(), as_dict=True), "kid": "mine"}]}
only_once = pytest.mark.parametrize("api", ["test client"], indirect=True)


@pytest.fixture
def ask(api):
    """Asks for a token as the owner of an id would, with the key of the ready client."""
    number = iter(range(1000))

    def ask(client_id, **claims):
        client = api.redox.client
        key = private_key(client.private_key)
        usual = {"iss": client_id, "sub": client_id, "iat": NOW, "jti": f"{next(number)}"}
        head = {"kid": client.kid}
        return api.token_request(jwt.encode(usual | claims, key, "RS384", head))

    return ask


def test_the_ids_never_change(redox):
    assert FAILURES["token.expired"].client_id == "fa11ed00-4b91-4a0b-8fab-2bc31b4f55ed"
    assert FAILURES["limit.rate"].client_id == "fa11ed00-5a00-4e76-8a91-ff74762ac246"
    ids = [FAILURES[name].client_id for name in MAGIC]
    assert len(set(ids)) == len(ids)
    assert all(
        re.fullmatch(r"fa11ed00-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}", each)
        for each in ids
    )


@only_once
@pytest.mark.parametrize("name", AT_ONCE)
def test_its_token_requests_always_fail_so(api, ask, name):
    failure = FAILURES[name]
    for _ in range(2):
        try:
            reply = ask(failure.client_id)
        except ConnectionResetError:
            reply = None
        exchange = api.redox.journal.find()[-1]

        assert is_as_told(failure, "token", reply)
        assert exchange.forced == name
        assert exchange.reason.endswith(f"made to fail: {name}, by client id")
        assert is_explained(failure, "token", exchange)
    assert is_sound("token", ask(api.redox.client.client_id))


@only_once
@pytest.mark.parametrize("name", LATER)
def test_it_gets_tokens_that_always_fail_so(api, ask, name):
    failure = FAILURES[name]
    granted = ask(failure.client_id)
    assert is_sound("token", granted)
    assert api.redox.journal.find()[-1].forced is None
    head = {"authorization": f"Bearer {granted.json()['access_token']}"}
    for where in (*failure.where, *failure.where):
        method = "GET" if where == "fhir" else "POST"
        reply = api.call(method, PATHS[where], b"{}", head)
        exchange = api.redox.journal.find()[-1]

        assert is_as_told(failure, where, reply)
        assert exchange.forced == name
        assert is_explained(failure, where, exchange)


@only_once
@pytest.mark.parametrize("name", NEVER)
def test_what_has_no_part_in_it_befalls_it_nowhere(api, ask, name):
    granted = ask(FAILURES[name].client_id)
    head = {"authorization": f"Bearer {granted.json()['access_token']}"}

    assert is_sound("token", granted)
    assert api.call("POST", "/endpoint", b"{}", head).status == 400
    assert not any(each.forced for each in api.redox.journal.find())


@pytest.mark.parametrize("name", ["assertion.expired", "token.revoked", "limit.rate"])
def test_a_client_that_signs_with_its_own_key_asks_for_it_too(api, name):
    api.redox.core.auth.clients.add(ClientSpec(client_id="me", jwks=OWN_JWKS))
    id_ = FAILURES[name].client_id
    claims = {"iss": id_, "sub": id_, "iat": NOW, "jti": "1"}
    reply = api.token_request(jwt.encode(claims, OWN, "ES384", {"kid": "mine"}))
    if name == "token.revoked":
        head = {"authorization": f"Bearer {reply.json()['access_token']}"}
        reply = api.post_json("/endpoint", {}, head)

    assert reply.status == FAILURES[name].answers[FAILURES[name].where[0]].status
    assert api.redox.journal.find()[-1].forced == name


@pytest.mark.parametrize("name", ["assertion.expired", "token.revoked"])
def test_and_so_does_one_whose_keys_are_behind_a_url(api, receiver, name):
    receiver.answer = lambda environ, body: (200, {}, json.dumps(OWN_JWKS).encode())
    api.redox.core.auth.clients.clear()
    api.redox.core.auth.clients.add(ClientSpec(client_id="me", jwks_url=receiver.url))
    id_ = FAILURES[name].client_id
    claims = {"iss": id_, "sub": id_, "iat": NOW, "jti": "1"}

    reply = api.token_request(jwt.encode(claims, OWN, "ES384", {"kid": "mine"}))

    assert reply.status == (400 if name == "assertion.expired" else 200)
    assert len(receiver.got) == 1


@only_once
def test_of_several_clients_each_may_sign_for_it(api, receiver):
    receiver.answer = lambda environ, body: (500, {}, b"")
    add = api.redox.core.auth.clients.add
    add(ClientSpec(client_id="down", jwks_url=receiver.url))
    add(ClientSpec(client_id="me", jwks=OWN_JWKS))
    id_ = FAILURES["token.expired"].client_id
    claims = {"iss": id_, "sub": id_, "iat": NOW, "jti": "1"}

    assert api.token_request(jwt.encode(claims, OWN, "ES384", {"kid": "mine"})).status == 200


@only_once
@pytest.mark.parametrize(
    ("claims", "check"),
    [
        ({"sub": "other"}, "assertion.sub_wrong"),
        ({"aud": "other"}, "assertion.aud_wrong"),
        ({"iat": 0}, "assertion.iat_too_old"),
    ],
)
def test_its_own_mistakes_are_told_as_such(api, ask, claims, check):
    reply = ask(FAILURES["token.expired"].client_id, **claims)

    exchange = api.redox.journal.find()[-1]
    assert reply.status == 400
    assert (exchange.explanation.check, exchange.forced) == (check, None)


@only_once
def test_a_stranger_s_signature_does_not_do(api):
    id_ = FAILURES["token.expired"].client_id
    claims = {"iss": id_, "sub": id_, "iat": NOW, "jti": "1"}

    api.token_request(jwt.encode(claims, OWN, "ES384", {"kid": "mine"}))
    api.token_request(jwt.encode(claims, OWN, "ES384", {"kid": api.redox.client.kid}))

    found = [each.explanation.check for each in api.redox.journal.find()]
    assert found == ["assertion.kid_unknown", "assertion.signature_wrong"]


@only_once
@pytest.mark.parametrize(
    "id_", ["fa11ed00-0000-4000-8000-000000000000", FAILURES["verification.wrong"].client_id]
)
def test_an_id_that_stands_for_nothing_is_unknown(api, ask, id_):
    ask(id_)

    assert api.redox.journal.find()[-1].explanation.check == "assertion.client_unknown"


@only_once
def test_where_no_client_is_registered_nobody_can_ask(api):
    assertion = api.redox.assertion(iss=FAILURES["token.expired"].client_id)
    api.redox.core.auth.clients.clear()

    assert api.token_request(assertion).status == 400
    assert api.redox.journal.find()[-1].explanation.check == "assertion.client_unknown"


@only_once
def test_what_stands_wins_over_what_an_id_asks_for(api, ask):
    failing = api.redox.fail("service.error")

    assert ask(FAILURES["token.expired"].client_id).status == 500
    assert failing.fired == 1


@only_once
def test_what_is_asked_for_by_id_uses_up_nothing_that_is_for_others(api, ask):
    failing = api.redox.fail("service.error", client="somebody-else", must_fire=False)

    assert ask(FAILURES["limit.rate"].client_id).status == 429
    assert failing.fired == 0


@pytest.mark.parametrize("id_", [FAILURES["token.expired"].client_id, "fa11ed00-mine"])
def test_no_client_can_be_registered_under_such_an_id(api, id_):
    reply = api.post_json("/__mock__/clients", {"client_id": id_})

    problem = "ids that begin with 'fa11ed00-' ask for failures; take another"
    assert reply.status == 422
    assert reply.json() == {"error": {"where": "client_id", "problem": problem}}
    assert len(api.redox.core.auth.clients.all()) == 1
