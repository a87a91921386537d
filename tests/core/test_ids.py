"""Identifiers from the seed."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from mock_redox.core.ids import Ids

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def some(ids: Ids) -> list[object]:
    return [
        ids.uuid("a"), ids.secret("b"), ids.word("c", 32), ids.number("d", 1, 10**9), ids.uuid("a"),
    ]  # fmt: skip


def test_the_same_seed_gives_the_same_and_another_seed_others():
    assert some(Ids(7)) == some(Ids(7))
    assert not set(some(Ids(7))) & set(some(Ids(8)))


def test_rewinding_begins_anew():
    ids = Ids(7)
    first = some(ids)
    assert some(ids) != first

    ids.rewind()
    assert some(ids) == first


def test_more_of_one_purpose_does_not_shift_another():
    busy, quiet = Ids(7), Ids(7)
    for _ in range(100):
        busy.uuid("tokens")

    assert busy.uuid("clients") == quiet.uuid("clients")


@given(st.integers())
def test_ids_have_the_shapes_of_redox(seed):
    ids = Ids(seed)

    assert UUID.fullmatch(ids.uuid("a"))
    assert re.fullmatch(r"[\w-]{43}", ids.secret("a"), re.ASCII)
    assert re.fullmatch(r"[A-Za-z0-9]{72}", ids.word("a", 72))
    assert 5 <= ids.number("a", 5, 6) <= 6


def test_a_thousand_ids_are_all_different():
    ids = Ids(0)

    assert len({ids.uuid("a") for _ in range(1000)}) == 1000
