"""The form of a token request, taken apart."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from thoroughness import draws

from mock_redox.core.auth.token_form import MOST_FIELDS, fields

PIECES = some.sampled_from(
    [b"&", b"=", b"+", b"%", b"%3A", b"%c3%a9", b"%zz", b"a", b"grant_type", b"\xff", b"\xc3\xa9"]
)


@settings(max_examples=draws(200), deadline=None)
@given(some.lists(PIECES, max_size=12).map(b"".join))
def test_a_form_reads_as_the_standard_library_reads_it(body):
    theirs = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)

    found = {
        name: each if isinstance(each, list) else [each] for name, each in fields(body).items()
    }

    assert found == (theirs if b"=" in body else {})


@pytest.mark.parametrize("length", [3, 99, 100, 5000])
def test_what_is_escaped_comes_out_as_it_was_however_long_it_is(length):
    value = ("é:+ &=%" * length)[:length]

    assert fields(urlencode({"a": value}).encode()) == {"a": value}


def test_a_form_with_too_many_fields_has_none():
    assert len(fields(b"&".join(b"a%d=" % n for n in range(MOST_FIELDS)))) == MOST_FIELDS
    assert fields(b"&".join(b"a%d=" % n for n in range(MOST_FIELDS + 1))) == {}
