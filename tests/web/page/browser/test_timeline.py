"""The timeline in a browser: rows as they happen, filter, search, and an exchange with its acts."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import requests
from thoroughness import thorough

ROWS = "#rows .row"


def test_an_exchange_is_found_opened_copied_and_sent_again(eyes, morning, expect):
    page = eyes.go()
    total = len(morning.journal)
    expect(page.locator(ROWS)).to_have_count(total)

    page.get_by_role("radio", name="Refused").check()
    page.get_by_role("searchbox", name="Search in everything").fill("token.expired")
    expect(page.locator(ROWS)).to_have_count(1)
    assert "outcome=refused" in page.url

    page.locator(f"{ROWS} a").click()
    detail = page.locator("#detail")
    expect(detail).to_contain_text("The token's lifetime has passed")
    expect(detail.locator(".checks .failed")).to_contain_text("expired 2026-01-01T12:05:00.000Z")
    expect(detail.locator(".checks .not-reached").first).to_be_visible()
    expect(detail).not_to_contain_text("Bearer ey")
    eyes.shoot("exchange")

    page.get_by_role("button", name="Copy as curl").click()
    expect(page.locator("#notices")).to_contain_text("Copied: curl")
    assert "curl -sS -X POST" in page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="Copy as pytest").click()
    expect(page.locator("#notices")).to_contain_text("Copied: pytest")
    assert "def test_" in page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save incident").click()
    assert saved.value.suggested_filename.endswith(".yaml")
    assert "token_expired" in saved.value.path().read_text("utf-8").replace(".", "_")

    page.get_by_role("searchbox", name="Search in everything").fill("discharge")
    expect(page.locator(ROWS)).to_contain_text("Discharge")
    page.locator(f"{ROWS} a").click()
    expect(detail).to_contain_text("PatientAdmin.Discharge")
    page.get_by_role("button", name="Resend").click()
    expect(page.locator("#notices")).to_contain_text("PatientAdmin.Discharge sent again")
    expect(page.locator(ROWS)).to_have_count(2)  # it came by itself


@thorough
def test_to_leave_the_search_box_for_a_row_does_not_make_the_list_anew(eyes, morning, expect):
    """A list that is replaced between mouse down and mouse up swallows the click."""
    page = eyes.go()
    box = page.get_by_role("searchbox", name="Search in everything")
    box.press_sequentially("token.expired")
    expect(page.locator(ROWS)).to_have_count(1)

    asked: list[str] = []

    def note(request):
        asked.append(request.url)

    page.on("request", note)
    page.locator(f"{ROWS} a").click()
    expect(page.locator("#detail article")).to_be_visible()
    page.remove_listener("request", note)
    assert [each for each in asked if "/page/rows" in each] == []


@thorough
def test_what_happens_appears_and_can_be_held(eyes, redox, expect):
    page = eyes.go()
    expect(page.get_by_text("Nothing yet")).to_be_visible()

    requests.post(f"{eyes.url}/endpoint", timeout=5)
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(ROWS)).to_contain_text("token.missing")

    page.get_by_role("button", name="Hold").click()
    requests.post(f"{eyes.url}/endpoint", timeout=5)
    expect(page.locator("#state")).to_have_text("Held, 1 new")
    page.get_by_role("button", name="Hold").click()
    expect(page.locator(ROWS)).to_have_count(2)
    redox.clock.advance("1d")
    requests.post(f"{eyes.url}/endpoint", timeout=5)
    expect(page.locator("#rows .day")).to_have_text(["2026-01-02", "2026-01-01"])


@thorough
def test_a_list_that_is_held_is_cleared_after_a_question_with_the_number_there_is(
    eyes, redox, expect
):
    page = eyes.go()
    page.get_by_role("button", name="Hold").click()
    for _ in range(2):
        requests.post(f"{eyes.url}/endpoint", timeout=5)
    expect(page.locator("#state")).to_have_text("Held, 2 new")
    page.evaluate("window.confirm = (text) => (window.asked = text) && true")
    page.get_by_role("button", name="Clear").click()

    expect(page.locator(ROWS)).to_have_count(0)
    expect(page.locator("#state")).to_have_text("Live")
    assert page.evaluate("window.asked") == "Forget all 2 exchanges?"


@thorough
def test_what_came_from_outside_is_text_and_nothing_else(eyes, redox, endpoint, expect):
    script = "<script>document.title='owned'</script><img src=x onerror=alert(1)>"
    requests.get(f"{eyes.url}/{script}", headers={"x-own": script}, timeout=5)
    body = {"Meta": {"DataModel": script}, "Patient": {"Demographics": {"FirstName": script}}}
    headers = {"authorization": f"Bearer {redox.token()}"}
    requests.post(f"{eyes.url}/endpoint", json=body, headers=headers, timeout=5)

    page = eyes.go()
    expect(page.locator(ROWS).last).to_contain_text("<script>document.title")
    for row in (0, 1):
        page.locator(f"{ROWS} a").nth(row).click()
        expect(page.locator("#detail article")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.title() == "Timeline · mock_redox"
    assert page.locator("#detail img, #rows img").count() == 0


@thorough
def test_with_fifty_thousand_exchanges_it_opens_within_a_second_and_scrolls(eyes, redox, expect):
    redox.core.settings.change(journal_entries=50_000)
    at, body = datetime(2026, 1, 1, tzinfo=UTC), b'{"Meta": {"DataModel": "Results"}}' * 20
    for number in range(50_000):
        redox.journal.add(
            at=at, direction="in", method="POST", url=f"http://mock/endpoint?n={number}",
            path="/endpoint", status=200, request_body=body, response_body=b"{}",
        )  # fmt: skip

    page = eyes.go()
    expect(page.locator("#kept")).to_have_text("50,000")
    took = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    assert took < 1000
    expect(page.locator(ROWS)).to_have_count(100)
    page.locator("#older").scroll_into_view_if_needed()
    expect(page.locator(ROWS)).to_have_count(200)
    page.get_by_role("searchbox", name="Search in everything").fill("n=123")
    expect(page.locator(ROWS).first).to_have_id(re.compile("x12400"))


@thorough
def test_at_390_pixels_an_exchange_covers_the_list_and_is_closed_again(narrow, morning, expect):
    page = narrow.go()
    page.screenshot(path=narrow.shots / "timeline-narrow.png")
    expect(page.get_by_role("searchbox", name="Path or URL contains")).to_be_visible()
    assert page.evaluate("text.scrollWidth <= text.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator(ROWS).filter(has_text="token.expired").locator("a").click()
    expect(page.locator("#detail")).to_contain_text("The token's lifetime has passed")
    page.screenshot(path=narrow.shots / "exchange-narrow.png")
    page.get_by_role("link", name="Close the exchange").click()
    expect(page.locator("#detail article")).to_have_count(0)
    expect(page.locator(ROWS).filter(has_text="token.expired").locator("a")).to_be_focused()
    page.locator(f"{ROWS} a").first.click()
    expect(page.locator("#detail article")).to_be_visible()
    page.go_back()
    expect(page.locator("#detail article")).to_have_count(0)


@thorough
def test_by_keyboard_alone(eyes, morning, expect):
    page = eyes.go()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("/")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("token.expired")
    expect(page.locator(ROWS)).to_have_count(1)
    for _ in range(9):
        if page.evaluate("document.activeElement.closest('.row')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#detail article")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#detail article")).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('.row') !== null")
