"""A destination's auth credential: tokens from the user's own token server (webhooks.md 6.1)."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from mock_redox.core.clock import Clock
from mock_redox.core.credentials import Credentials, NoToken, shown
from mock_redox.core.journal import Journal
from mock_redox.core.ports import Answer
from mock_redox.core.settings import LiveSettings, Settings
from mock_redox.core.setup import AuthSpec
from mock_redox.core.wire import Wire

URL = "http://login.test/token"
AUTH = AuthSpec(url=URL, client_id="me", client_secret="my secret")
LIMIT = timedelta(seconds=7)


@pytest.fixture
def clock():
    return Clock(lambda: 0.0, start=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def journal():
    return Journal(LiveSettings(Settings()))


@pytest.fixture
def credentials(sender, clock, journal):
    return Credentials(Wire(sender, clock, journal), clock)


@pytest.fixture
def issue(sender):
    """Lets the token server issue t1, t2, ... with these members."""

    def issue(**said):
        def answer(_):
            body = {"access_token": f"t{len(sender.sent)}", "expires_in": 3600, **said}
            return Answer(status=200, body=json.dumps(body).encode(), took=0.5)

        sender.answer = answer

    return issue


def form(outgoing):
    return {name: values[0] for name, values in parse_qs(outgoing.body.decode()).items()}


def basic(outgoing):
    scheme, _, rest = dict(outgoing.headers)["authorization"].partition(" ")
    return scheme, base64.b64decode(rest).decode()


def test_it_asks_by_client_credentials_with_id_and_secret_in_basic(credentials, sender, issue):
    issue()
    token = credentials.token(AUTH, LIMIT)
    (sent,) = sender.sent

    assert (token.text, token.took) == ("t1", 0.5)
    assert (sent.method, sent.url, sent.timeout) == ("POST", URL, LIMIT)
    assert dict(sent.headers)["content-type"] == "application/x-www-form-urlencoded"
    assert basic(sent) == ("Basic", "me:my+secret")  # form-encoded first (RFC 6749 2.3.1)
    assert form(sent) == {"grant_type": "client_credentials"}


def test_without_basic_they_stand_in_the_form(credentials, sender, issue):
    issue()
    credentials.token(AuthSpec(**_parts(no_basic=True)), LIMIT)

    assert "authorization" not in dict(sender.sent[0].headers)
    assert form(sender.sent[0]) == {
        "grant_type": "client_credentials", "client_id": "me", "client_secret": "my secret",
    }  # fmt: skip


def test_scopes_and_audience_go_along(credentials, sender, issue):
    issue()
    credentials.token(AuthSpec(**_parts(scopes="read write", audience="https://ehr")), LIMIT)

    assert form(sender.sent[0]) == {
        "grant_type": "client_credentials", "scope": "read write", "audience": "https://ehr",
    }  # fmt: skip


def _parts(**more):
    return {"url": URL, "client_id": "me", "client_secret": "my secret", **more}


def test_a_token_is_kept_until_60_s_before_its_end_on_the_mocks_clock(
    credentials, sender, clock, issue
):
    issue(expires_in=300)
    credentials.token(AUTH, LIMIT)
    clock.advance("239s")
    assert credentials.token(AUTH, LIMIT)[::2] == ("t1", 0.0)
    clock.advance("1s")

    assert credentials.token(AUTH, LIMIT).text == "t2"
    assert len(sender.sent) == 2


@pytest.mark.parametrize(
    ("said", "lifetime"),
    [
        (100, 100), ("100", 100), (100.5, 100.5), (1e300, 315_360_000), (None, 300), ("soon", 300),
        (-1, 300), (True, 300), ([], 300), (10**400, 300),
    ],
)  # fmt: skip
def test_the_lifetime_is_what_the_server_says_else_the_credentials_default(
    credentials, clock, issue, said, lifetime
):
    issue(expires_in=said)

    ends = credentials.token(AUTH, LIMIT).ends
    assert ends == clock.now() + timedelta(seconds=lifetime)


def test_the_default_lifetime_can_be_chosen(credentials, clock, issue):
    issue(expires_in=None)
    chosen = AuthSpec(**_parts(default_expiration_seconds=900))

    assert credentials.token(chosen, LIMIT).ends == clock.now() + timedelta(seconds=900)


def test_one_that_lives_no_longer_than_the_margin_is_asked_for_each_time(credentials, issue):
    issue(expires_in=60)

    assert [credentials.token(AUTH, LIMIT).text for _ in range(2)] == ["t1", "t2"]


def test_a_token_that_was_refused_is_dropped_but_not_its_successor(credentials, issue):
    issue()
    credentials.token(AUTH, LIMIT)
    credentials.refused(AUTH, "t1")
    assert credentials.token(AUTH, LIMIT).text == "t2"
    credentials.refused(AUTH, "t1")

    assert credentials.token(AUTH, LIMIT).text == "t2"


def test_each_credential_has_a_token_of_its_own(credentials, issue):
    issue()
    other = AuthSpec(**_parts(client_id="you"))

    assert [credentials.token(each, LIMIT).text for each in (AUTH, other, AUTH)] == [
        "t1", "t2", "t1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(failure="unreachable", problem="refused"), "gave no answer: refused"),
        (Answer(status=302), "answered 302, a redirect"),
        (Answer(status=401, body=b'{"error": "invalid_client"}'),
         "answered 401 ('invalid_client')"),
        (Answer(status=500, body=b"oops"), "answered 500"),
        (Answer(status=200), "answered 200 without a usable access_token"),
        (Answer(status=200, body=b"[]"), "without a usable access_token"),
        (Answer(status=200, body=b"[" * 9999), "without a usable access_token"),
        (Answer(status=200, body=b'{"access_token": 3}'), "without a usable access_token"),
        (Answer(status=200, body=b'{"access_token": ""}'), "without a usable access_token"),
        (Answer(status=200, body=b'{"access_token": "a\\nb"}'), "without a usable access_token"),
    ],
)  # fmt: skip
def test_a_token_server_that_fails_says_so_and_is_asked_anew(
    credentials, sender, journal, answer, reason
):
    sender.answer = answer
    for _ in range(2):
        with pytest.raises(NoToken) as caught:
            credentials.token(AUTH, LIMIT)

    assert reason in caught.value.reason
    assert caught.value.answer is answer
    assert journal.get(caught.value.exchange.id).reason == caught.value.reason
    assert len(sender.sent) == 2


@pytest.mark.parametrize("no_basic", [True, False])
def test_no_secret_and_no_token_is_shown(credentials, journal, issue, no_basic):
    issue(access_token="opaque-access-token")
    auth = AuthSpec(**_parts(client_secret="hush-hush", no_basic=no_basic))
    credentials.token(auth, LIMIT)
    texts = [repr(auth), str(shown(auth)), json.dumps(journal.find()[0].as_json())]

    for text in texts:
        for secret in ("hush-hush", "opaque-access-token", _coded("me:hush-hush")):
            assert secret not in text
    assert shown(auth)["has_client_secret"] is True
    assert shown(None) is None


def _coded(text):
    return base64.b64encode(text.encode()).decode()
