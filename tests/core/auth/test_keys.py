"""Keys: read from JWK sets and PEM, made for those who bring none, and used as they are meant."""

from __future__ import annotations

import json
import threading

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mock_redox.core.auth import keys
from mock_redox.core.errors import Misuse

NOW = 1_767_268_800


def test_a_jwk_set_is_read_by_kid_from_a_mapping_or_json(pairs):
    jwks = {"keys": [pairs["rsa"].jwk, pairs["p384"].jwk]}

    for given in (jwks, json.dumps(jwks), json.dumps(jwks).encode()):
        assert list(keys.key_set(given)) == ["rsa", "p384"]


def test_of_two_keys_with_the_same_kid_the_first_counts_where_a_set_is_fetched(pairs):
    twins = {"keys": [{**pairs["rsa"].jwk, "kid": "a"}, {**pairs["other"].jwk, "kid": "a"}]}

    assert keys.key_set(twins, tolerant=True)["a"].as_dict()["n"] == pairs["rsa"].jwk["n"]
    with pytest.raises(Misuse, match="key 1 of the JWK set has the kid 'a' of another"):
        keys.key_set(twins)


@pytest.mark.parametrize(
    ("jwks", "problem"),
    [
        ("{", "the JWK set is not JSON"),
        ([], 'expected a JWK set such as {"keys": [...]}'),
        ({"kty": "RSA"}, 'expected a JWK set such as {"keys": [...]}'),
        ({"keys": {}}, 'expected a JWK set such as {"keys": [...]}'),
        ({"keys": [{"kty": "RSA"}]}, "key 0 of the JWK set has no kid; give each key one"),
        ({"keys": ["a"]}, "key 0 of the JWK set has no kid; give each key one"),
        ({"keys": [{"kid": "a"}]}, "key 'a' of the JWK set can't be read"),
        ({"keys": [{"kid": "a", "kty": "RSA", "n": "?"}]}, "key 'a' of the JWK set can't be read"),
        ({"keys": [{"kid": "a", "kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"}]},
         "key 'a' of the JWK set can't be read"),
    ],
)  # fmt: skip
def test_what_is_no_jwk_set_is_refused(jwks, problem):
    with pytest.raises(Misuse) as caught:
        keys.key_set(jwks)

    assert problem in str(caught.value)


@pytest.mark.parametrize("kind", ["rsa", "p384"])
def test_a_pem_key_stands_under_its_kid_or_its_thumbprint(pairs, kind):
    pem = pairs[kind].public_pem
    (thumbprint,) = keys.public_key(pem, None)

    assert list(keys.public_key(pem, "mine")) == ["mine"]
    assert len(thumbprint) == 43
    assert thumbprint == keys.public_key(pem, None)[thumbprint].thumbprint()


@pytest.mark.parametrize("pem", ["", "key", "-----BEGIN PUBLIC KEY-----\nAAAA"])
def test_what_is_no_pem_key_is_refused(pem):
    with pytest.raises(Misuse, match="expected an RSA or EC public key in PEM form"):
        keys.public_key(pem, None)


@pytest.mark.parametrize("kid", [None, "one"])
def test_a_key_on_a_curve_that_jwts_do_not_use_is_refused(kid):
    public = ec.generate_private_key(ec.SECP224R1()).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    with pytest.raises(Misuse, match="expected an RSA or EC public key in PEM form"):
        keys.public_key(pem, kid)


def test_a_published_set_holds_no_private_part():
    pair = keys.make_key_pair(0)
    published = keys.public_jwks({pair.kid: pair.key})

    assert [set(key) for key in published["keys"]] == [{"kty", "n", "e", "kid"}]


def test_a_made_pair_is_made_once_and_named_by_its_thumbprint():
    pair = keys.make_key_pair(0)

    assert keys.make_key_pair(0) is pair
    assert keys.make_key_pair(1).kid != pair.kid
    assert pair.kid == pair.key.thumbprint()
    assert len(pair.kid) == 43
    assert pair.private_pem.startswith("-----BEGIN")


def test_parallel_first_uses_of_a_made_pair_get_the_same_one():
    found, together = [], threading.Barrier(4)

    def use() -> None:
        together.wait()
        found.append(keys.make_key_pair(10_001).kid)

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 4
    assert len(set(found)) == 1


def test_a_made_pair_stays_the_same_however_many_are_made(monkeypatch):
    first = keys.make_key_pair(0)
    monkeypatch.setattr(keys.RSAKey, "generate_key", lambda *_, **__: first.key)
    for number in range(20_000, 20_100):
        keys.make_key_pair(number)
    monkeypatch.undo()

    assert keys.make_key_pair(0) is first


@pytest.mark.parametrize(
    ("registered", "signer", "alg"),
    [("rsa", "rsa", "RS384"), ("p384", "p384", "ES384")],
)
def test_both_algorithms_prove_a_client(build, ask, sign, pairs, registered, signer, alg):
    client = {"client_id": "mine", "jwks": pairs[registered].jwks}
    auth = build({"clients": [client]}).redox.auth
    assertion = sign("mine", pairs[signer].private, registered, now=NOW, alg=alg)

    assert ask(auth, assertion)["token_type"] == "Bearer"


@pytest.mark.parametrize(
    ("registered", "signer", "alg", "check"),
    [
        ("p256", "p256", "ES256", "assertion.alg_not_allowed"),
        ("p384", "rsa", "RS384", "assertion.signature_wrong"),
        ("rsa", "p384", "ES384", "assertion.signature_wrong"),
        ("p256", "p384", "ES384", "assertion.signature_wrong"),
        ("rsa", "other", "RS384", "assertion.signature_wrong"),
    ],
)
def test_a_key_of_the_wrong_kind_is_refused(
    build, refused, sign, pairs, registered, signer, alg, check
):
    client = {"client_id": "mine", "public_key": pairs[registered].public_pem, "kid": "a"}
    auth = build({"clients": [client]}).redox.auth
    refusal = refused(auth, sign("mine", pairs[signer].private, "a", now=NOW, alg=alg))

    assert (refusal.text, refusal.explanation.check) == ("", check)


def test_a_set_in_which_one_key_cannot_sign_refuses_only_that_key(build, refused, sign, pairs):
    secret = {"kty": "oct", "kid": "shared", "k": "c2hhcmVkLXNlY3JldC1vZi10aGlydHktdHdvLWJ5dGVz"}
    client = {"client_id": "mine", "jwks": {"keys": [secret, pairs["rsa"].jwk]}}
    auth = build({"clients": [client]}).redox.auth

    assertion = sign("mine", pairs["rsa"].private, "shared", now=NOW)
    assert refused(auth, assertion).explanation.check == "assertion.signature_wrong"
