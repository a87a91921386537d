"""Golden messages and stories: a seed gives the same bytes on every Python, in every process."""

import json
from pathlib import Path

import pytest

from mock_redox import MockRedox, Settings

FIXTURES = Path(__file__).parents[1] / "fixtures"
EVENTS = MockRedox().core.samples.events()
STORIES = {each.name: len(each.mix) or 1 for each in MockRedox().stories()}
"""Of how many patients each is."""


def golden(event: str) -> str:
    """The first message of an event from the seed 0, as it would be pushed."""
    message = MockRedox(Settings(clock="virtual")).message(event)
    return json.dumps(message, indent=2, ensure_ascii=False) + "\n"


def golden_story(name: str) -> str:
    """The first story of its name from the seed 0, a message a line."""
    messages = MockRedox(Settings(clock="virtual")).story(name, STORIES[name]).messages()
    return "[\n" + ",\n".join(json.dumps(each, ensure_ascii=False) for each in messages) + "\n]\n"


@pytest.mark.parametrize("event", EVENTS)
def test_a_golden_message_is_what_the_seed_gives(event):
    assert (FIXTURES / f"{event}.json").read_text(encoding="utf-8") == golden(event)


def test_there_is_a_golden_message_for_each_sample_and_none_else():
    assert sorted(path.stem for path in FIXTURES.glob("*.json")) == sorted(EVENTS)


@pytest.mark.parametrize("name", STORIES)
def test_a_golden_story_is_what_the_seed_gives(name):
    found = (FIXTURES / "stories" / f"{name}.json").read_text(encoding="utf-8")

    assert found == golden_story(name)


def test_there_is_a_golden_story_for_each_and_none_else():
    found = sorted(path.stem for path in (FIXTURES / "stories").glob("*.json"))

    assert found == sorted(STORIES)


if __name__ == "__main__":  # python tests/test_fixtures.py writes them anew
    for each in EVENTS:
        (FIXTURES / f"{each}.json").write_text(golden(each), encoding="utf-8")
    for each in STORIES:
        (FIXTURES / "stories" / f"{each}.json").write_text(golden_story(each), encoding="utf-8")
