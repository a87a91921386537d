"""Pushes and relayed queries to a destination with an auth credential (webhooks.md 6.1)."""

from __future__ import annotations

import json

import pytest

from mock_redox.core.errors import Misuse
from mock_redox.core.ports import Answer
from mock_redox.core.setup import AuthSpec, DestinationSpec
from mock_redox.core.webhooks.variants import wrong

URL, LOGIN = "http://hook.test/redox", "http://login.test/token"
AUTH = {"url": LOGIN, "client_id": "me", "client_secret": "hush-hush"}
HOOK = {"id": "d1", "name": "Hook", "url": URL, "verification_token": "Tok1", "auth": AUTH}
EVENT = "PatientAdmin.Arrival"


class Site:
    """The user's token server and endpoint: what each answers, and what each got."""

    def __init__(self, sender):
        self.login: Answer | None = None
        self.hook = Answer(status=200, body=b'{"Visits": []}')
        self.sender = sender
        sender.answer = self.answer

    def answer(self, outgoing):
        if outgoing.url == URL:
            return self.hook
        token = json.dumps({"access_token": f"t{len(self.to(LOGIN))}", "expires_in": 3600})
        return self.login or Answer(status=200, body=token.encode(), took=2.0)

    def to(self, url):
        return [each for each in self.sender.sent if each.url == url]


@pytest.fixture
def site(sender):
    return Site(sender)


@pytest.fixture
def redox(build, site):
    return build({"destinations": [HOOK]}, push_unverified=True).redox


@pytest.fixture
def ask(redox):
    """A query for the destination."""

    def ask():
        lifetime = redox.settings.now.token_lifetime
        grant = redox.auth.tokens.issue("client", "oauth", "Development", lifetime)[1]
        meta = {"DataModel": "Scheduling", "EventType": "Booked", "Destinations": [{"ID": "d1"}]}
        query = {"Meta": meta, "StartDateTime": "2026-01-01T12:00:00Z"}
        return redox.data_model.receive(json.dumps(query).encode(), grant)

    return ask


@pytest.fixture(params=["push", "query"])
def use(request, redox, ask):
    """Sends something to the destination; returns whether it went well."""

    def use():
        if request.param == "push":
            return redox.webhooks.push(EVENT, "d1").good
        return "Errors" not in ask().body["Meta"]

    return use


def test_authorization_carries_the_token_and_verification_token_stays(use, site):
    assert use()
    (sent,) = site.to(URL)

    assert sent.headers == (
        ("verification-token", "Tok1"), ("authorization", "Bearer t1"),
        ("application-name", "RedoxEngine"), ("content-type", "application/json"),
    )  # fmt: skip


def test_the_token_is_asked_for_once(use, site):
    for _ in range(3):
        assert use()

    assert len(site.to(LOGIN)) == 1


def test_a_401_drops_it_so_that_the_next_try_has_a_new_one(use, site):
    site.hook = Answer(status=401)
    assert not use()
    site.hook = Answer(status=200, body=b"{}")
    assert use()

    tokens = [dict(each.headers)["authorization"] for each in site.to(URL)]
    assert tokens == ["Bearer t1", "Bearer t2"]


@pytest.mark.parametrize("status", [400, 403, 500])
def test_another_failure_does_not(use, site, status):
    site.hook = Answer(status=status)
    use()
    use()

    assert len(site.to(LOGIN)) == 1


def test_without_a_token_nothing_is_sent_to_the_endpoint(use, site):
    site.login = Answer(status=503)

    assert not use()
    assert site.to(URL) == []


def test_the_attempt_says_that_the_token_server_failed(redox, site):
    site.login = Answer(status=400, body=b'{"error": "invalid_client"}', took=1.5)
    attempt = redox.webhooks.push(EVENT, "d1").last

    assert (attempt.good, attempt.status, attempt.took) == (False, None, 1.5)
    assert attempt.reason == (
        "not sent, there is no token for it: the token server answered 400 ('invalid_client')"
    )
    assert redox.journal.get(attempt.exchange).url == LOGIN


def test_the_asker_is_told_in_meta_errors(ask, site):
    site.login = Answer(status=400)
    reply = ask()

    assert reply.status == 200
    assert reply.body["Meta"]["Errors"][0]["Text"] == "Hook could not be authenticated with"
    assert reply.explanation.check == "relay.no_token"
    assert reply.explanation.got == "the token server answered 400"


def test_the_token_servers_time_is_part_of_the_120_s(ask, site):
    ask()

    assert site.to(LOGIN)[0].timeout.total_seconds() == 120
    assert site.to(URL)[0].timeout.total_seconds() == 118


def test_a_token_server_that_takes_all_of_it_is_a_504(ask, site):
    site.login = Answer(failure="timeout", problem="nothing came")

    assert ask().status == 504


@pytest.mark.parametrize(
    ("variant", "header", "bearer"),
    [
        ("wrong", wrong("Tok1"), f"Bearer {wrong('t1')}"), ("missing", None, None),
        ("empty", "", "Bearer "), ("wrong-header", wrong("Tok1"), "Bearer t1"),
        ("wrong-bearer", "Tok1", f"Bearer {wrong('t1')}"),
    ],
)  # fmt: skip
def test_a_variant_spoils_the_token_that_stands_in_the_header(redox, site, variant, header, bearer):
    redox.webhooks.push(EVENT, "d1", as_=variant)
    headers = dict(site.to(URL)[0].headers)

    assert (headers.get("verification-token"), headers.get("authorization")) == (header, bearer)


def test_a_401_to_a_wrong_token_drops_nothing(redox, site):
    site.hook = Answer(status=401)
    for variant in ("wrong", "wrong-header", "wrong"):
        redox.webhooks.push(EVENT, "d1", as_=variant)

    assert len(site.to(LOGIN)) == 1


def test_a_reset_of_the_tokens_forgets_it(redox, use, site):
    use()
    redox.reset(["tokens"])
    use()

    assert len(site.to(LOGIN)) == 2


def test_the_challenge_carries_no_token(redox, site):
    redox.webhooks.verify("d1")

    assert site.to(LOGIN) == []
    assert "authorization" not in dict(site.sender.sent[0].headers)


def test_it_is_shown_without_its_secret(redox):
    for private in (True, False):
        given = redox.destinations.require("d1").as_json(private=private)

        assert "hush-hush" not in str(given)
        assert (given["auth"]["client_id"], given["auth"]["has_client_secret"]) == ("me", True)


def test_it_can_be_changed_and_taken_away_and_the_endpoint_stays_verified(redox):
    redox.destinations.change("d1", verified=True)
    other = AuthSpec(url=LOGIN, client_id="you", client_secret="s")

    assert redox.destinations.change("d1", auth=other).auth.client_id == "you"
    assert redox.destinations.change("d1", auth=None).auth is None
    assert redox.destinations.require("d1").verified


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("url", "login.test"), ("url", "ftp://login.test"), ("client_id", ""),
        ("client_secret", ""), ("default_expiration_seconds", -1),
        ("default_expiration_seconds", 10**12),
    ],
)  # fmt: skip
@pytest.mark.parametrize("door", ["add", "change"])
def test_a_credential_that_can_not_work_is_a_misuse(redox, door, field, value):
    auth = AuthSpec(**AUTH | {field: value})
    doors = {
        "add": lambda: redox.destinations.add(DestinationSpec(auth=auth)),
        "change": lambda: redox.destinations.change("d1", auth=auth),
    }
    with pytest.raises(Misuse) as caught:
        doors[door]()

    assert caught.value.path == ("auth", field)
