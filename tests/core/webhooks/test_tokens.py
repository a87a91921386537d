"""Wrong spellings of a token: never the right one, and such as can go on the wire."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_redox.core.destinations.checking import checked_token
from mock_redox.core.webhooks import tokens

TOKENS = st.text(
    st.characters(max_codepoint=255, exclude_categories=["C", "Z"]), min_size=1, max_size=40
)
ALWAYS = [
    tokens.wrong,
    tokens.inner_blank,
    tokens.percent_encoded,
    tokens.look_alike,
    tokens.huge,
]


@given(TOKENS)
def test_a_wrong_token_differs_in_every_letter_but_not_in_length(token):
    made = tokens.wrong(token)

    assert checked_token(made) == made
    assert len(made) == len(token)
    assert all(a != b for a, b in zip(token, made, strict=True))


@pytest.mark.parametrize("spell", ALWAYS)
@given(token=TOKENS)
def test_no_spelling_is_the_token_and_all_can_be_sent(spell, token):
    made = spell(token)

    assert made.strip(" \t") != token
    assert not {"\r", "\n", "\0"} & set(made)
    assert made.encode("latin-1")


def test_the_case_is_flipped_of_ascii_letters_alone():
    assert tokens.case_flipped("aB1-é") == "Ab1-é"
    assert tokens.case_flipped("12-é") == "12-é"


def test_a_blank_stands_inside_even_of_one_letter():
    assert tokens.inner_blank("abcd") == "ab cd"
    assert tokens.inner_blank("a") == "a a"


def test_every_byte_is_percent_encoded():
    assert tokens.percent_encoded("a-é") == "%61%2D%E9"


def test_a_look_alike_is_utf_8_that_normalises_to_the_same_or_looks_it():
    made = tokens.look_alike("ab1é").encode("latin-1").decode("utf-8")

    assert made[0] == "\u0430"
    assert unicodedata.normalize("NFKC", made[1:]) == "b1é"


def test_a_huge_token_begins_with_the_right_one_and_is_16_kb():
    made = tokens.huge("abc")

    assert (len(made), made[:6]) == (16_384, "abcabc")
    assert len(tokens.huge("a" * 20_000)) == 20_001
