"""Plain data read into dataclasses, and mistakes named where they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest

from mock_redox.core.errors import Misuse
from mock_redox.core.records import read, text_of, value_of


@dataclass(frozen=True, kw_only=True)
class Wheel:
    size: int
    brand: str = "none"


@dataclass(frozen=True, kw_only=True)
class Cart:
    name: str
    wheels: tuple[Wheel, ...] = ()
    load: dict[str, Any] = field(default_factory=dict)
    since: datetime | None = None


def test_a_mapping_becomes_a_dataclass_with_what_it_leaves_out_by_default():
    data = {"name": "a", "wheels": [{"size": 3}], "since": "2026-01-01"}

    assert read(Cart, data) == Cart(
        name="a", wheels=(Wheel(size=3, brand="none"),), since=datetime(2026, 1, 1, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ([], "expected a mapping, got a list"),
        (None, "expected a mapping, got nothing"),
        ({}, "'name' is missing"),
        ({"name": "a", "wheel": []}, "wheel: unknown key 'wheel'; did you mean 'wheels'?"),
        ({"name": 5}, "name: expected text, got 5"),
        ({"name": None}, "name: expected text, got nothing"),
        ({"name": "a", "wheels": "3"}, "wheels: expected a list, got '3'"),
        ({"name": "a", "wheels": [{"size": 3}, {}]}, "wheels[1]: 'size' is missing"),
        ({"name": "a", "wheels": [{"size": "3"}]},
         "wheels[0].size: expected a whole number, got '3'"),
        ({"name": "a", "wheels": [{"size": True}]},
         "wheels[0].size: expected a whole number, got True"),
        ({"name": "a", "load": []}, "load: expected a mapping, got a list"),
        ({"name": "a", "since": "noon"},
         "since: 'noon' is not a date and time; write it as 2026-01-01T12:00:00Z"),
        ({"name": "a\ud800"},
         "name: the text holds half a character: a \\ud800 to \\udfff by itself"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_the_path_to_it(data, problem):
    with pytest.raises(Misuse) as caught:
        read(Cart, data)

    assert str(caught.value) == problem


def test_a_long_wrong_value_is_cut():
    with pytest.raises(Misuse) as caught:
        value_of(int, "x" * 10_000)

    assert len(str(caught.value)) < 120


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (timedelta, "5m", timedelta(minutes=5)),
        (timedelta, 0.5, timedelta(seconds=0.5)),
        (float, 3, 3.0),
        (int | None, None, None),
        (dict[str, Any] | str | None, {"a": 1}, {"a": 1}),
        (dict[str, Any] | str | None, "a", "a"),
        (Literal[200, 400], 400, 400),
        (tuple[int, ...], [1, 2], (1, 2)),
    ],
)
def test_a_value_is_read_as_its_annotation_asks(kind, value, expected):
    assert value_of(kind, value) == expected


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        (bool, "true", "expected true or false, got 'true'"),
        (bool, 1, "expected true or false, got 1"),
        (float, True, "expected a number, got True"),
        (timedelta, True, "expected a duration such as 301 or 5m, got True"),
        (datetime, 5, "expected a date and time such as 2026-01-01T12:00:00Z, got 5"),
        (Literal["POST", "GET"], "post", "'post' is not allowed; did you mean 'POST'?"),
        (Literal[0, 1], True, "True is not allowed; known: 0, 1"),
        (dict[str, Any] | str | None, 5, "expected a mapping or text, got 5"),
    ],
)
def test_a_wrong_value_says_what_was_expected(kind, value, problem):
    with pytest.raises(Misuse) as caught:
        value_of(kind, value)

    assert str(caught.value) == problem


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (bool, "Yes", True),
        (bool, "off", False),
        (int, " 5 ", 5),
        (float, "0.5", 0.5),
        (str, "5", "5"),
        (timedelta, "301", timedelta(seconds=301)),
        (datetime | None, "", None),
        (datetime | None, "2026-01-01", datetime(2026, 1, 1, tzinfo=UTC)),
        (tuple[str, ...], "a, b,,c", ("a", "b", "c")),
        (tuple[str, ...], "", ()),
        (Literal["POST", "GET"], "GET", "GET"),
        (Literal[200, 400], "400", 400),
    ],
)
def test_text_without_types_is_read_by_the_annotation(kind, text, expected):
    assert text_of(kind, text) == expected
    assert type(text_of(kind, text)) is type(expected)


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        (bool, "maybe", "'maybe' is not a yes or no; write true or false"),
        (int, "5.5", "'5.5' is not a whole number"),
        (float, "much", "'much' is not a number"),
    ],
)
def test_wrong_text_says_what_was_expected(kind, text, problem):
    with pytest.raises(Misuse) as caught:
        text_of(kind, text)

    assert str(caught.value) == problem
