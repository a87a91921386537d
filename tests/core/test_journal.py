"""The journal: bounded, never de-duplicated, searched by filters, shown without secrets."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta

import pytest

from mock_redox.core.errors import Explanation
from mock_redox.core.journal import Journal, Query
from mock_redox.core.settings import LiveSettings, Settings

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def journal(**settings) -> Journal:
    return Journal(LiveSettings(Settings(**settings)))


def add(to: Journal, **parts):
    usual = {
        "at": NOON, "direction": "in", "method": "POST", "url": "http://mock/endpoint",
        "path": "/endpoint", "status": 200,
    }  # fmt: skip
    return to.add(**{**usual, **parts})


def numbers(found) -> list[int]:
    return [each.id for each in found]


def test_exchanges_are_numbered_from_one_and_found_oldest_first():
    kept = journal()
    for _ in range(3):
        add(kept)

    assert numbers(kept.find()) == [1, 2, 3]
    assert kept.get(2) == kept.find()[1]
    assert kept.get(4) is None


def test_equal_exchanges_are_never_made_one():
    kept = journal()
    for _ in range(5):
        add(kept, request_body=b"the same")

    assert len(kept) == 5


def test_it_keeps_the_newest_entries_up_to_its_limit():
    kept = journal(journal_entries=3)
    for _ in range(5):
        add(kept)

    assert numbers(kept.find()) == [3, 4, 5]
    assert (len(kept), kept.dropped) == (3, 2)


def test_it_keeps_bodies_of_both_directions_up_to_its_limit_in_bytes():
    kept = journal(journal_bytes=100)
    for _ in range(3):
        add(kept, url="", path="", request_body=b"q" * 30, response_body=b"a" * 20)

    assert numbers(kept.find()) == [2, 3]
    add(kept, url="", path="", request_body=b"q")
    assert numbers(kept.find()) == [3, 4]


@pytest.mark.parametrize(
    "long",
    [{"request_headers": (("x-a", "v" * 60),)}, {"response_headers": (("x" * 60, ""),)},
     {"url": "u" * 60}, {"path": "p" * 60}],
)  # fmt: skip
def test_what_a_client_makes_long_counts_wherever_it_stands(long):
    kept = journal(journal_bytes=200)
    for _ in range(5):
        add(kept, **long)

    assert len(kept) < 4


def test_a_long_body_is_cut_and_says_how_long_it_was():
    kept = journal(journal_body=10)

    assert add(kept, request_body=b"0123456789").request_body == b"0123456789"
    assert add(kept, response_body=b"0123456789x").response_body == (
        b"0123456789... (11 bytes in all)"
    )


def test_clearing_begins_anew():
    kept = journal(journal_entries=1)
    add(kept)
    add(kept)
    kept.clear()

    assert (kept.find(), kept.dropped) == ([], 0)
    assert add(kept).id == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(), [1, 2, 3, 4]),
        (Query(since=NOON + timedelta(seconds=2)), [3, 4]),
        (Query(until=NOON + timedelta(seconds=2)), [1, 2]),
        (Query(path="/query"), [2]),
        (Query(client="b"), [2, 4]),
        (Query(outcome="failed"), [3]),
        (Query(direction="out"), [3, 4]),
        (Query(after=2), [3, 4]),
        (Query(limit=3), [2, 3, 4]),
        (Query(limit=0), []),
        (Query(client="b", direction="in"), [2]),
    ],
)
def test_filters_narrow_and_a_limit_takes_the_newest(query, expected):
    kept = journal()
    add(kept, client="a")
    add(kept, client="b", url="http://mock/query?x=1", at=NOON + timedelta(seconds=1))
    add(kept, direction="out", outcome="failed", at=NOON + timedelta(seconds=2))
    add(kept, direction="out", client="b", at=NOON + timedelta(seconds=3))

    assert numbers(kept.find(query)) == expected


def test_a_listener_hears_each_exchange_until_it_stops():
    kept, heard = journal(), []
    stop = kept.listen(lambda exchange: heard.append(exchange.id))
    add(kept)
    add(kept)
    stop()
    add(kept)

    assert heard == [1, 2]


def test_parallel_exchanges_all_get_a_number_of_their_own():
    kept = journal()
    threads = [
        threading.Thread(target=lambda: [add(kept, request_body=b"xx") for _ in range(50)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers(kept.find())) == list(range(1, 401))


def test_a_header_is_found_in_any_case():
    exchange = add(journal(), request_headers=(("Content-Type", "a"), ("content-type", "b")))

    assert exchange.header("CONTENT-TYPE") == "a"
    assert exchange.header("accept") is None


def test_a_line_says_when_what_and_why():
    why = Explanation("token.unknown", "a token", "another", "fetch a new token")

    assert add(journal(), status=401, explanation=why).line() == (
        "2026-01-01T12:00:00.000Z -> POST /endpoint 401"
        "  token.unknown: got a token; expected another. Fix: fetch a new token"
    )
    assert add(journal(), direction="out", status=None, reason="no answer: refused").line() == (
        "2026-01-01T12:00:00.000Z <- POST http://mock/endpoint no answer  no answer: refused"
    )


def test_no_secret_is_in_what_it_shows():
    exchange = add(
        journal(),
        url="http://mock/hook?verification-token=TOPSECRET",
        direction="out",
        request_headers=(
            ("Authorization", "Bearer TOPSECRET"),
            ("verification-token", "TOPSECRET"),
        ),
        request_body=b'{"apiKey":"known","secret":"TOPSECRET","Meta":"of TOPSECRET"}',
        response_headers=(("set-cookie", "TOPSECRET"),),
        response_body=b'{"accessToken":"TOPSECRET"}',
    )

    assert "TOPSECRET" not in json.dumps(exchange.as_json()) + exchange.line()
    assert "known" in exchange.as_json()["request"]["body"]


def test_numbers_narrow_on_both_sides_also_when_the_oldest_are_gone():
    kept = journal(journal_entries=5)
    for _ in range(8):
        add(kept)

    assert numbers(kept.find(Query(after=5))) == [6, 7, 8]
    assert numbers(kept.find(Query(before=6))) == [4, 5]
    assert numbers(kept.find(Query(after=1, before=7, limit=2))) == [5, 6]
    assert numbers(kept.find(Query(after=8))) == []
    assert numbers(kept.find(Query(before=4))) == []
    assert [kept.get(each) is not None for each in (3, 4, 8, 9)] == [False, True, True, False]


def test_the_newest_number_is_known_and_gone_when_it_is_cleared():
    kept = journal()
    assert kept.newest == 0
    add(kept)
    add(kept)
    assert kept.newest == 2
    kept.clear()
    assert (kept.newest, kept.get(1)) == (0, None)


def test_what_pytest_shows_of_an_exchange_has_no_secret():
    exchange = add(journal(), request_headers=(("authorization", "Bearer s3cret-token"),))

    assert repr(exchange) == f"<Exchange {exchange.id}: {exchange.line()}>"
    assert "s3cret" not in repr(exchange)
