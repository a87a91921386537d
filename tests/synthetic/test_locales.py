"""The word lists of the countries: each name stands as a person would write it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from mock_redox.synthetic.locales import LOCALES, locale
from mock_redox.synthetic.locales.model import words


def texts(value: object) -> list[str]:
    """All texts in a list, however deep."""
    if isinstance(value, str):
        return [value]
    return [text for each in value for text in texts(each)] if isinstance(value, tuple) else []


@pytest.mark.parametrize("name", LOCALES)
def test_no_word_wraps_has_a_double_blank_or_is_empty(name):
    found = [
        text for each in fields(locale(name)) for text in texts(getattr(locale(name), each.name))
    ]

    assert len(found) > 100
    assert [text for text in found if not text or text != " ".join(text.split())] == []


def test_a_name_of_several_words_may_wrap_in_its_list():
    assert words("Oak Street | Pine\nStreet |\nElm  Street") == (
        "Oak Street", "Pine Street", "Elm Street",
    )  # fmt: skip
