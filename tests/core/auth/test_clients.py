"""OAuth API keys: registered, shown, and the search for their public keys (auth.md 2.3)."""

from __future__ import annotations

import json

import pytest

from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.ports import Answer
from mock_redox.core.setup import ClientSpec
from mock_redox.core.wording import KEY_NOT_FOUND

NOW = 1_767_268_800
URL = "https://keys.test/jwks.json"


@pytest.fixture
def clients(build):
    return build().redox.auth.clients


@pytest.fixture
def remote(build):
    """A mock with a client whose keys are behind a URL."""
    return build({"clients": [{"client_id": "mine", "jwks_url": URL}]}).redox


def test_a_client_that_brings_no_key_gets_a_pair_of_its_own_and_is_shown_it_if_asked(clients):
    client, other = (clients.add(ClientSpec(client_id=name)) for name in "ab")
    shown = client.as_json()

    assert client.kid != other.kid
    assert (shown["kid"], shown["alg"]) == (client.kid, "RS384")
    assert [key["kid"] for key in shown["jwks"]["keys"]] == [client.kid]
    assert "private_key" not in shown
    assert client.as_json(private=True)["private_key"] == client.private_key


def test_a_client_with_a_key_of_its_own_shows_only_the_public_one(clients, pairs):
    client = clients.add(ClientSpec(client_id="a", jwks=pairs["rsa"].jwks))

    assert client.as_json(private=True)["jwks"]["keys"][0]["n"] == pairs["rsa"].jwk["n"]
    assert "private_key" not in client.as_json(private=True)
    for part in ("kid", "private_key"):
        with pytest.raises(Misuse, match="brought its own key"):
            getattr(client, part)


def test_a_secret_is_never_shown(clients):
    client = clients.add(ClientSpec(client_id="a", secret="s" * 48))

    assert client.as_json()["has_secret"] is True
    assert "s" * 48 not in json.dumps(client.as_json(private=True))


def test_a_client_has_an_environment_and_a_name(clients):
    client = clients.add(ClientSpec(client_id="a", environment="Staging"))

    assert (client.environment, client.name) == ("Staging", "Staging key")
    assert clients.add(ClientSpec(client_id="b")).environment == "Development"


def test_one_with_the_same_id_is_replaced_and_a_removed_one_is_gone(clients):
    before = len(clients.all())
    clients.add(ClientSpec(client_id="a", name="first"))
    clients.add(ClientSpec(client_id="a", name="second"))

    assert clients.require("a").name == "second"
    assert len(clients.all()) == before + 1
    clients.remove("a")
    assert clients.get("a") is None
    with pytest.raises(Unknown, match="no client 'a'"):
        clients.remove("a")


def test_an_unknown_client_is_refused_with_the_nearest(clients):
    clients.add(ClientSpec(client_id="billing"))

    with pytest.raises(Unknown, match="no client 'biling'; did you mean 'billing'"):
        clients.require("biling")


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"client_id": ""}, "client_id"),
        ({"client_id": "a", "jwks": {"keys": []}, "public_key": "x"}, "jwks"),
        ({"client_id": "a", "jwks": "{"}, "jwks"),
        ({"client_id": "a", "public_key": "x"}, "public_key"),
    ],
)
def test_keys_that_contradict_or_cannot_be_read_are_refused_by_name(clients, wrong, path):
    before = clients.all()
    with pytest.raises(Misuse) as caught:
        clients.add(ClientSpec(**wrong))

    assert caught.value.path == (path,)
    assert clients.all() == before


def test_any_of_several_keys_proves_the_client(build, ask, sign, pairs):
    both = {"keys": [pairs["other"].jwk, pairs["rsa"].jwk]}
    auth = build({"clients": [{"client_id": "mine", "jwks": both}]}).redox.auth

    for kid in ("rsa", "other"):
        assert ask(auth, sign("mine", pairs[kid].private, kid, now=NOW))


def test_a_jwks_url_is_fetched_for_each_request(remote, sender, ask, refused, sign, pairs):
    sender.answer = Answer(status=200, body=json.dumps(pairs["rsa"].jwks).encode())
    ask(remote.auth, sign("mine", pairs["rsa"].private, "rsa", now=NOW, jti="1"))
    ask(remote.auth, sign("mine", pairs["rsa"].private, "rsa", now=NOW, jti="2"))
    assert [(each.method, each.url) for each in sender.sent] == [("GET", URL)] * 2
    sender.answer = Answer(status=200, body=json.dumps(pairs["other"].jwks).encode())

    refusal = refused(remote.auth, sign("mine", pairs["rsa"].private, "rsa", now=NOW, jti="3"))
    assert refusal.text == KEY_NOT_FOUND
    assert ask(remote.auth, sign("mine", pairs["other"].private, "other", now=NOW, jti="4"))


def test_a_jwks_url_wins_over_keys_that_are_given_too(build, sender, refused, sign, pairs):
    client = {"client_id": "mine", "jwks_url": URL, "jwks": pairs["rsa"].jwks}
    auth = build({"clients": [client]}).redox.auth
    sender.answer = Answer(status=200, body=json.dumps(pairs["other"].jwks).encode())

    refusal = refused(auth, sign("mine", pairs["rsa"].private, "rsa", now=NOW))
    assert refusal.text == KEY_NOT_FOUND


def test_behind_a_url_keys_that_cannot_be_used_are_passed_over(remote, sender, ask, sign, pairs):
    odd = [{"kty": "RSA"}, "key", {"kid": "rsa", "kty": "unheard-of"}, {"kid": 5}]
    sender.answer = Answer(status=200, body=json.dumps({"keys": [*odd, pairs["rsa"].jwk]}).encode())

    assert ask(remote.auth, sign("mine", pairs["rsa"].private, "rsa", now=NOW))


@pytest.mark.parametrize(
    ("answer", "name", "said"),
    [
        (
            Answer(failure="unreachable", problem="connection refused"),
            "unreachable",
            "connection refused",
        ),
        (Answer(failure="timeout", problem="nothing came within 5 s"), "slow", "nothing came"),
        (
            Answer(failure="too_large", problem="larger than 1000000 bytes"),
            "unreachable",
            "larger than",
        ),
        (Answer(status=404, body=b'{"keys": []}'), "unreachable", "answered 404"),
        (Answer(status=302), "unreachable", "answered 302"),
        (Answer(status=200, body=b"<html>"), "not_json", "the JWK set is not JSON"),
        (Answer(status=200, body=b"[]"), "not_json", "expected a JWK set"),
        (Answer(status=200, body=b""), "not_json", "the JWK set is not JSON"),
        (Answer(status=200, body=b'{"keys": []}'), "empty", "answered with 0 keys"),
        (Answer(status=200, body=b'{"keys": [{"kty": "RSA"}]}'), "empty", "answered with 0 keys"),
    ],
)
def test_a_jwks_url_that_gives_no_key_is_a_public_key_not_found(
    remote, sender, refused, sign, pairs, answer, name, said
):
    sender.answer = answer
    refusal = refused(remote.auth, sign("mine", pairs["rsa"].private, "rsa", now=NOW))

    assert (refusal.text, refusal.explanation.check) == (KEY_NOT_FOUND, f"jwks.{name}")
    assert said in refusal.explanation.got


def test_fetching_a_jwks_url_keeps_to_the_limits_and_is_journalled(
    build, sender, refused, sign, pairs
):
    limits = {"jwks_timeout": "2s", "jwks_max_bytes": 500}
    redox = build({"clients": [{"client_id": "mine", "jwks_url": URL}]}, **limits).redox
    refused(redox.auth, sign("mine", pairs["rsa"].private, "rsa", now=NOW))

    assert (sender.sent[0].timeout.total_seconds(), sender.sent[0].max_bytes) == (2, 500)
    assert [(each.direction, each.url) for each in redox.journal.find()] == [("out", URL)]


def test_hs384_is_taken_only_from_a_client_with_a_secret(build, ask, refused, sign, pairs):
    secret, other = "a secret of at least forty-eight characters, as here", "b" * 60
    mine = {"client_id": "mine", "secret": secret}
    yours = {"client_id": "yours", "public_key": pairs["rsa"].public_pem, "kid": "k"}
    auth = build({"clients": [mine, yours]}).redox.auth

    assert ask(auth, sign("mine", secret, "any", now=NOW, alg="HS384"))
    wrong = refused(auth, sign("mine", other, "any", now=NOW, alg="HS384", jti="2"))
    assert wrong.explanation.check == "assertion.signature_wrong"
    wrong = refused(auth, sign("yours", secret, "k", now=NOW, alg="HS384"))
    assert wrong.explanation.check == "assertion.alg_not_allowed"
    wrong = refused(auth, sign("mine", pairs["rsa"].private, "k", now=NOW))
    assert wrong.text == KEY_NOT_FOUND


def test_a_short_secret_works_without_a_warning(build, ask):
    auth = build({"clients": [{"client_id": "mine", "secret": "short"}]}).redox.auth

    assert ask(auth, auth.assertion(auth.clients.require("mine")))


def test_it_is_known_whether_any_keys_have_to_be_fetched(clients):
    clients.add(ClientSpec(client_id="here"))
    before = clients.fetches
    clients.add(ClientSpec(client_id="there", jwks_url=URL))
    between = clients.fetches
    clients.remove("there")

    assert (before, between, clients.fetches) == (False, True, False)
