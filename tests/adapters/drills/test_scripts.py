"""The ready-made drills, with clients that do it right, late, or never: seconds out, exactly."""

from __future__ import annotations

import json

import pytest
from drilled import NEVER, Drilled, Receives

from mock_redox import MockRedox
from mock_redox.core.drills.engine import NotReady
from mock_redox.core.drills.script import Script, Step
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.setup import ClientSpec

URL, TOKEN = "http://app.test/redox", "my-made-up-token-0123456789"


@pytest.fixture
def hold(redox_intercept):
    """Holds a drill with a client of one's own kind."""

    def hold(script, **options):
        kind = {name: options.pop(name) for name in ("late", "keeps") if name in options}
        client = Drilled(redox_intercept, legacy=script == "secret", **kind)
        options = {"every": "20s", **options}
        return redox_intercept.drill(script, call=client.call, switch=client.switch, **options)

    return hold


def out(result):
    """Each outage as minute and second, from when to when."""
    return [(f"{each.start:%H:%M:%S}", f"{each.end:%H:%M:%S}") for each in result.outages]


SCRIPTS = ["key", "key_without_overlap", "key_jwks", "secret"]


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("keeps", [False, True])
def test_a_client_that_switches_when_it_is_told_is_never_out(hold, script, keeps):
    result = hold(script, keeps=keeps)

    assert (result.seconds_out, result.outages) == (0, ())
    assert len(result.calls) > 15


@pytest.mark.parametrize(
    ("script", "late", "spans"),
    [
        ("key", 299, []),
        ("key", 300, []),
        ("key", 340, [("12:11:00", "12:11:40")]),
        ("key_without_overlap", 40, [("12:01:00", "12:01:40")]),
        ("secret", 40, [("12:01:00", "12:01:40")]),
    ],
)
def test_a_client_that_switches_late_is_out_until_it_does(hold, script, late, spans):
    result = hold(script, late=late)

    assert out(result) == spans
    assert result.seconds_out == (40 if spans else 0)


@pytest.mark.parametrize(
    ("script", "start", "until"),
    [
        ("key", "12:11:00", "12:16:20"),
        ("key_without_overlap", "12:01:00", "12:06:20"),
        ("secret", "12:01:00", "12:06:20"),
    ],
)
def test_a_client_that_never_switches_is_out_to_the_end(hold, script, start, until):
    result = hold(script, late=NEVER)

    assert out(result) == [(start, until)]
    assert not result.outages[0].ended
    assert result.outages[0].cause.endswith("and the client never switched")


@pytest.mark.parametrize("script", ["key", "key_without_overlap", "secret"])
def test_a_client_that_lives_on_its_token_is_out_when_that_expires(hold, script):
    result = hold(script, late=NEVER, keeps=True)

    assert len(result.outages) == 1
    outage = result.outages[0]
    assert f"at {result.timeline[0].at:%H}:" in outage.cause
    assert "which showed only at" in outage.cause
    assert not outage.ended


def test_a_held_token_bridges_a_secret_that_is_told_late(hold):
    assert hold("secret", keeps=True, switch_after="2m").seconds_out == 0


def test_the_verdict_says_what_the_person_on_call_must_know(hold):
    result = hold("key", late=340)

    assert result.summary == (
        "could not authenticate for 40 s: from 12:11:00 to 12:11:40, because "
        "assertion.kid_unknown; the old key was removed 40 s before the client switched"
    )
    assert "fix  keep the old key until the slowest client signs with the new one" in str(result)
    assert "      2 FAILED  the old key is removed (kid " in str(result)


def test_an_overlap_may_be_given_and_a_client_be_told_late(hold):
    result = hold("key", overlap="2m", switch_after="2m15s", every="7s")

    assert out(result) == [("12:03:00", "12:03:15")]


def test_the_end_of_an_outage_is_known_to_within_a_try(hold):
    result = hold("key", late=333, every="15s")

    assert out(result) == [("12:11:00", "12:11:45")]


# behind a JWKS URL


def test_with_a_cache_and_no_refetch_a_new_key_is_unknown_until_the_set_is_fetched_again(hold):
    result = hold("key_jwks", switch_after=0, jwks_cache="5m", jwks_refetch=False)

    assert out(result) == [("12:01:00", "12:05:00")]
    assert result.summary.endswith(
        "the client switched 240 s (4 min) before Redox fetched the key set that has the new key"
    )
    assert "fetched at 2026-01-01T12:00:00.000Z" in result.outages[0].reason


def test_with_a_refetch_a_new_key_is_known_at_once(hold):
    assert hold("key_jwks", switch_after=0, jwks_cache="5m", jwks_refetch=True).seconds_out == 0


def test_without_a_cache_too(hold):
    result = hold("key_jwks", switch_after=0, jwks_cache=0, jwks_refetch=False)

    assert result.seconds_out == 0


def test_waiting_as_long_as_the_set_is_kept_is_enough(hold):
    assert hold("key_jwks", switch_after="4m", jwks_refetch=False).seconds_out == 0
    assert hold("key_jwks", switch_after="3m59s", jwks_refetch=False).seconds_out == 1


def test_an_old_key_works_as_long_as_the_set_is_kept_that_has_it(hold):
    result = hold("key_jwks", late=NEVER, jwks_cache="7m", jwks_refetch=False)

    # fetched at 12:00, 12:07 and 12:14; the key is gone from 12:11 on
    assert out(result) == [("12:14:00", "12:23:20")]
    assert "removed from the JWKS URL at 12:11:00, which showed only at 12:14:00" in result.summary


def test_the_settings_say_how_long_a_set_is_kept_and_all_is_put_back(redox_intercept, hold):
    redox = redox_intercept
    redox.core.settings.change(jwks_cache="3m", jwks_refetch=False)
    result = hold("key_jwks", switch_after=0)

    assert out(result) == [("12:01:00", "12:03:00")]
    assert (redox.client.jwks_url, redox.settings.jwks_refetch) == (None, False)
    assert redox.settings.jwks_cache.total_seconds() == 180
    assert "keeps it for 3 min and does not fetch it again" in result.notes[0]


def test_no_socket_is_opened_for_the_key_set_and_the_journal_has_it(redox_intercept, hold):
    hold("key_jwks")

    fetched = [each for each in redox_intercept.journal.find() if each.direction == "out"]
    assert {each.status for each in fetched} == {200}
    assert all(".invalid/" in each.url for each in fetched)


# verification tokens


@pytest.fixture
def pushed(redox):
    """Holds the drill of a verification token with a receiver of one's own kind."""

    def pushed(*, both=True, verified=True, **options):
        receiver = Receives(TOKEN, both=both)
        redox.mount("http://app.test", receiver.app)
        if verified:
            redox.verify(URL, TOKEN)
        return redox.drill("verification_token", switch=receiver.switch, **options)

    return pushed


@pytest.mark.parametrize("switch_after", [0, "5m", "10m"])
def test_a_receiver_that_takes_both_tokens_misses_nothing(redox, pushed, switch_after):
    assert pushed(of=URL, switch_after=switch_after).seconds_out == 0
    assert redox.core.destinations.require(URL).verified


def test_a_receiver_that_takes_the_new_token_late_is_out_until_it_does(pushed):
    result = pushed(both=True, of=URL, switch_after="10m40s")

    assert out(result) == [("12:11:00", "12:11:40")]
    assert result.summary.endswith(
        "because the challenge was answered 401; Redox changed to the new token 40 s before the "
        "receiver took it"
    )


def test_a_receiver_that_gives_the_old_token_up_early_is_out_until_redox_changes(pushed):
    result = pushed(both=False, of=URL, switch_after="9m")

    assert out(result) == [("12:10:00", "12:11:00")]
    assert "could not take pushes for 60 s" in result.summary
    assert "the receiver gave the old token up 60 s before Redox sent the new one" in result.summary


def test_a_receiver_that_is_told_at_the_moment_of_the_change_needs_no_overlap(pushed):
    assert pushed(both=False, of=URL, overlap=0).seconds_out == 0


def test_a_new_url_is_registered_with_its_token(pushed):
    result = pushed(verified=False, of=URL, verification_token=TOKEN)

    assert result.seconds_out == 0


def test_the_first_destination_with_a_url_is_meant_if_none_is_named(redox, pushed):
    assert pushed().seconds_out == 0
    redox.core.destinations.remove(URL)
    with pytest.raises(Misuse, match="no destination has a URL"):
        redox.drill("verification_token", switch=print)


def test_a_redox_that_pushes_to_anybody_needs_no_verification(redox, pushed):
    redox.core.settings.change(push_unverified=True)
    result = pushed(of=URL, verified=False, verification_token=TOKEN, switch_after="10m40s")

    assert result.outages[0].because == "the push was answered 401"
    assert result.seconds_out == 40


# what is told, and what is left


def test_the_system_is_told_what_it_needs_and_nothing_shows_it(redox_intercept):
    redox, client = redox_intercept, Drilled(redox_intercept)
    before = redox.client.kid
    redox.drill("key", call=client.call, switch=client.switch, every="2m")
    (new,) = client.heard

    assert new.as_json() == {
        "client_id": redox.client.client_id, "kid": redox.client.kid,
        "private_key": redox.client.private_key,
    }  # fmt: skip
    assert list(redox.client.known_keys()) == [new.kid] != [before]
    assert "PRIVATE" not in repr(new)


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_secret_stands_in_a_result(redox_intercept, script):
    client = Drilled(redox_intercept, legacy=script == "secret", late=NEVER)
    old = client._login["secret"]
    result = redox_intercept.drill(script, call=client.call, switch=client.switch, every="1m")
    told = f"{result} {result!r} {json.dumps(result.as_json())}"

    assert old not in told
    for name, value in client.heard[0].as_json().items():
        assert name in ("client_id", "kid", "api_key") or value[40:60] not in told


def test_another_client_than_the_first_may_be_meant(redox_intercept):
    redox = redox_intercept
    first = redox.client.kid
    redox.core.auth.clients.add(ClientSpec(client_id="second"))
    client = Drilled(redox)
    result = redox.drill("key", call=client.call, switch=client.switch, of="second", every="1m")

    assert (client.heard[0].client_id, redox.client.kid) == ("second", first)
    assert result.seconds_out == 0


def test_a_client_that_brought_its_keys_gets_a_new_one_of_the_mocks(redox_intercept):
    redox = redox_intercept
    pem = redox.client.pair.key.as_pem(private=False).decode()
    redox.core.auth.clients.add(ClientSpec(client_id="mine", public_key=pem, kid="own"))
    client = Drilled(redox)
    client.client_id = "mine"
    client.signs_with("own", redox.client.private_key)

    assert (
        redox.drill("key", call=client.call, switch=client.switch, of="mine", every="1m").outages
        == ()
    )
    assert list(redox.core.auth.clients.require("mine").known_keys()) == [client.heard[0].kid]


def test_a_second_drill_goes_on_from_the_first(redox_intercept):
    redox, client = redox_intercept, Drilled(redox_intercept)
    for script in ("key", "key_jwks", "key_without_overlap"):
        result = redox.drill(script, call=client.call, switch=client.switch, every="1m")
        assert result.seconds_out == 0


def test_a_script_of_ones_own_is_held_with_a_call(redox_intercept):
    redox, client = redox_intercept, Drilled(redox_intercept)
    kid = redox.client.kid
    clients, id_ = redox.core.auth.clients, redox.client.client_id
    script = Script("lost key", (Step("20s", "the key is lost", lambda: (
        clients.add_key(id_), clients.remove_key(id_, kid))),), settle="20s")  # fmt: skip
    result = redox.drill(script, call=client.call)

    assert out(result) == [("12:00:20", "12:00:40")]


@pytest.mark.parametrize(
    ("script", "given", "problem"),
    [
        ("kye", {}, "no drill 'kye'; did you mean 'key'"),
        ("key", {"call": None}, "needs a call"),
        ("key", {"switch": None}, "needs a switch"),
        ("key", {"overlap": "-1m"}, "overlap: -60 s is negative"),
        ("key", {"overlap": "20y"}, "overlap: '20y' is not a duration"),
        ("key", {"settle": "5000d"}, "settle: .* is longer than ten years"),
        ("key", {"jwks_cache": 5}, "only the drill key_jwks"),
        ("secret", {"overlap": "1m"}, "has no overlap"),
        ("key_without_overlap", {"overlap": 0}, "has no overlap"),
        ("verification_token", {}, "leave call out"),
        ("key", {"of": "nobody"}, "no client 'nobody'"),
        ("secret", {"of": "nobody"}, "no legacy key 'nobody'"),
    ],
)
def test_options_that_do_not_fit_are_refused_and_change_nothing(redox, script, given, problem):
    before = redox.client, redox.legacy_key, redox.clock.now()
    with pytest.raises(Misuse, match=problem):
        redox.drill(script, **{"call": print, "switch": print, **given})

    assert (redox.client, redox.legacy_key, redox.clock.now()) == before


def test_a_client_with_a_jwks_url_or_no_key_is_not_for_these_drills(redox):
    clients = redox.core.auth.clients
    clients.add(ClientSpec(client_id="far", jwks_url="http://keys.test"))
    clients.add(ClientSpec(client_id="hmac", secret="s" * 48))
    for id_, problem in (("far", "has a JWKS URL"), ("hmac", "has no key")):
        with pytest.raises(Misuse, match=problem):
            redox.drill("key", call=print, switch=print, of=id_)
    with pytest.raises(Unknown):
        redox.drill("verification_token", switch=print, of="nobody")


def test_a_call_that_never_reaches_the_mock_is_told_before_anything_is_rotated(redox):
    with pytest.raises(NotReady, match="Redox saw nothing; it has to call Redox and wait"):
        redox.drill("key", call=lambda: None, switch=print)

    assert len(redox.client.made) == 1


def test_a_switch_that_fails_ends_the_drill(redox_intercept):
    client = Drilled(redox_intercept)

    def switch(new):
        raise RuntimeError("no deploy today")

    with pytest.raises(RuntimeError, match="no deploy today"):
        redox_intercept.drill("key_jwks", call=client.call, switch=switch)
    assert redox_intercept.client.jwks_url is None


@pytest.mark.parametrize("script", ["key", "key_jwks", "secret"])
@pytest.mark.redox(clock="real", clock_rate=60)
def test_it_is_the_same_over_a_live_server_on_a_clock_that_runs(redox_server, script):
    legacy = script == "secret"
    client = Drilled(redox_server, redox_server.url, late=340, legacy=legacy)
    options = {"jwks_cache": 0} if script == "key_jwks" else {}
    result = redox_server.drill(
        script, call=client.call, switch=client.switch, every="20s", settle="6m", **options
    )

    assert result.seconds_out == (340 if legacy else 40)
    assert redox_server.clock.rate == 60


def test_a_client_whose_own_clock_is_not_moved_is_told_so(redox_intercept):
    """It takes its token for fresh by a clock of its own, and does not try again after a 401."""
    redox, client = redox_intercept, Drilled(redox_intercept, keeps=True)
    client._renew()
    client._renew = lambda: None
    result = redox.drill("key", call=client.call, switch=client.switch)

    assert result.outages[0].because == "token.expired"
    assert "only the mock's clock is moved" in result.outages[0].fix


def test_two_mocks_drill_apart(redox):
    other = MockRedox(redox.settings)
    with other.serve() as served:
        client = Drilled(other, served.url)
        result = other.drill("key", call=client.call, switch=client.switch, every="1m")

    assert result.seconds_out == 0
    assert len(redox.client.made) == 1
