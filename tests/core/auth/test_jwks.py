"""A JWKS URL that is kept for a while, as Redox might (auth.md 2.3)."""

from __future__ import annotations

import json
import threading

import pytest

from mock_redox.core.auth import jwks
from mock_redox.core.ports import Answer
from mock_redox.core.setup import ClientSpec

NOW = 1_767_268_800
URL = "https://keys.test/jwks.json"


@pytest.fixture
def kept(build, sender, sign, pairs, ask, refused):
    """A client behind a URL which is kept for five minutes; requests and what came of them."""

    class Kept:
        def __init__(self, **settings):
            given = {"jwks_cache": "5m", **settings}
            self.redox = build({"clients": [{"client_id": "mine", "jwks_url": URL}]}, **given).redox
            self.serve("rsa")

        def serve(self, *kids):
            keys = {"keys": [pairs[kid].jwk for kid in kids]}
            sender.answer = Answer(status=200, body=json.dumps(keys).encode())

        def _assertion(self, kid):
            now = self.redox.clock.now().timestamp()
            return sign("mine", pairs[kid].private, kid, now=now, jti=str(len(sender.sent) + now))

        def works(self, kid):
            self.redox.auth.replays.clear()
            return bool(ask(self.redox.auth, self._assertion(kid)))

        def refusal(self, kid):
            return refused(self.redox.auth, self._assertion(kid)).explanation

    return Kept


def test_a_kept_url_is_fetched_once_until_its_time_is_over(kept, sender):
    mine = kept()
    for seconds in (0, 100, 199.999):
        mine.redox.clock.advance(seconds)
        assert mine.works("rsa")
    assert len(sender.sent) == 1
    mine.redox.clock.advance(0.001)

    assert mine.works("rsa")
    assert len(sender.sent) == 2


def test_a_removed_key_works_until_the_set_is_fetched_again(kept):
    mine = kept()
    assert mine.works("rsa")
    mine.serve("other")
    mine.redox.clock.advance("4m")
    assert mine.works("rsa")
    mine.redox.clock.advance("1m")

    assert mine.refusal("rsa").check == "assertion.kid_unknown"


def test_a_new_kid_is_looked_for_afresh(kept, sender):
    mine = kept()
    assert mine.works("rsa")
    mine.serve("rsa", "other")

    assert mine.works("other")
    assert mine.works("rsa")
    assert len(sender.sent) == 2


def test_without_refetch_a_new_kid_waits_until_the_set_is_too_old_and_the_reason_says_so(kept):
    mine = kept(jwks_refetch=False)
    assert mine.works("rsa")
    mine.serve("rsa", "other")
    mine.redox.clock.advance("299s")

    refusal = mine.refusal("other")
    told = refusal.got
    assert refusal.check == "jwks.cached_too_long"
    assert "fetched at 2026-01-01T12:00:00.000Z and kept until 2026-01-01T12:05:00.000Z" in told
    assert "has the kids 'rsa'" in told
    mine.redox.clock.advance("1s")
    assert mine.works("other")


def test_a_url_that_fails_is_not_kept_and_costs_nothing_that_was(kept, sender):
    mine = kept()
    sender.answer = Answer(status=500)
    assert mine.refusal("rsa").check == "jwks.unreachable"
    mine.serve("rsa")
    assert mine.works("rsa")
    sender.answer = Answer(status=500)

    assert "answered 500" in mine.refusal("other").got
    assert mine.works("rsa")


def test_a_clock_that_went_back_does_not_keep_a_set_for_longer(kept, sender):
    mine = kept()
    assert mine.works("rsa")
    mine.redox.clock.offset("-1h")

    assert mine.works("rsa")
    assert len(sender.sent) == 2


def test_a_changed_setting_counts_at_once(kept, sender):
    mine = kept()
    assert mine.works("rsa")
    mine.redox.settings.change(jwks_cache=0)

    assert mine.works("rsa")
    assert len(sender.sent) == 2


def test_a_client_that_is_registered_anew_is_fetched_anew(kept, sender):
    mine = kept()
    assert mine.works("rsa")
    mine.redox.auth.clients.add(ClientSpec(client_id="mine", jwks_url=URL))
    assert mine.works("rsa")
    mine.redox.reset(["clients"])

    assert mine.works("rsa")
    assert len(sender.sent) == 3


def test_the_sets_are_bounded_and_the_one_that_was_longest_unused_makes_room(
    build, sender, pairs, monkeypatch
):
    monkeypatch.setattr(jwks, "MOST", 2)
    sender.answer = Answer(status=200, body=json.dumps(pairs["rsa"].jwks).encode())
    clients = build(jwks_cache="1h").redox.auth.clients
    mine = [clients.add(ClientSpec(client_id=n, jwks_url=f"http://{n}")) for n in "abc"]
    for index in (0, 1, 0, 2, 0, 1):
        assert not isinstance(clients.key(mine[index], "rsa"), str)

    assert [each.url[-1] for each in sender.sent] == ["a", "b", "c", "b"]


def test_of_two_that_fetch_at_once_the_older_answer_does_not_overwrite_the_newer(
    kept, sender, pairs
):
    mine = kept()
    late, go_on = threading.Event(), threading.Event()
    old, new = (json.dumps(pairs[kid].jwks).encode() for kid in ("rsa", "other"))

    def answer(outgoing):
        if len(sender.sent) > 1:
            return Answer(status=200, body=new)
        late.set()
        assert go_on.wait(10)
        return Answer(status=200, body=old)

    sender.answer = answer
    slow = threading.Thread(target=lambda: mine.works("rsa"))
    slow.start()
    assert late.wait(10)
    assert mine.works("other")
    go_on.set()
    slow.join(10)

    assert mine.works("other")
    assert len(sender.sent) == 2
