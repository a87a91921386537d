"""What was changed between the call and the export: the incident holds what was, where it can."""

from __future__ import annotations

import json

import pytest
from recording import jwks, saying

import mock_redox
from mock_redox.core.drills.published import url_of

KEYS = "http://keys.test/jwks"


def replayed(recording, *ids):
    saved = recording.mock.incident(*ids)
    return saved.incident, mock_redox.replay(saved.as_yaml())


def test_a_token_that_was_revoked(record):
    recording = record()
    token = recording.token()
    recording.send(recording.arrival, f"Bearer {token}")
    recording.mock.core.auth.tokens.revoke()
    recording.send(recording.arrival, f"Bearer {token}")
    saved, made = replayed(recording, "2..3")

    assert made.as_recorded, made.report()
    assert made.outcome.check == "token.revoked"
    assert [each.revoked for each in saved.exchanges] == [(), (), ("{{token 1}}",)]


def test_a_key_that_was_registered_after_the_refusal(record):
    recording = record()
    client, clients = recording.mock.client, recording.mock.core.auth.clients
    added = clients.add_key(client.client_id)
    assertion = recording.mock.assertion()
    clients.remove_key(client.client_id, added.kid)
    recording.ask(assertion)
    pair = clients.require(client.client_id).pair_of(added.kid)
    clients.add_key(client.client_id, kid=added.kid, jwk=pair.key.as_dict(private=False))
    saved, made = replayed(recording)

    assert made.as_recorded, made.report()
    assert made.outcome.check == "assertion.kid_unknown"
    assert added.kid not in saved.clients[0].keys


def test_a_key_that_was_removed_after_the_call(record):
    recording = record()
    client = recording.mock.client
    recording.ask()
    recording.mock.core.auth.clients.remove_key(client.client_id, client.kid)
    _, made = replayed(recording, 1)

    assert made.as_recorded, made.report()
    assert made.outcome.status == 200


@pytest.mark.parametrize("right", [True, False])
def test_a_legacy_secret_that_was_changed_after_the_login(record, right):
    recording = record()
    key = recording.mock.legacy_key
    new = key.secret if right else "the-secret-of-tomorrow"
    recording.login(secret=new)
    recording.mock.core.auth.legacy.change_secret(key.api_key, "the-secret-of-tomorrow")
    saved, made = replayed(recording, 1)

    assert made.as_recorded, made.report()
    assert made.outcome.status == (200 if right else 401)
    assert saved.legacy_keys[0].secret == "{{secret 1}}"


@pytest.mark.parametrize(("wait", "calls"), [("30s", 2), ("2m", 1)])
def test_a_key_set_that_was_kept_comes_with_the_call_that_fetched_it(record, rsa, wait, calls):
    clients = [{"client_id": "me", "jwks_url": KEYS}]
    recording = record({"clients": clients}, jwks_cache="1m")
    recording.mock.mount(KEYS, saying(json.dumps(jwks(rsa, "k")).encode()))
    recording.ask(recording.signed(rsa, "k"))
    recording.mock.clock.advance(wait)
    recording.ask(recording.signed(rsa, "k"))
    last = recording.mock.journal.find()[-1].id
    saved, made = replayed(recording, last)

    assert made.as_recorded, made.report()
    assert len(saved.exchanges) == calls


def test_a_key_set_that_the_mock_itself_publishes(record):
    recording = record()
    client = recording.mock.client
    recording.mock.core.auth.clients.move_keys(client.client_id, url_of(client.client_id))
    recording.ask()
    saved, made = replayed(recording, 2)

    assert made.as_recorded, made.report()
    assert [each.status for each in saved.exchanges[0].fetches] == [200]
    assert made.outcome.status == 200
