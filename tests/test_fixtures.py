"""The golden messages: the same seed gives the same bytes, on every Python and in every process."""

import json
from pathlib import Path

import pytest

from mock_redox import MockRedox, Settings

FIXTURES = Path(__file__).parents[1] / "fixtures"
EVENTS = MockRedox().core.samples.events()


def golden(event: str) -> str:
    """The first message of an event from the seed 0, as it would be pushed."""
    message = MockRedox(Settings(clock="virtual")).message(event)
    return json.dumps(message, indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("event", EVENTS)
def test_a_golden_message_is_what_the_seed_gives(event):
    assert (FIXTURES / f"{event}.json").read_text(encoding="utf-8") == golden(event)


def test_there_is_a_golden_message_for_each_sample_and_none_else():
    assert sorted(path.stem for path in FIXTURES.glob("*.json")) == sorted(EVENTS)


if __name__ == "__main__":  # python tests/test_fixtures.py writes them anew
    for each in EVENTS:
        (FIXTURES / f"{each}.json").write_text(golden(each), encoding="utf-8")
