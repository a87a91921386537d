"""``lie.*``: what the answer says of time, and what is true."""

from __future__ import annotations

from datetime import datetime

import pytest
from surfaces import PATHS, ready


def expires(api, name):
    api.redox.fail(name)
    return ready(api, "login")().json()["expires"]


def works(api, token):
    head = {"authorization": f"Bearer {token}"}
    return api.call("POST", "/endpoint", b"{}", head).status != 401


def granted(api, where):
    answer = ready(api, where)().json()
    return answer.get("access_token") or answer["accessToken"]


@pytest.mark.parametrize("where", ["token", "login", "refresh"])
def test_a_token_may_die_at_120_s_though_it_is_told_300(api, where):
    api.redox.fail("lie.lives_shorter")
    token = granted(api, where)
    api.redox.clock.advance("119.999s")
    assert works(api, token)
    api.redox.clock.advance("1ms")

    assert not works(api, token)
    explanation = api.redox.journal.find()[-1].explanation
    assert explanation.check == "token.expired"
    assert "its answer said 5 min, which was a lie on demand" in explanation.got


def test_what_the_answer_tells_is_the_usual_all_the_same(api):
    for name in ("lie.lives_shorter", "lie.lives_longer"):
        assert expires(api, name) == "2026-01-01T12:05:00.000Z"
        api.redox.fail(name)
        assert ready(api, "token")().json()["expires_in"] == 300


@pytest.mark.parametrize("where", ["token", "login", "refresh"])
def test_a_token_may_live_on_for_a_day(api, where):
    api.redox.fail("lie.lives_longer")
    token = granted(api, where)
    api.redox.clock.advance("23h 59m 59s")
    assert works(api, token)
    api.redox.clock.advance("1s")

    assert not works(api, token)


def test_expires_may_be_the_same_moment_written_with_another_offset(api):
    text = expires(api, "lie.expires_in_another_zone")

    assert text == "2026-01-01T07:05:00.000-05:00"
    assert datetime.fromisoformat(text) == datetime.fromisoformat("2026-01-01T12:05:00Z")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("lie.clock_fast", "2026-01-01T12:06:30.000Z"),
        ("lie.clock_slow", "2026-01-01T12:03:30.000Z"),
    ],
)
def test_expires_may_be_told_by_a_clock_that_is_wrong_while_the_token_lives_as_ever(
    api, name, told
):
    api.redox.fail(name)
    answer = ready(api, "login")().json()

    assert answer["expires"] == told
    api.redox.clock.advance("299s")
    assert works(api, answer["accessToken"])
    api.redox.clock.advance("1s")
    assert not works(api, answer["accessToken"])


def test_a_server_whose_clock_is_slow_refuses_a_fresh_assertion_and_takes_an_older_one(api):
    failing = api.redox.fail("lie.clock_slow", times=2)

    fresh = ready(api, "token")()
    older = api.token_request(api.redox.assertion(iat=1_767_268_800 - 81))

    assert (fresh.status, older.status) == (400, 200)
    assert failing.fired == 2


def test_a_server_whose_clock_is_fast_takes_a_fresh_one(api):
    api.redox.fail("lie.clock_fast")

    assert ready(api, "token")().status == 200


def test_only_the_one_request_is_lied_to(api):
    api.redox.fail("lie.lives_shorter")
    lied, true = granted(api, "token"), granted(api, "token")
    api.redox.clock.advance("200s")

    assert (works(api, lied), works(api, true)) == (False, True)
    assert api.redox.journal.find()[0].path == PATHS["token"]
