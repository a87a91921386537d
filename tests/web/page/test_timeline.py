"""The timeline: narrowed and searched in the mock, page by page, and told of as it happens."""

from __future__ import annotations

import re

import pytest

from mock_redox.web.page.live import MOST
from mock_redox.web.streams import STREAM


def numbers(text: str) -> list[int]:
    return [int(each) for each in re.findall(r'id="x(\d+)"', text)]


@pytest.fixture
def three(redox, page, pushed):
    """A call that is well, one that is refused, and a push that got no answer."""
    client = redox.app.test_client()
    client.post("/v2/auth/token", data={"grant_type": "nonsense"})
    pushed()
    redox.core.destinations.change(redox.destination.id, url="http://127.0.0.1:9/x", verified=True)
    redox.push("Scheduling.New")
    return page


def test_the_newest_stands_first_with_its_outcome_in_words(three):
    text = three.whole()

    assert numbers(text) == [3, 2, 1]
    for told in ("No answer </span>none", "OK </span>200", "Refused </span>400"):
        assert told in text
    assert "PatientAdmin.Arrival" in text
    assert "assertion.grant_type_wrong" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("outcome=refused", [1]),
        ("outcome=failed", [3]),
        ("direction=out", [3, 2]),
        ("direction=in&outcome=ok", []),
        ("path=auth", [1]),
        ("text=grant_type", [1]),
        ("text=ARRIVAL+patientadmin", [2]),
        ("text=arrival+nothing", []),
        ("outcome=nonsense&direction=x&before=y", [3, 2, 1]),
        ("before=3", [2, 1]),
        ("text=" + "x" * 5000, []),
    ],
)
def test_it_is_narrowed_by_what_the_filter_says(three, query, found):
    assert numbers(three.part(f"rows?{query}")) == found


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_verification_is_called_a_challenge(page, redox, receiver, method):
    redox.core.destinations.change(redox.destination.id, url=receiver.url, method=method)
    redox.verify()

    assert '<span class="event">challenge</span>' in page.whole()


def test_a_row_tells_that_a_wrong_token_was_taken(page, redox, receiver):
    redox.push("PatientAdmin.Arrival", receiver.url, "t", as_="wrong", unverified=True)

    assert "acknowledged with 200, though both headers carry another token" in page.raw("rows").text


def test_where_the_day_changes_it_stands_between_the_rows(page, redox, add_many):
    add_many(2)
    redox.clock.advance("1d")
    add_many(1)

    shown = re.findall(r'class="day">([^<]+)<|id="x(\d+)"', page.whole())

    assert [a or b for a, b in shown] == ["2026-01-02", "3", "2026-01-01", "2", "1"]


def test_the_address_keeps_the_filter(three):
    got = three.raw("rows?outcome=refused&text=a+b&direction=")

    assert got.headers["HX-Replace-Url"] == "/__mock__/?text=a+b&outcome=refused"
    assert 'value="a b"' in three.whole("?text=a+b&outcome=refused")


def test_no_secret_is_found_by_searching_for_it(page, redox):
    token = redox.token()
    client = redox.app.test_client()
    client.post("/endpoint", json={}, headers={"authorization": f"Bearer {token}"})

    assert numbers(page.part(f"rows?text={token[:12]}")) == []
    assert numbers(page.part("rows?text=bearer")) == [1]
    assert token not in page.whole()


def test_older_ones_come_a_hundred_at_a_time(page, redox, add_many):
    add_many(250)
    first = page.whole()
    assert numbers(first) == [*range(250, 150, -1)]

    older = re.search(r'hx-get="/__mock__/page/(rows\?before=\d+)"', first)[1]
    second = page.part(older)

    assert numbers(second) == [*range(150, 50, -1)]
    assert "id=stream" not in second
    assert "Show older" in second
    assert "Show older" not in page.part("rows?before=51")


@pytest.fixture
def add_many(redox):
    def add(count: int) -> None:
        for _ in range(count):
            redox.journal.add(
                at=redox.clock.now(), direction="in", method="POST", url="http://m/endpoint",
                path="/endpoint", status=200,
            )  # fmt: skip

    return add


def kinds(text: str) -> list[str]:
    return re.findall(r"^event: (\w+)", text, re.M)


def ids(text: str) -> list[int]:
    return [int(each) for each in re.findall(r"^id: (\d+)", text, re.M)]


def test_what_came_since_is_told_once(page, add_many):
    add_many(3)

    first = page.raw("events?seen=1")

    assert first.content_type == "text/event-stream; charset=utf-8"
    assert (ids(first.text), kinds(first.text)) == ([2, 3, 3], ["row", "row", "seen"])
    assert ids(page.raw("events?seen=1", headers={"Last-Event-ID": "3"}).text) == []


def test_a_browser_asks_again_where_a_stream_ends(page, add_many):
    add_many(1)

    assert page.raw("events").text == "retry: 1000\n\n"
    assert page.raw("events", headers={"Last-Event-ID": "nonsense"}).status_code == 200


def test_only_what_the_filter_lets_through_is_told_but_all_is_seen(page, add_many):
    add_many(3)

    text = page.raw("events?seen=0&outcome=refused").text

    assert (ids(text), kinds(text)) == ([3], ["seen"])


def test_after_a_storm_the_list_is_read_anew(page, add_many):
    add_many(MOST + 1)

    assert kinds(page.raw("events?seen=0").text) == ["reload"]
    assert kinds(page.raw("events?seen=1").text) == ["row"] * MOST + ["seen"]


def test_a_journal_that_was_cleared_is_read_anew(page, redox, add_many):
    add_many(5)
    redox.journal.clear()
    add_many(1)

    text = page.raw("events?seen=5").text

    assert (kinds(text), ids(text)) == (["reload"], [1])


def test_a_server_that_can_goes_on_with_the_stream(page, add_many):
    streams = []
    page.raw("events?seen=0", environ_overrides={STREAM: streams})
    (live,) = streams
    assert live.next() == b""

    add_many(1)

    assert kinds(live.next().decode()) == ["row", "seen"]
    assert live.next() == b""


def test_text_that_would_turn_or_hide_itself_is_shown_as_what_it_is(page, redox):
    redox.app.test_client().get("/\u202eevil\u200b")

    assert "/\\u202eevil\\u200b" in page.whole()
