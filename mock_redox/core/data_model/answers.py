"""What is missing or wrong in an endpoint's answer to a query.

Source: webhooks.md 5.3, and the schema of the answering event. What it leaves optional may be null,
containers too: such answers were recorded (data-models.md 4.2).
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from mock_redox.core.data_model.events import Event
from mock_redox.core.data_model.schemas import schema_of, validation
from mock_redox.core.data_model.schemas.problems import named
from mock_redox.core.data_model.schemas.validation import MOST

EITHER = {
    "PatientSearch.Query": ("Patient", "PotentialMatches"),
    "Vaccination.PatientQuery": ("Patient", "PotentialMatches"),
}
"""Keys of which one must be there: one match, or several (webhooks.md 5.3)."""


def problems(event: Event, body: Mapping[str, Any]) -> list[str]:
    """What is wrong with the answer to a query, the first few, each as ``<path> is missing``.

    With ``Meta.Errors`` only these are looked at: then there need be no data (webhooks.md 5.1).
    """
    return list(islice(_all(event, body), MOST))


def _all(event: Event, body: Mapping[str, Any]) -> Iterator[str]:
    meta = body.get("Meta")
    yield from _meta(event, meta)
    errors = meta.get("Errors") if isinstance(meta, Mapping) else None
    if errors:
        yield from _errors(errors)
        return
    either = EITHER.get(event.name)
    if either and not any(name in body for name in either):
        yield f"{' or '.join(either)} is missing"
    schema = schema_of(event.data_model, str(event.answer))
    judged = {**body, "Meta": {"DataModel": schema.data_model, "EventType": schema.event_type}}
    for each in validation.problems(schema, judged, null_containers=True):
        yield each.sentence


def _meta(event: Event, meta: object) -> Iterator[str]:
    """Answers under the query's own event type were recorded, so it counts, too (5.3)."""
    if not isinstance(meta, Mapping):
        yield "Meta is missing" if meta is None else f"Meta is {named(meta)}, not an object"
        return
    for name, right in (
        ("DataModel", (event.data_model,)),
        ("EventType", (str(event.answer), event.event_type)),
    ):
        if meta.get(name) is None:
            yield f"Meta.{name} is missing"
        elif meta[name] not in right:
            yield f"Meta.{name} is {meta[name]!r:.60}, not {' or '.join(map(repr, right))}"


def _errors(errors: object) -> Iterator[str]:
    """Each has a text at least (5.1)."""
    if not isinstance(errors, list):
        yield f"Meta.Errors is {named(errors)}, not a list"
        return
    for number, each in enumerate(errors):
        if not isinstance(each, Mapping):
            yield f"Meta.Errors[{number}] is {named(each)}, not an object"
        elif each.get("Text") is None:
            state = "null" if "Text" in each else "missing"
            yield f"Meta.Errors[{number}].Text is {state}"
