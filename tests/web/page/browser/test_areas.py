"""The other areas in a browser, each by a click path at 1280 pixels, the main ones at 390."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

from thoroughness import thorough

from mock_redox.core.setup import DestinationSpec


@thorough
def test_tokens_expire_and_are_revoked(eyes, redox, expect):
    for _ in range(3):
        redox.token()
    page = eyes.go("/page/tokens")
    rows = page.locator("#live tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("300 s")
    redox.clock.advance("100s")
    expect(rows.first).to_contain_text("200 s")  # by itself
    eyes.shoot("tokens")

    rows.first.get_by_role("button", name="Expire now").click()
    expect(rows).to_have_count(2)
    expect(page.locator("#notices")).to_contain_text("1 token expired now")
    rows.first.get_by_role("button", name="Revoke").click()
    expect(rows).to_have_count(1)
    page.get_by_role("button", name="Revoke all").click()
    expect(page.locator("#live")).to_contain_text("No token lives")
    expect(page.locator("#nav-tokens .count")).to_have_count(0)


def test_a_destination_is_added_verified_paused_and_rotated(eyes, redox, endpoint, expect):
    page = eyes.go("/page/destinations")
    page.get_by_label("Endpoint URL").last.fill(endpoint.url)
    page.get_by_label("Name").last.fill("Intake")
    page.get_by_role("button", name="Verify & save").click()
    expect(page.locator("#notices")).to_contain_text("Intake is saved and verified: ")
    card = page.locator(".destination").filter(has_text="Intake")
    expect(card.locator("header")).to_contain_text("Verified")
    endpoint.token = page.locator("#new-secret").inner_text()
    intake = redox.core.destinations.require("intake")
    assert endpoint.token == intake.verification_token

    redox.core.destinations.change("intake", url=endpoint.down, verified=True)
    for event in ("Results.New", "Results.New"):
        redox.enqueue(event, "intake")
    expect(card).to_contain_text("Paused by a bad answer")  # by itself
    feed = card.locator(".feed")
    expect(feed).to_contain_text("Paused since")
    expect(feed).to_contain_text("in 5 s")
    eyes.shoot("destinations")
    feed.get_by_role("button", name="Skip first").click()
    expect(page.locator("#notices")).to_contain_text("The first message is given up")
    feed.get_by_role("button", name="Stop retries").click()
    expect(feed).to_contain_text("Held by hand")
    redox.core.destinations.change("intake", url=endpoint.url, verified=True)
    feed.get_by_role("button", name="Resume").click()
    expect(feed).to_contain_text("Idle")

    card.get_by_role("button", name="Rotate token").click()
    expect(page.locator("#notices")).to_contain_text("has a new verification token")
    expect(card.locator("header")).to_contain_text("Not verified")


def choose_a_message(page, expect):
    page.locator("#model").select_option("Scheduling")
    expect(page.locator("#event option").first).to_have_text("AvailableSlots")
    page.locator("#event").select_option("New")
    page.locator("#patient").select_option(index=3)
    expect(page.locator("#message")).to_have_value(re.compile('"EventType": "New"'))


def test_a_message_is_chosen_seen_changed_and_sent(eyes, redox, endpoint, expect):
    redox.core.destinations.change(redox.destination.id, url=endpoint.url)
    page = eyes.go("/page/send")
    choose_a_message(page, expect)
    message = page.locator("#message")
    changed = json.loads(message.input_value())
    changed["Visit"] = {**changed["Visit"], "Reason": "Seen before it went"}
    message.fill(json.dumps(changed))
    page.evaluate("message.style.height = '300px'")  # as who drags its corner
    page.evaluate("window.confirm = () => false")
    page.locator("#patient").select_option(index=5)
    expect(page.locator("#patient")).to_have_js_property("selectedIndex", 3)
    expect(message).to_have_value(re.compile("Seen before it went"))
    page.locator("#variant").select_option("wrong")
    expect(page.locator("#chosen")).to_contain_text("token wrong, not broken")
    eyes.expect_errors("422")
    page.get_by_role("button", name="Send once").click()
    expect(page.locator("#notices")).to_contain_text("is not verified")

    page.get_by_label("Even if the endpoint is not verified").check()
    page.get_by_role("button", name="Send once").press("Enter")
    expect(page.locator("#result")).to_contain_text("That is what a sound receiver answers")
    expect(page.get_by_role("button", name="Send once")).to_be_focused()
    eyes.shoot("send")
    sent = redox.core.webhooks.outbox.all()[-1]
    assert (sent.event, sent.variant, sent.status) == ("Scheduling.New", "wrong", 401)
    assert sent.message["Visit"]["Reason"] == "Seen before it went"

    page.locator("#variant").select_option("right")
    page.get_by_role("button", name="Send three times").click()
    expect(page.locator("#result")).to_contain_text("in its feed 3 times")
    page.locator("#patients").fill("2")
    page.evaluate("""document.addEventListener("htmx:beforeSend", (event) => {
        const busy = event.target.querySelector("#tell + .busy");
        if (busy) window.busy = getComputedStyle(busy).display;
    })""")
    page.get_by_role("button", name="Send it all").click()
    expect(page.locator("#told")).to_contain_text("messages of clinic-day were delivered")
    assert redox.queue.all()[0].delivered > 3
    assert page.evaluate("window.busy") == "flex"
    expect(page.locator("#tell + .busy")).to_be_hidden()
    notice = page.locator("#notices .notice").bounding_box()
    assert notice["y"] + notice["height"] < page.locator("#tell").bounding_box()["y"]

    page.evaluate("window.confirm = () => true")
    page.locator("#patient").select_option(index=5)
    expect(message).not_to_have_value(re.compile("Seen before it went"))


@thorough
def test_a_failure_is_found_and_switched_on_for_the_next_two(eyes, redox, expect):
    page = eyes.go("/page/failures")
    page.get_by_role("searchbox").fill("lifetime has passed")
    expect(page.locator(".entry")).to_have_count(1)
    corners = "getComputedStyle(document.querySelector('.entry')).borderRadius"
    assert page.evaluate(corners) == "8px"
    page.locator(".entry summary").click()
    page.get_by_label("Next requests").fill("2")
    page.get_by_role("button", name="Switch on token.expired").click()
    active = page.locator("#live tbody tr")
    expect(active).to_contain_text("next 2")
    expect(page.locator("#nav-failures .count")).to_contain_text("1")
    eyes.shoot("failures")
    assert [each.failure.name for each in redox.core.failures.all()] == ["token.expired"]
    active.get_by_role("button", name="Remove").click()
    expect(page.locator("#live")).to_contain_text("None is switched on")


@thorough
def test_the_clock_is_advanced_set_run_and_frozen(eyes, redox, expect):
    page = eyes.go("/page/clock")
    big = page.locator(".now .big")
    expect(big).to_contain_text("2026-01-01 12:00:00")
    page.get_by_role("button", name="+1 h").click()
    expect(big).to_contain_text("2026-01-01 13:00:00")
    page.get_by_label("Advance by").fill("90m")
    page.get_by_role("button", name="Advance", exact=True).click()
    expect(big).to_contain_text("2026-01-01 14:30:00")
    eyes.shoot("clock")
    page.get_by_role("button", name="3600").click()
    expect(page.locator("#live")).to_contain_text("3600")
    page.get_by_role("button", name="Freeze").click()
    expect(page.locator("#live")).to_contain_text("Frozen")
    assert not redox.clock.runs

    page.route("**/page/head/*", lambda route: route.fulfill(status=204))
    page.get_by_role("button", name="Back to the wall clock").click()
    today = datetime.now(UTC).date().isoformat()
    expect(page.locator("#chip time")).to_contain_text(today)  # without a new head
    expect(big).to_contain_text(today)
    page.unroute("**/page/head/*")
    expect(page.locator("#chip")).to_contain_text("UTC")


@thorough
def test_snippets_have_this_server_s_url_and_keys_and_are_copied(eyes, redox, expect):
    page = eyes.go("/page/setup")
    eyes.shoot("setup")
    page.get_by_role("button", name="Copy Python").click()
    expect(page.locator("#notices")).to_contain_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert eyes.url in copied
    assert redox.client.client_id in copied


@thorough
def test_nothing_is_cut_off_at_390_pixels_nor_too_wide_for_others(narrow, morning):
    name = "anamewithoutanyblank" * 9
    morning.core.destinations.add(DestinationSpec(name=name, url=f"http://127.0.0.1:9/{name}"))
    morning.fail("token.expired", client=name, must_fire=False)
    for area in ("tokens", "destinations", "send", "failures", "clock", "setup"):
        page = narrow.go(f"/page/{area}")
        assert page.evaluate("document.documentElement.scrollWidth") == 390, area
        here = page.locator(".head nav [aria-current]").bounding_box()
        assert 0 <= here["x"] <= 391 - here["width"], area
        page.screenshot(path=narrow.shots / f"{area}-narrow.png")
        page.set_viewport_size({"width": 1280, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") == 1280, area
        page.set_viewport_size({"width": 390, "height": 844})


@thorough
def test_tokens_and_sending_at_390_pixels(narrow, morning, expect):
    page = narrow.go("/page/tokens")
    page.get_by_role("button", name="Expire now").first.click()
    expect(page.locator("#notices")).to_contain_text("1 token expired now")
    page.get_by_role("link", name="Send").click()
    expect(page.locator("#message")).to_have_value(re.compile("Arrival"))
    page.get_by_role("button", name="Send once").click()
    expect(page.locator("#result")).to_contain_text("That is what a sound receiver answers")
