"""Access tokens: good to the last moment, explained when they are not (auth.md 2.4, 4)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from mock_redox.core import redaction
from mock_redox.core.auth import bearers
from mock_redox.core.auth import tokens as module
from mock_redox.core.auth.bearers import Bearer
from mock_redox.core.auth.tokens import Grant, Tokens
from mock_redox.core.clock import Clock
from mock_redox.core.errors import BearerRefused
from mock_redox.core.ids import Ids
from mock_redox.core.settings import Settings
from mock_redox.core.wording import NOT_AUTHORIZED

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
FIVE_MINUTES = timedelta(minutes=5)


@pytest.fixture
def clock():
    return Clock(lambda: 0.0, start=NOON)


@pytest.fixture
def tokens(clock):
    return Tokens(clock, Ids(0))


def identify(tokens: Tokens, header: str | None) -> Grant:
    now = tokens._clock.now()
    return bearers.identify(
        Bearer(authorization=header, tokens=tokens, now=now, settings=Settings())
    )


def issue(tokens: Tokens, **more) -> str:
    usual = {"client": "a", "kind": "oauth", "environment": "Staging", "lifetime": FIVE_MINUTES}
    return tokens.issue(**usual | more)[0]


def refusal(tokens: Tokens, header: str | None) -> BearerRefused:
    with pytest.raises(BearerRefused) as caught:
        identify(tokens, header)
    return caught.value


def test_a_token_tells_whom_it_was_issued_to(tokens):
    grant = identify(tokens, f"Bearer {issue(tokens, source=('s', 'Source'))}")

    assert (grant.client, grant.kind, grant.environment, grant.source) == (
        "a", "oauth", "Staging", ("s", "Source"),
    )  # fmt: skip
    assert (grant.issued, grant.expires) == (NOON, NOON + FIVE_MINUTES)


def test_it_works_until_the_last_moment_before_300_seconds_and_not_from_then_on(tokens, clock):
    header = f"Bearer {issue(tokens)}"
    clock.advance(timedelta(seconds=300) - timedelta(microseconds=1))
    assert identify(tokens, header)
    clock.advance(timedelta(microseconds=1))

    assert refusal(tokens, header).explanation.check == "token.expired"
    clock.offset("-1ms")
    assert identify(tokens, header)


def test_it_works_any_number_of_times(tokens):
    header = f"Bearer {issue(tokens)}"

    assert len({identify(tokens, header) for _ in range(100)}) == 1


def test_a_new_token_leaves_earlier_ones_working(tokens):
    issued = [issue(tokens) for _ in range(3)]

    assert len(set(issued)) == 3
    assert all(identify(tokens, f"Bearer {each}") for each in issued)


def test_a_legacy_token_is_a_uuid_and_the_others_are_opaque(tokens):
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", issue(tokens, kind="legacy"))
    assert re.fullmatch(r"[\w-]{43}", issue(tokens), re.ASCII)


@pytest.mark.parametrize("header", ["Bearer {}", "bearer {}", "BEARER {}", "  Bearer   {}  "])
def test_the_scheme_is_taken_in_any_case(tokens, header):
    assert identify(tokens, header.format(issue(tokens)))


@pytest.mark.parametrize(
    ("header", "check"),
    [
        (None, "token.missing"),
        ("", "token.empty"),
        (" ", "token.empty"),
        ("Bearer", "token.empty"),
        ("Bearer ", "token.empty"),
        ("{}", "token.no_scheme"),
        ("Basic {}", "token.wrong_scheme"),
        ("Bearer: {}", "token.wrong_scheme"),
        ("Bearer Bearer {}", "token.doubled"),
        ("Bearer {} {}", "token.malformed"),
        ('Bearer "{}"', "token.unknown"),
        ("Bearer {}x", "token.unknown"),
        ("Bearer null", "token.unknown"),
        ("Bearer \ud800", "token.unknown"),
    ],
    ids=ascii,
)
def test_anything_else_is_refused_alike_for_the_client_and_explained_to_the_user(
    tokens, header, check
):
    token = issue(tokens)
    found = refusal(tokens, header and header.replace("{}", token))

    assert (found.status, found.text) == (401, NOT_AUTHORIZED)
    assert found.text == "This source is not authorized."
    assert found.explanation.check == check
    assert token not in str(found)


def test_an_expired_token_is_told_from_an_unknown_one(tokens, clock):
    header = f"Bearer {issue(tokens)}"
    clock.advance("6m")

    assert refusal(tokens, header).explanation.got == (
        "a token of a, issued 2026-01-01T12:00:00.000Z, expired 2026-01-01T12:05:00.000Z, 60 s ago"
    )


def test_clearing_voids_all_tokens(tokens):
    header = f"Bearer {issue(tokens)}"
    tokens.clear()

    assert refusal(tokens, header).explanation.check == "token.unknown"


def test_beyond_a_number_the_oldest_are_forgotten_but_never_one_that_lives(
    tokens, clock, monkeypatch
):
    monkeypatch.setattr(module, "KEPT", 3)
    issued = [f"Bearer {issue(tokens)}" for _ in range(5)]
    assert all(identify(tokens, each) for each in issued)
    clock.advance("5m")
    assert refusal(tokens, issued[0]).explanation.check == "token.expired"
    issue(tokens)

    assert len(tokens) == 3
    assert refusal(tokens, issued[0]).explanation.check == "token.unknown"
    assert refusal(tokens, issued[4]).explanation.check == "token.expired"


def test_those_that_live_are_listed_by_ids_the_newest_first(tokens, clock):
    first, _ = tokens.issue("a", "oauth", "Development", FIVE_MINUTES)
    clock.advance("100s")
    tokens.issue("b", "legacy", "Staging", FIVE_MINUTES, ("id", "Name"))

    newest, oldest = [each.as_json() for each in tokens.alive()]

    assert (newest["client"], newest["kind"], newest["seconds_left"]) == ("b", "legacy", 300)
    assert newest["source"] == {"id": "id", "name": "Name"}
    assert (oldest["client"], oldest["seconds_left"]) == ("a", 200)
    assert redaction.hidden(first)[-7:-1] == oldest["id"][:6]
    assert first not in str(oldest)


def test_one_expires_by_its_id_and_is_no_longer_listed(tokens, clock):
    first, _ = tokens.issue("a", "oauth", "Development", FIVE_MINUTES)
    second, _ = tokens.issue("a", "oauth", "Development", FIVE_MINUTES)
    id_ = tokens.alive()[0].id

    assert tokens.expire(id_=id_) == 1
    assert tokens.grant(second).expires == clock.now()
    assert [each.id for each in tokens.alive()] != [id_]
    assert tokens.expire(id_=id_) == 0
    assert tokens.expire(client="nobody") == 0
    assert tokens.expire(token=first) == 1
    assert tokens.alive() == []


def test_one_is_revoked_by_its_id(tokens):
    tokens.issue("a", "oauth", "Development", FIVE_MINUTES)
    tokens.issue("a", "oauth", "Development", FIVE_MINUTES)

    assert tokens.revoke(id_=tokens.alive()[1].id) == 1
    assert tokens.revoke(id_="") == 0
    assert len(tokens.alive()) == 1
