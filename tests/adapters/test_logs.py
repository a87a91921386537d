"""The log: every exchange, in and out, one line each, without secrets."""

import logging

import pytest

from mock_redox.adapters import logs


@pytest.fixture
def log(redox, caplog):
    caplog.set_level(logging.INFO, logger="mock_redox")
    logs.follow(redox.core)
    return caplog


def test_it_says_why_and_never_a_secret(redox, log):
    token = redox.token()
    client = redox.app.test_client()
    client.post(f"/endpoint?access_token={token}", headers={"authorization": f"Bearer {token}"})
    redox.clock.advance(301)
    client.post("/endpoint", headers={"authorization": f"Bearer {token}"})

    assert [line.levelname for line in log.records] == ["WARNING", "WARNING"]
    assert "token.expired" in log.text
    assert token not in log.text


def test_a_push_is_in_it_too(redox, log, receiver):
    redox.push("PatientAdmin.Arrival", receiver.url, "t", unverified=True)

    assert [line.levelname for line in log.records] == ["INFO"]
    assert f"<- POST {receiver.url} 200" in log.records[0].getMessage()


@pytest.mark.parametrize(("which", "count"), [("all", 2), ("refused", 1), ("none", 0)])
def test_it_can_be_kept_to_refusals_or_switched_off(redox, log, which, count):
    redox.core.settings.change(log=which)
    login = {"apiKey": redox.legacy_key.api_key, "secret": redox.legacy_key.secret}
    client = redox.app.test_client()

    client.post("/auth/authenticate", json=login)
    client.post("/auth/authenticate", json={})

    assert len(log.records) == count
