"""A jti works once: for its client, for 310 seconds, also among parallel requests."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from mock_redox.core.auth.replays import Replays
from mock_redox.core.errors import TokenRefused

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
MEMORY = timedelta(seconds=310)


def test_a_jti_is_remembered_up_to_the_last_moment():
    replays = Replays()
    last = NOON + MEMORY - timedelta(microseconds=1)

    assert replays.remember(("a", "1"), (NOON,), MEMORY) is None
    assert replays.used(("a", "1"), (last,)) == NOON
    assert replays.remember(("a", "1"), (last,), MEMORY) == NOON
    assert replays.remember(("a", "1"), (NOON + MEMORY,), MEMORY) is None


def test_clients_do_not_share_their_jtis():
    replays = Replays()
    replays.remember(("a", "1"), (NOON,), MEMORY)

    assert replays.used(("b", "1"), (NOON,)) is None


def test_the_memory_does_not_grow_beyond_what_can_be_used_again():
    replays = Replays()
    for second in range(2000):
        replays.remember(("a", str(second)), (NOON + timedelta(seconds=second),), MEMORY)

    (remembered,) = (held for held in vars(replays).values() if isinstance(held, dict))
    assert len(remembered) == 310


def test_a_used_assertion_is_refused_without_words(redox, ask, refused):
    assertion = redox.assertion(jti="once")
    ask(redox.core.auth, assertion)
    refusal = refused(redox.core.auth, assertion)

    assert (refusal.status, refusal.text) == (400, "")
    assert refusal.explanation.check == "assertion.jti_replayed"
    assert "used at 2026-01-01T12:00:00.000Z" in refusal.explanation.got


def test_a_new_assertion_with_a_used_jti_is_refused(redox, ask, refused):
    ask(redox.core.auth, redox.assertion(jti="once"))

    assert refused(redox.core.auth, redox.assertion(jti="once", iat=1_767_268_790))


@pytest.mark.redox(assertion_clock="mock")
def test_a_jti_is_free_again_310_seconds_later(redox, ask, refused):
    ask(redox.core.auth, redox.assertion(jti="once"))
    redox.clock.advance(309.999)
    assert refused(redox.core.auth, redox.assertion(jti="once"))
    redox.clock.advance("1ms")

    assert ask(redox.core.auth, redox.assertion(jti="once"))


def test_where_both_clocks_count_it_is_free_when_it_is_over_on_both(build, ask, refused):
    world = build()
    auth, clock = world.redox.auth, world.redox.clock
    client = auth.clients.all()[0]
    ask(auth, auth.assertion(client, {"jti": "once"}))
    clock.advance("310s")
    assert refused(auth, auth.assertion(client, {"jti": "once"}))
    world.wall += timedelta(seconds=310)

    assert ask(auth, auth.assertion(client, {"jti": "once"}))


@pytest.mark.redox(jti_memory="10s", assertion_clock="mock")
def test_how_long_it_is_remembered_is_a_setting(redox, ask):
    ask(redox.core.auth, redox.assertion(jti="once"))
    redox.clock.advance("10s")

    assert ask(redox.core.auth, redox.assertion(jti="once"))


@pytest.mark.redox(refuse_replays=False)
def test_the_rule_can_be_switched_off(redox, ask):
    assertion = redox.assertion(jti="once")

    assert ask(redox.core.auth, assertion)["access_token"]
    assert ask(redox.core.auth, assertion)["access_token"]


@pytest.mark.redox(require_jti=False)
def test_without_the_rule_a_jti_may_be_absent_and_is_not_remembered(redox, ask):
    for _ in range(2):
        assert ask(redox.core.auth, redox.assertion(jti=None))


@pytest.mark.parametrize("wrong", [{"aud": "elsewhere"}, {"iat": 1}, {"exp": 1}])
def test_a_refused_assertion_does_not_use_up_its_jti(redox, ask, refused, wrong):
    refused(redox.core.auth, redox.assertion(jti="once", **wrong))

    assert ask(redox.core.auth, redox.assertion(jti="once"))


def test_two_clients_may_use_the_same_jti(build, ask):
    auth = build({"clients": [{"client_id": "a"}, {"client_id": "b"}]}).redox.auth

    for client in auth.clients.all():
        assert ask(auth, auth.assertion(client, {"jti": "same"}))


def test_forgetting_frees_all_jtis(redox, ask):
    assertion = redox.assertion(jti="once")
    ask(redox.core.auth, assertion)
    redox.core.auth.forget()

    assert ask(redox.core.auth, assertion)


def test_of_fifty_parallel_requests_with_one_assertion_exactly_one_is_granted(redox, ask):
    assertion, together = redox.assertion(), threading.Barrier(50)

    def request(_: int) -> str:
        together.wait()
        try:
            return str(ask(redox.core.auth, assertion)["token_type"])
        except TokenRefused as refusal:
            return refusal.explanation.check

    with ThreadPoolExecutor(50) as pool:
        outcomes = sorted(pool.map(request, range(50)))

    assert outcomes == ["Bearer"] + ["assertion.jti_replayed"] * 49
