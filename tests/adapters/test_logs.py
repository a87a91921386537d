"""The log: every exchange, in and out, one line each, without secrets."""

import io
import time

import pytest

from mock_redox.adapters.logs import Log


class Broken(io.StringIO):
    def write(self, text):
        raise BrokenPipeError


@pytest.fixture
def out():
    return io.StringIO()


@pytest.fixture
def log(redox, out):
    return Log(redox.core, out)


def test_it_says_why_and_never_a_secret(redox, log, out):
    token = redox.token()
    client = redox.app.test_client()
    client.post(f"/endpoint?access_token={token}", headers={"authorization": f"Bearer {token}"})
    redox.clock.advance(301)
    client.post("/endpoint", headers={"authorization": f"Bearer {token}"})
    log.flush()

    assert len(out.getvalue().splitlines()) == 2
    assert "token.expired" in out.getvalue()
    assert token not in out.getvalue()


def test_a_push_is_in_it_too(redox, log, out, receiver):
    redox.push("PatientAdmin.Arrival", receiver.url, "t", unverified=True)
    log.flush()

    assert f"<- POST {receiver.url} 200" in out.getvalue()


@pytest.mark.parametrize(("which", "count"), [("all", 2), ("refused", 1), ("none", 0)])
def test_it_can_be_kept_to_refusals_or_switched_off(redox, log, out, which, count):
    redox.core.settings.change(log=which)
    login = {"apiKey": redox.legacy_key.api_key, "secret": redox.legacy_key.secret}
    client = redox.app.test_client()

    client.post("/auth/authenticate", json=login)
    client.post("/auth/authenticate", json={})
    log.flush()

    assert len(out.getvalue().splitlines()) == count


def test_lines_come_by_themselves(redox, log, out):
    redox.app.test_client().get("/nope")

    deadline = time.monotonic() + 5
    while not out.getvalue() and time.monotonic() < deadline:
        time.sleep(0.005)

    assert "/nope" in out.getvalue()


def test_the_lines_that_wait_are_bounded(redox, log, out, monkeypatch):
    monkeypatch.setattr("mock_redox.adapters.logs.MOST", 3)
    monkeypatch.setattr("mock_redox.adapters.logs.PAUSE", 60)

    for _ in range(4):
        redox.app.test_client().get("/nope")

    assert len(out.getvalue().splitlines()) == 4


def test_a_log_nobody_reads_fails_no_request(redox):
    log = Log(redox.core, Broken())

    reply = redox.app.test_client().get("/nope")
    log.flush()

    assert reply.status_code == 404
