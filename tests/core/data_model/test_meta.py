"""The retired ids of Meta, behind a switch."""

from __future__ import annotations

from mock_redox.core.data_model.meta import legacy_ids
from mock_redox.core.ids import Ids
from mock_redox.core.settings import LiveSettings, Settings


def test_the_retired_ids_are_absent_unless_switched_on():
    settings = LiveSettings(Settings())
    assert legacy_ids(Ids(0), settings) == {}
    settings.change(legacy_ids=True)

    assert list(legacy_ids(Ids(0), settings)) == ["Message", "Transmission"]


def test_they_are_numbers_that_differ_from_message_to_message():
    ids, settings = Ids(0), LiveSettings(Settings(legacy_ids=True))
    made = [legacy_ids(ids, settings)[name]["ID"] for name in ("Message", "Transmission") * 10]

    assert all(type(number) is int for number in made)
    assert len(set(made)) == 20
