"""A made-up secret looks like the one that it stands for, and is another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_redox.core.errors import Misuse
from mock_redox.core.incidents.incident import SavedSecret
from mock_redox.core.incidents.likes import described, disguised, is_harmless, made_up


def another(value):
    return made_up(described("secret 1", value), set(), ())


@pytest.mark.parametrize(
    ("value", "like"),
    [
        ("4292d8a2-ddf5-46de-93bf-5c3741d2c955", "uuid"),
        ("eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln", "jwt"),
        ("eyJhbGciOiJub25lIn0.eyJhIjoxfQ", "jwt"),
        ("hunter2_hunter-2", "word"),
        ('"in quotes"', "text"),
        ("12345678", "text"),
        ("?!$%&/()", "word"),
    ],
)
def test_the_form_is_described_and_not_the_secret(value, like):
    saved = described("secret 1", value)

    assert saved.like == like
    assert value not in repr(saved)
    assert len(another(value)) == len(value)
    assert another(value) != value


def test_a_jwt_keeps_its_dots_and_its_beginning():
    value = "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln"

    assert [len(part) for part in another(value).split(".")] == [19, 10, 4]
    assert another(value).startswith("eyJ")


@given(st.text(max_size=60))
def test_signs_escapes_and_other_scripts_stay_and_letters_and_digits_change(value):
    other = disguised(value, "salt")

    assert len(other) == len(value)
    for old, new in zip(value, other, strict=True):
        assert (old == new) or (old.isascii() and old.isalnum() and old.isdigit() == new.isdigit())


def test_an_escape_stays_one():
    assert disguised(r"a\nb\u00e9c%2Fd", "salt")[1:3] == r"\n"
    assert r"\u00e9" in disguised(r"a\nb\u00e9c%2Fd", "salt")
    assert "%2F" in disguised(r"a\nb\u00e9c%2Fd", "salt")


def test_made_up_ones_differ_from_each_other_even_if_they_are_short():
    taken: set[str] = set()
    for number in range(40):
        secret = SavedSecret(name=f"secret {number}", like="word", length=1)
        taken.add(made_up(secret, taken, ()))

    assert len(taken) == 40


@pytest.mark.parametrize(
    "saved",
    [
        {"like": "word", "length": 10**9},
        {"like": "word", "length": -1},
        {"like": "jwt", "parts": (-5, 6)},
        {"like": "text"},
    ],
)
def test_a_description_that_is_none_is_refused(saved):
    with pytest.raises(Misuse):
        made_up(SavedSecret(name="secret 1", **saved), set(), ("secrets", 0))


@pytest.mark.parametrize(
    "value", ["", "undefined", "NULL", "[object", "${ACCESS_TOKEN}", "$token", "<your-secret>",
              "{{access_token}}", "%TOKEN%"],
)  # fmt: skip
def test_what_is_sent_in_a_secret_s_place_by_mistake_is_no_secret(value):
    assert is_harmless(value)


@pytest.mark.parametrize("value", ["a", "hunter2", "undefined1", "$ecret", "<hunter2>", "tokens"])
def test_all_else_may_be_one(value):
    assert not is_harmless(value)
