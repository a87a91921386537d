"""Tokens, destinations, failures and clock: what they show, and what their forms do."""

from __future__ import annotations

import html
import re

import pytest

from mock_redox.core.setup import DestinationSpec, SsoSpec


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_tokens_are_listed_by_the_digits_that_stand_for_them_elsewhere(page, redox):
    token = redox.token()
    client = redox.app.test_client()
    client.post("/endpoint", json={}, headers={"authorization": f"Bearer {token}"})
    redox.clock.advance("90s")

    text = page.part("live/tokens")

    digits = re.search(r"#([0-9a-f]{6})\]", page.part("exchanges/1"))[1]
    assert f">#{digits}<" in text
    assert "Ready client" in words(text)
    assert "210 s" in words(text)
    assert token not in text


@pytest.mark.parametrize(
    ("name", "check"), [("revoke_tokens", "token.revoked"), ("expire_tokens", "token.expired")]
)
def test_one_token_dies_and_the_others_live(page, redox, name, check):
    first, second = redox.token(), redox.token()
    newest = redox.core.auth.tokens.alive()[0].id

    told = page.do(name, "tokens", id=newest)

    assert "1 alive" in told
    client = redox.app.test_client()
    for token in (first, second):
        client.post("/endpoint", json={}, headers={"authorization": f"Bearer {token}"})
    checks = [each.explanation.check for each in redox.journal.find()]
    assert checks[1] == check
    assert checks[0] != check


def test_a_destination_is_saved_and_verified_and_its_token_shown_once(page, redox, receiver):
    told = page.send("destinations/save", url=receiver.url, name="Mine", verify="yes")

    mine = redox.core.destinations.require("mine")
    assert mine.verified
    assert mine.verification_token in told
    assert mine.verification_token not in page.part("live/destinations")
    assert "Mine is saved and verified: answered 200 with the challenge" in words(told)


def test_a_destination_that_answers_badly_is_saved_unverified(page, redox, receiver):
    receiver.answer = lambda environ, body: (500, {}, b"")

    told = page.send("destinations/save", url=receiver.url, verification_token="t" * 20,
                     verify="yes")  # fmt: skip

    assert "is saved, but not verified: answered 500" in words(told)
    assert not redox.core.destinations.require(receiver.url).verified
    assert "t" * 20 not in told


def test_without_a_name_it_is_called_by_its_host_and_no_two_alike(page, redox):
    for _ in range(4):
        page.send("destinations/save", url="https://user:pass@ehr.example.com:8443/redox")

    names = [each.name for each in redox.core.destinations.all()][-4:]
    host = "ehr.example.com:8443"
    assert names == [host, f"{host}/redox", f"{host}/redox (2)", f"{host}/redox (3)"]
    page.send("destinations/save", 422, url="http://[x", name="")


def test_a_change_may_be_verified_at_once_and_is_kept_if_that_fails(page, redox, receiver):
    id_ = redox.destination.id

    told = page.send("destinations/change?key=" + id_, url=receiver.url, method="GET", verify="yes")
    assert "is saved and verified" in words(told)
    assert redox.destination.verified
    assert receiver.got[-1][0] == "GET"
    receiver.answer = lambda environ, body: (404, {}, b"")
    told = page.send("destinations/change?key=" + id_, verification_token="n" * 20, verify="yes")
    assert "is saved, but not verified: answered 404" in words(told)
    assert redox.destination.verification_token == "n" * 20
    assert "GET" in re.search(r"<option selected>(\w+)", page.part("live/destinations"))[1]
    told = page.send("destinations/change?key=" + id_, name="Other")
    assert "Other is saved" in words(told)


def test_a_card_shows_no_password_of_a_url(page, redox):
    sso = SsoSpec(url="http://ada:passw0rd@h/sso", secret="s")
    redox.core.destinations.add(DestinationSpec(name="Mine", sso=sso))

    assert "http://[hidden]@h/sso" in page.part("live/destinations")
    assert "passw0rd" not in page.part("live/destinations")


def test_a_url_that_is_none_is_told_and_nothing_saved(page, redox):
    before = redox.core.destinations.all()

    told = page.send("destinations/save", 422, url="nonsense", verify="yes")

    assert "is not an http or https URL with a host" in told
    assert redox.core.destinations.all() == before


def test_a_feed_is_shown_with_its_pause_and_next_try_and_is_led_by_hand(page, redox, receiver):
    redox.core.settings.change(push_unverified=True)
    receiver.answer = lambda environ, body: (503, {}, b"")
    for _ in range(3):
        redox.enqueue("Results.New", receiver.url, "t" * 20)
    feed = redox.queue.all()[0]
    text = words(page.part("live/destinations"))
    assert "Paused by a bad answer" in text
    assert "Waiting 3" in text
    assert "Paused since 2026-01-01 12:00:00" in text
    assert "Next retry 12:00:05.000" in text
    assert "First in line: Results.New, taken 2026-01-01 12:00:00; try 1 at 2026-01-01" in text
    assert "refused with 503" in text
    shown = page.part("live/destinations")
    assert 'href="/__mock__/page/exchanges/1"' in shown
    assert "Give up Results.New, taken 2026-01-01 12:00:00?" in shown
    assert "Stop retries" in shown

    assert "Waiting 2" in words(page.do("skip_first", "destinations", id=feed.id))
    assert "Failed tries 3" in words(page.do("retry_feed", "destinations", id=feed.id))
    redox.clock.advance("1s")
    held = words(page.do("pause_feed", "destinations", id=feed.id))
    assert "Held by hand" in held
    assert "Paused since 2026-01-01 12:00:00" in held
    assert "Next retry" not in held
    receiver.answer = None
    done = words(page.do("resume_feed", "destinations", id=feed.id))
    assert "Delivered 2" in done
    assert "Paused since" not in done


def test_a_feed_that_got_no_answer_says_so(page, redox):
    redox.core.settings.change(push_unverified=True)
    redox.core.destinations.change(redox.destination.id, url="http://127.0.0.1:9/redox")
    redox.enqueue("Results.New", redox.destination.id)

    text = words(page.part("live/destinations"))

    assert "Paused: no answer" in text
    assert "bad answer" not in text


def test_a_token_is_rotated_and_shown(page, redox):
    old = redox.destination.verification_token

    told = page.do("change_token", "destinations", key=redox.destination.id)

    assert redox.destination.verification_token != old
    assert redox.destination.verification_token in told


def test_fields_left_blank_stay_as_they_are(page, redox):
    before = redox.destination

    page.do("change_destination", "destinations", key=before.id, url="http://e.test/x", name=" ",
            verification_token="")  # fmt: skip

    assert redox.destination.url == "http://e.test/x"
    assert redox.destination.name == before.name
    assert redox.destination.verification_token == before.verification_token


def test_the_catalogue_is_searched(page):
    text = page.whole("page/failures?search=lifetime+has+passed")

    assert 'id="e-token-expired"' in text
    assert text.count('class="entry"') == 1
    assert page.whole("page/failures").count('class="entry"') > 90
    assert "fetch a new token" in page.part("failures/entry?name=token.expired")
    assert page.raw("failures/entry?name=nothing").status_code == 404
    assert "Nothing has all of that" in page.whole("page/failures?search=<script>")


def test_names_are_written_as_they_are_and_sentences_with_a_capital(page):
    text = html.unescape(page.whole("page/failures"))

    for says in ("grant_type is not there", "iss is no client", "The token's lifetime"):
        assert f'<span class="says">{says}' in text
    assert "Grant_type" not in text


@pytest.mark.parametrize(
    ("client", "hint"),
    [("nobody", "no client, key or destination is called 'nobody'; it waits for one that is"),
     ("your-endpoin", "did you mean 'your-endpoint'?"), ("your-endpoint", ""), ("", "")],
)  # fmt: skip
def test_a_failure_for_somebody_unknown_is_switched_on_with_a_word(page, redox, client, hint):
    told = html.unescape(page.do("fail", "failures", name="token.expired", client=client))

    assert hint in told
    assert ("notice warned" if hint else "notice done") in told
    assert len(redox.core.failures.all()) == 1
    inside = page.part("failures/entry?name=token.expired")
    assert '<option value="your-endpoint">' in inside
    assert f'<option value="{redox.client.client_id}">' in inside


@pytest.mark.parametrize(("times", "left"), [("2", 2), ("", 1), ("null", None)])
def test_a_failure_is_switched_on_for_so_many_requests(page, redox, times, left):
    told = words(page.do("fail", "failures", name="token.expired", times=times, client=""))

    (active,) = redox.core.failures.all()
    assert active.left == left
    assert "token.expired is switched on" in told
    page.do("remove_active_failure", "failures", id=active.id)
    assert redox.core.failures.all() == []


@pytest.mark.parametrize(
    ("order", "now", "rate", "says"),
    [
        ({"advance": "5m"}, "12:05:00", 0, "The clock was moved: it is"),
        ({"set": "2026-01-01T08:00:00Z"}, "08:00:00", 0, "The clock was moved: it is"),
        ({"freeze": "true"}, "12:00:00", 0, "The clock stands still: it is"),
        ({"rate": "0"}, "12:00:00", 0, "The clock stands still: it is"),
        ({"rate": "60"}, "12:00:0", 60, "The clock runs 60 times as fast: it is"),
        ({"rate": "1"}, "12:00:0", 1, "The clock runs at the pace of the wall clock: it is"),
    ],
)
def test_the_clock_is_moved(page, redox, order, now, rate, says):
    told = page.do("move_clock", "clock", **order)

    assert f"<p>{says} 2026-01-01 {now}" in told
    assert redox.clock.rate == rate


def test_the_clock_goes_back_to_the_wall_clock(page, redox):
    assert "is back at the wall clock: it is 2" in page.do("move_clock", "clock", real="true")
    assert redox.clock.rate == 1


@pytest.mark.parametrize(
    ("name", "area", "fields", "status"),
    [
        ("move_clock", "clock", {"advance": "nonsense"}, 422),
        ("move_clock", "clock", {}, 422),
        ("move_clock", "clock", {"advance": "1s", "freeze": "true"}, 422),
        ("move_clock", "nowhere", {"advance": "1s"}, 422),
        ("move_clock", "clock", {"other": "1"}, 422),
        ("nothing", "clock", {}, 404),
        ("health", "clock", {}, 404),
        ("fail", "failures", {"name": "nothing"}, 422),
        ("fail", "failures", {"name": "token.expired", "times": "x"}, 422),
        ("skip_first", "destinations", {"id": "nothing"}, 404),
        ("skip_first", "destinations", {}, 422),
        ("change_settings", "clock", {"seed": "2"}, 404),
    ],
)
def test_what_can_t_be_done_is_told_and_changes_nothing(page, redox, name, area, fields, status):
    told = page.do(name, area, status, **fields)

    assert "notice refused" in told
    assert redox.clock.as_json()["now"] == "2026-01-01T12:00:00.000Z"
    assert redox.core.failures.all() == []


def test_without_a_script_a_form_leads_back_to_its_area(page):
    client = page._client
    got = client.post("/__mock__/page/do/move_clock?area=clock", data={"advance": "1s"})
    assert (got.status_code, got.headers["Location"]) == (303, "/__mock__/page/clock")

    got = client.post("/__mock__/page/do/move_clock?area=clock", data={"advance": "x"})
    assert got.status_code == 422
    assert "Not done" in got.text


@pytest.mark.parametrize(
    ("variant", "said"),
    [("right", "Signed on: redirected with 302 to /in"),
     ("expired", "Signed on: redirected with 302 to /in, though the token expired an hour ago")],
)  # fmt: skip
def test_somebody_is_signed_on_at_a_destination_that_has_a_secret_for_it(
    page, redox, receiver, variant, said
):
    receiver.answer = lambda environ, body: (302, {"Location": "/in"}, b"")
    sso = SsoSpec(url=receiver.url, secret="shared-secret")
    mine = redox.core.destinations.add(DestinationSpec(name="Mine", sso=sso))
    shown = page.part("live/destinations")

    told = words(page.do("sign_on", "destinations", to=mine.id, variant=variant))

    offer = f"Sign somebody on at {receiver.url} with a token that is right wrong missing"
    assert offer in words(shown)
    assert shown.count("Sign somebody on") == shown.count("For sign-ons only") == 1
    assert "shared-secret" not in shown
    assert said in told
    assert len(receiver.got) == 1
