"""No text keeps a secret, however it is spelt."""

from __future__ import annotations

import json
import string
from datetime import UTC, datetime
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_redox.adapters.contracting.hiding import Hider, in_exchange
from mock_redox.core.journal import Exchange

SECRET = 'my"secret/tökén +%1'
SECRETS = st.text(
    string.ascii_letters + string.digits + "\"'\\/+%&<>=-_~ é", min_size=8, max_size=40
)
SPELLINGS = [
    str, quote, quote_plus, json.dumps, repr, str.upper, str.swapcase,
    lambda secret: json.dumps(secret, ensure_ascii=False), lambda secret: quote(secret, safe=""),
    lambda secret: f"{secret}{secret}", lambda secret: f"x{secret}x",
]  # fmt: skip


@given(SECRETS.filter(lambda text: text.strip() == text), st.sampled_from(SPELLINGS), st.text())
def test_a_secret_is_hidden_in_every_spelling(secret, spell, around):
    shown = Hider({secret: "T"}).text(f"{around} {spell(secret)} {around}")

    assert secret not in shown.replace(around, "")
    assert "[hidden " in shown


@given(st.dictionaries(SECRETS, st.just("T"), max_size=5), st.text())
def test_what_holds_no_secret_stays_as_it_is(known, text):
    if any(secret.lower() in text.lower() or secret.strip().lower() in text.lower()
           for secret in known):  # fmt: skip
        return

    assert Hider({}).text(text) == text


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("said 1LDHpo2QmOikhIVzT8O2YZUiWUed1nIxi1XSQGLZ3_A.", True),
        ("abcdefghijklmnopqrstuvwXYZ-abcdefghijklmnop", True),
        ("ab12CD34ef56GH78ij90KL12mn34", True),
        ("c336e5fa-db9d-4cac-b5ce-cc07abf438a4", False),
        ("C336E5FA-DB9D-4CAC-B5CE-CC07ABF438A4", False),
        ("PatientAdmin.Arrival/AVeryLongNameOfAThing", False),
        ("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", False),
    ],
)
def test_what_looks_drawn_by_lot_is_hidden(text, hidden):
    assert ("[hidden " in Hider({}).text(text)) is hidden


def test_a_longer_secret_goes_before_one_in_it():
    hider = Hider({"abcdefgh": "A", "abcdefgh-ijkl": "B"})

    assert hider.text("abcdefgh-ijkl") == hider.text("ABCDEFGH-ijkl").replace(
        hider.text("ABCDEFGH-ijkl"), hider.text("abcdefgh-ijkl")
    )
    assert hider.text("abcdefgh-ijkl").count("[hidden") == 1


def test_a_short_secret_is_hidden_where_it_is_a_word():
    shown = Hider({"redox": "T"}).text("http://redoxengine.com/redox?token=redox")

    assert shown.startswith("http://redoxengine.com/[hidden 5 chars #")
    assert shown.count("[hidden") == 2


def test_a_secret_that_is_no_unicode_is_hidden():
    assert Hider({"abc\ud800defgh": "T"}).text("abc\ud800defgh").startswith("[hidden ")


@pytest.mark.parametrize("nothing", ["", "ab"])
def test_what_is_too_short_hides_nothing(nothing):
    assert Hider({nothing: "T"}).text("about ab") == "about ab"


def test_names_and_values_of_a_tree_are_searched():
    tree = {"a": [f"x {SECRET}", {SECRET: 1}], "b": None, "c": (True, 2.5)}
    shown = json.dumps(Hider({SECRET: "T"}).tree(tree), ensure_ascii=False)

    assert SECRET not in shown
    assert json.dumps(SECRET, ensure_ascii=False)[1:-1] not in shown


def exchange(**more):
    parts = {
        "at": datetime(2026, 1, 1, tzinfo=UTC), "direction": "out", "method": "POST",
        "url": "http://x/redox", "path": "/redox",
    }  # fmt: skip
    return Exchange(**{**parts, **more})


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"request_headers": (("Verification-Token", "abcdefgh1"),)}, "ANOTHER_TOKEN"),
        ({"request_headers": (("authorization", "Bearer abcdefgh1"),)}, "ANOTHER_TOKEN"),
        ({"request_headers": (("authorization", "Bearer abcdefgh1"),), "direction": "in"},
         "ACCESS_TOKEN"),
        ({"response_headers": (("set-cookie", "abcdefgh1"),)}, "SET_COOKIE"),
        ({"url": "http://x/?a=b&verification-token=abcdefgh1"}, "ANOTHER_TOKEN"),
        ({"request_body": b"client_assertion=abcdefgh1&x=y"}, "CLIENT_ASSERTION"),
        ({"request_body": b'{"a": [{"secret": "abcdefgh1"}]}'}, "SECRET"),
        ({"response_body": b'{"access_token": "abcdefgh1"}'}, "ACCESS_TOKEN"),
        ({"request_body": b'{"SSN": "abcdefgh1"}', "direction": "in"}, "SSN"),
    ],
)  # fmt: skip
def test_what_stands_under_the_name_of_a_secret_is_one(more, found):
    assert in_exchange(exchange(**more)) == {"abcdefgh1": found}


@pytest.mark.parametrize(
    "more",
    [{"request_body": b'{"SSN": "123-45-678"}'}, {"request_body": b"\xff\x00{"},
     {"request_body": b"[" * 100_000}, {"request_headers": (("verification-token", "short"),)}],
)  # fmt: skip
def test_made_up_people_and_short_values_are_none(more):
    assert in_exchange(exchange(**more)) == {}


def test_what_a_client_sends_is_searched_for_what_looks_drawn_by_lot():
    token = "1LDHpo2QmOikhIVzT8O2YZUiWUed1nIxi1XSQGLZ3_A"
    sent = {"url": f"http://x/query?t={token}", "request_body": f'{{"t": "{token}2"}}'.encode()}

    assert in_exchange(exchange(**sent, direction="in")) == {token: "SECRET", f"{token}2": "SECRET"}
    assert in_exchange(exchange(**sent)) == {}
