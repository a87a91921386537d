"""The ways a push carries its token, right and wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_redox.core.errors import Misuse
from mock_redox.core.webhooks.variants import VARIANTS, Known, variant

TOKEN = "Abc-129z"
WRONG = "Bcdx230a"
KNOWN = Known(TOKEN, former=("Former1", "Former0"), others=("Other1",))
ROWS = [
    ("right", [TOKEN], f"Bearer {TOKEN}", "accepts"),
    ("wrong", [WRONG], f"Bearer {WRONG}", "refuses"),
    ("missing", [], None, "refuses"),
    ("empty", [""], "Bearer ", "refuses"),
    ("wrong-header", [WRONG], f"Bearer {TOKEN}", "either"),
    ("wrong-bearer", [TOKEN], f"Bearer {WRONG}", "either"),
    ("one-short", ["Abc-129"], "Bearer Abc-129", "refuses"),
    ("one-long", ["Abc-129zz"], "Bearer Abc-129zz", "refuses"),
    ("case-flipped", ["aBC-129Z"], "Bearer aBC-129Z", "refuses"),
    ("padded", [f"  {TOKEN}  "], f"  Bearer {TOKEN}  ", "either"),
    ("inner-blank", ["Abc- 129z"], "Bearer Abc- 129z", "refuses"),
    ("rotated-out", ["Former1"], "Bearer Former1", "refuses"),
    ("other-destination", ["Other1"], "Bearer Other1", "refuses"),
    ("doubled-right-first", [TOKEN, WRONG], f"Bearer {TOKEN}", "either"),
    ("doubled-wrong-first", [WRONG, TOKEN], f"Bearer {TOKEN}", "either"),
    ("bearer-missing", [TOKEN], TOKEN, "either"),
    ("bearer-lowercase", [TOKEN], f"bearer {TOKEN}", "either"),
    ("basic", [TOKEN], f"Basic {TOKEN}", "either"),
    ("body-only", [], None, "refuses"),
    ("query-only", [], None, "refuses"),
    ("percent-encoded", ["%41%62%63%2D%31%32%39%7A"], "Bearer %41%62%63%2D%31%32%39%7A", "refuses"),
]
UNLISTED = ["look-alike", "huge"]
"""Too long for a row; see test_tokens.py."""

REFUSED = [name for name, each in VARIANTS.items() if each.sound == "refuses"]


@pytest.mark.parametrize(("name", "tokens", "authorization", "sound"), ROWS)
def test_each_variant_sends_its_headers(name, tokens, authorization, sound):
    sent = variant(name).carry(KNOWN).headers
    expected = [("verification-token", each) for each in tokens]
    if authorization is not None:
        expected.append(("authorization", authorization))

    assert sent == tuple(expected)
    assert variant(name).sound == sound


def test_these_are_all_and_an_unknown_one_is_refused_with_the_nearest():
    assert list(VARIANTS) == [row[0] for row in ROWS] + UNLISTED
    with pytest.raises(Misuse, match="unknown token variant 'mising'; did you mean 'missing'"):
        variant("mising")


def test_the_body_or_the_query_carry_the_token_alone():
    in_body, in_query = (variant(name).carry(KNOWN) for name in ("body-only", "query-only"))

    assert (dict(in_body.members), in_body.query) == ({"verification-token": TOKEN}, ())
    assert (in_query.query, in_query.members) == ((("verification-token", TOKEN),), {})


@pytest.mark.parametrize(
    ("name", "token", "note"),
    [
        ("rotated-out", TOKEN, "no former token is known, so one was made up"),
        ("other-destination", TOKEN, "no other destination has a token, so one was made up"),
        ("case-flipped", "12-34", "the token has no letters to flip"),
    ],
)
def test_what_had_to_be_made_up_is_said(name, token, note):
    carried = variant(name).carry(Known(token))

    assert carried.note.startswith(note)
    assert token not in carried.headers[0][1]
    assert variant(name).carry(KNOWN).note == ""


@pytest.mark.parametrize(
    "name", [name for name, each in VARIANTS.items() if each.sound == "refuses"]
)
@given(token=st.text(st.characters(max_codepoint=255, exclude_categories=["C", "Z"]), min_size=1))
def test_what_is_to_be_refused_never_holds_the_right_token(name, token):
    for header, value in variant(name).carry(Known(token)).headers:
        bare = value.removeprefix("Bearer ") if header == "authorization" else value
        assert bare.strip() != token


@pytest.mark.parametrize("name", VARIANTS)
def test_a_crash_a_redirect_or_no_answer_is_never_sound(name):
    assert not any(variant(name).fits(status) for status in (None, 302, 500, 503))


@pytest.mark.parametrize(
    ("sound", "fits"), [("accepts", [200]), ("refuses", [401, 431]), ("either", [200, 401, 431])]
)
def test_a_sound_answer_is_as_the_variant_says(sound, fits):
    for each in (each for each in VARIANTS.values() if each.sound == sound):
        assert [status for status in (200, 401, 431) if each.fits(status)] == fits


@pytest.mark.parametrize("each", VARIANTS.values(), ids=VARIANTS)
def test_each_says_what_it_is_and_what_a_sound_receiver_does(each):
    shown = each.as_json()

    assert list(shown) == ["name", "says", "sound", "sound_does"]
    assert all(shown.values())
    assert not any(text.endswith(".") for text in shown.values())
