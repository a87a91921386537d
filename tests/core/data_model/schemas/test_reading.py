"""How the files of the schemas are written."""

from __future__ import annotations

import pytest

from mock_redox.core.data_model.schemas.model import EventSchema
from mock_redox.core.data_model.schemas.reading import read

SHARED = """
values Sex: Female | Male
block Loc
  Type
  Department
block LocDept* = Loc
  ~ Department*
block Person
  Name: string  # as it is written
  Sex: Sex
  reliable Name
"""


def event(text, name="A"):
    shape = read(text, read(SHARED)).events[name]
    return EventSchema("M", name, shape.fields, tuple(shape.marks), shape.removed)


def test_a_line_is_a_field_and_what_is_indented_below_it_is_in_it():
    fields = event("event A\n  X[]\n    Y*: number\n    Z: string or list\n").fields

    assert fields["X"].many
    assert fields["X"].fields["Y"].kinds == ("number",)
    assert fields["X"].fields["Z"].kinds == ("string", "list")


def test_what_holds_a_required_field_is_required():
    assert event("event A\n  X\n    Y\n      Z*\n  V\n").required == ("X", "X.Y", "X.Y.Z")


def test_a_block_is_a_kind_and_can_be_spread():
    schema = event("event A\n  Here: Person\n  ...Person\n  At: LocDept*\n")

    assert set(schema.fields) == {"Here", "Name", "Sex", "At"}
    assert schema.fields["Here"].block == "Person"
    assert schema.fields["Name"].note == "as it is written"
    assert schema.reliable == {"Here.Name", "Name"}
    assert schema.required == ("At", "At.Department")


def test_an_event_may_rest_on_another_and_differ():
    text = """
event A, B
  X
    Y
    Z*
    At: Loc
  reliable X.{Y, Z}
event C = A
  + X.W: Sex
  - X.Y
  ~ X.Z
  ~ X.At.Department*
"""
    schema = event(text, "C")

    assert set(event(text, "B").fields["X"].fields) == {"Y", "Z", "At"}
    assert set(schema.fields["X"].fields) == {"Z", "At", "W"}
    assert schema.fields["X"].fields["W"].values.values == ("Female", "Male")
    assert schema.fields["X"].fields["At"].block == ""
    assert schema.required == ("X", "X.At", "X.At.Department")
    assert schema.reliable == {"X.Z"}


def test_values_with_dots_at_the_end_are_examples_and_empty_may_be_one():
    schema = event('values S: a | b |\n  ...\nvalues T: c | ""\nevent A\n  X: S\n  Y: T\n')

    assert schema.fields["X"].values == ("S", ("a", "b"), True)
    assert schema.fields["Y"].values == ("T", ("c", ""), False)


def test_short_paths_stand_for_many():
    schema = event("event A\n  X[]\n    Y\n    Z[]\n      V\n  reliable X[].*\n")

    assert schema.reliable == {"X[].Y", "X[].Z[].V"}


@pytest.mark.parametrize(
    "text",
    [
        "event A\n  X: nothing\n", "event A\n  X y\n", "event A\n  ...Nobody\n",
        "event A = B\n", "thing A\n  X\n", "event A\n  X*\n    Y\n",
        "event A\n  X\nevent B = A\n  + X\n", "event A\n  X\nevent B = A\n  ~ Y\n",
        "event A\n  X\n  reliable Y\n",
    ],
)  # fmt: skip
def test_a_file_that_is_not_written_so_is_refused(text):
    with pytest.raises((ValueError, KeyError)):
        assert event(text).reliable
