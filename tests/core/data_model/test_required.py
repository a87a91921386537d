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
from mock_redox.core.data_model.schemas.validation import problems
from mock_redox.core.errors import MessageRefused
from mock_redox.synthetic.samples import SyntheticSamples

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ALL = {schema.name: schema for schema in all_schemas()}
CASES = [(name, path) for name, each in ALL.items() for path in each.required]


def message(name: str) -> dict:
    body = SyntheticSamples(0).message(name, NOON, "Keva Green")
    schema = ALL[name]
    meta = {"DataModel": schema.data_model, "EventType": schema.event_type, **body.pop("Meta", {})}
    return {"Meta": meta, **body}


def without(given: dict, path: str, put: str) -> dict:
    """The same without what stands at the path, in the first entry of lists; or null there."""
    made = copy.deepcopy(given)
    *above, last = path.split(".")
    holder = made
    for step in above:
        holder = holder[step.removesuffix("[]")]
        holder = holder[0] if step.endswith("[]") else holder
    assert holder[last.removesuffix("[]")] is not None
    if put == "absent":
        del holder[last.removesuffix("[]")]
    else:
        holder[last.removesuffix("[]")] = None
    return made


def first(path: str) -> str:
    """The path as it is told, which names the entry."""
    return path.removesuffix("[]").replace("[]", "[0]")


@pytest.mark.parametrize("put", ["absent", "null"])
@pytest.mark.parametrize(("name", "path"), CASES, ids=[f"{n}-{p}" for n, p in CASES])
def test_each_required_field_is_missed_by_its_path(name, path, put):
    faulty = without(message(name), path, put)

    found = problems(ALL[name], faulty)

    assert [(each.path, each.fault) for each in found] == [
        (first(path), "missing" if put == "absent" else "null")
    ]


SENT = [(name, path) for name, path in CASES if tuple(name.rsplit(".", 1)) in EVENTS]


@pytest.mark.parametrize(("name", "path"), SENT, ids=[f"{n}-{p}" for n, p in SENT])
def test_what_is_sent_without_one_is_refused_with_400_and_its_path(name, path):
    raw = json.dumps(without(message(name), path, "absent")).encode()

    with pytest.raises(MessageRefused) as refused:
        check(parse(raw), "redox")

    assert refused.value.status == 400
    assert refused.value.text.startswith(f"Required field missing - {first(path)} in ")


def test_a_whole_message_of_every_event_that_is_sent_is_taken():
    for event in EVENTS.values():
        check(parse(json.dumps(message(event.name)).encode()), "strict")
