"""The ways a push carries its token, right and wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_redox.core.destinations import checked_token
from mock_redox.core.errors import Misuse
from mock_redox.core.webhooks.variants import VARIANTS, variant, wrong

TOKEN = "Abc-129z"
WRONG = "Bcdx230a"


@pytest.mark.parametrize(
    ("name", "header", "bearer", "sound"),
    [
        ("right", TOKEN, f"Bearer {TOKEN}", "accepts"),
        ("wrong", WRONG, f"Bearer {WRONG}", "refuses"),
        ("missing", None, None, "refuses"),
        ("empty", "", "Bearer ", "refuses"),
        ("wrong-header", WRONG, f"Bearer {TOKEN}", "either"),
        ("wrong-bearer", TOKEN, f"Bearer {WRONG}", "either"),
    ],
)
def test_each_variant_sends_its_headers(name, header, bearer, sound):
    sent = dict(variant(name).headers(TOKEN))

    assert (sent.get("verification-token"), sent.get("authorization")) == (header, bearer)
    assert len(sent) == (0 if header is None else 2)
    assert variant(name).sound == sound


def test_these_are_all_and_an_unknown_one_is_refused_with_the_nearest():
    assert list(VARIANTS) == ["right", "wrong", "missing", "empty", "wrong-header", "wrong-bearer"]
    with pytest.raises(Misuse, match="unknown token variant 'mising'; did you mean 'missing'"):
        variant("mising")


@given(st.text(st.characters(max_codepoint=255, exclude_categories=["C", "Z"]), min_size=1))
def test_a_wrong_token_differs_in_every_letter_but_not_in_length(token):
    made = wrong(token)

    assert checked_token(made) == made
    assert len(made) == len(token)
    assert all(a != b for a, b in zip(token, made, strict=True))
