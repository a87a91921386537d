"""``mock-redox rotate`` on a running mock."""

from __future__ import annotations

import json

import pytest
import requests


@pytest.fixture
def mine(redox):
    return redox.client.client_id


def test_a_key_that_the_mock_makes_is_printed_to_be_kept(call, at, redox, mine):
    said = call("rotate", "add-key", mine, "--kid", "spring", *at)

    assert (said.code, said.problem) == (0, f"added key spring to {mine}")
    assert said.out.strip() == redox.client.private_key.strip()
    assert redox.client.kid == "spring"


def test_a_key_of_ones_own_comes_from_a_file(call, at, redox, mine, tmp_path):
    pem, jwk = tmp_path / "key.pem", tmp_path / "key.json"
    pem.write_text(redox.client.pair.key.as_pem(private=False).decode())
    jwk.write_text(json.dumps(redox.client.pair.key.as_dict(private=False)))

    for option, file, kid in (("--public-key", pem, "a"), ("--jwk", jwk, "b")):
        said = call("rotate", "add-key", mine, option, file, "--kid", kid, "--json", *at)
        assert (said.code, said.json) == (0, {"client_id": mine, "kid": kid})
    assert {"a", "b"} < set(redox.client.known_keys())


def test_a_key_is_removed_by_its_kid(call, at, redox, mine):
    old = redox.client.kid
    call("rotate", "add-key", mine, "--kid", "a/b?c", *at)
    said = call("rotate", "remove-key", mine, "a/b?c", *at)

    assert said.out == f"removed key a/b?c; left: {old}\n"
    assert list(redox.client.known_keys()) == [old]


def test_a_secret_is_made_or_given(call, at, redox):
    key = redox.legacy_key.api_key
    made = call("rotate", "secret", key, *at).out.strip()

    assert made == redox.legacy_key.secret
    assert call("rotate", "secret", key, *at, MOCK_REDOX_SECRET="mine").out == ""
    login = {"apiKey": key, "secret": "mine"}
    answer = requests.post(f"{at[1]}/auth/authenticate", json=login, timeout=10)
    assert answer.status_code == 200


def test_a_verification_token_is_made_or_given(call, at, redox):
    slug = redox.destination.slug
    made = call("rotate", "verification-token", slug, *at)

    assert made.code == 0, made.problem
    assert made.out.strip() == redox.destination.verification_token
    assert "verify it again" in made.problem
    call("rotate", "verification-token", slug, "--verification-token", "mine", *at)
    assert redox.destination.verification_token == "mine"


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["add-key", "nobody"], "no client 'nobody'"),
        (["add-key", "{mine}", "--public-key", "nowhere.pem"], "--public-key nowhere.pem: "),
        (["add-key", "{mine}", "--jwk", "nowhere.json"], "--jwk nowhere.json: "),
        (["remove-key", "{mine}", "nothing"], "has no key 'nothing'"),
        (["secret", "nobody"], "no legacy key 'nobody'"),
        (["verification-token", "nobody"], "no destination 'nobody'"),
    ],
)
def test_what_cannot_be_done_ends_with_2(call, at, mine, arguments, problem):
    said = call("rotate", *(each.replace("{mine}", mine) for each in arguments), *at)

    assert said.code == 2
    assert problem in said.problem
