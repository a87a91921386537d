"""Without any one of its required fields a message is refused, by the path of that field."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime

import pytest

from mock_redox.core.data_model.checking import check
from mock_redox.core.data_model.events import EVENTS
from mock_redox.core.data_model.messages import parse
from mock_redox.core.data_model.schemas import all_schemas
from mock_redox.core.errors import MessageRefused
from mock_redox.synthetic.samples import SyntheticSamples

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ALL = {schema.name: schema for schema in all_schemas()}


def message(name: str) -> dict:
    body = SyntheticSamples(0).message(name, NOON, "Keva Green")
    schema = ALL[name]
    meta = {"DataModel": schema.data_model, "EventType": schema.event_type, **body.pop("Meta", {})}
    return {"Meta": meta, **body}


def without(given: dict, path: str) -> dict:
    """The same without what stands at the path, in the first entry of lists."""
    made = copy.deepcopy(given)
    *above, last = path.split(".")
    holder = made
    for step in above:
        holder = holder[step.removesuffix("[]")]
        holder = holder[0] if step.endswith("[]") else holder
    assert holder.pop(last.removesuffix("[]")) is not None
    return made


def first(path: str) -> str:
    """The path as it is told, which names the entry."""
    return path.removesuffix("[]").replace("[]", "[0]")


@pytest.mark.parametrize("name", [each.name for each in EVENTS.values()])
def test_what_is_sent_without_one_is_refused_with_400_and_its_path(name):
    whole = message(name)

    for path in ALL[name].required:
        raw = json.dumps(without(whole, path)).encode()
        with pytest.raises(MessageRefused) as refused:
            check(parse(raw), "redox")

        assert refused.value.status == 400
        assert refused.value.text.startswith(f"Required field missing - {first(path)} in ")


def test_a_whole_message_of_every_event_that_is_sent_is_taken():
    for event in EVENTS.values():
        check(parse(json.dumps(message(event.name)).encode()), "strict")
