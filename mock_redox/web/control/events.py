"""Operations on the events of the data models: their schemas, and messages of them."""

from dataclasses import dataclass
from urllib.parse import quote

from mock_redox.core.data_model.events import EVENTS
from mock_redox.core.data_model.schemas import all_schemas, schema_of
from mock_redox.core.data_model.schemas.json_schema import json_schema
from mock_redox.core.webhooks.messages import Content
from mock_redox.web.control.operations import Call, operation
from mock_redox.web.control.records import MessageOrder


@dataclass(frozen=True, kw_only=True)
class Strictness:
    """``strict=true`` also asks for values and formats, and for no unknown field."""

    strict: bool = False


@operation("GET", "/schemas", "The events of the data models, each with the path of its schema",
           answer="Schemas")  # fmt: skip
def list_schemas(call: Call) -> object:
    return {
        "schemas": [
            {
                "data_model": each.data_model,
                "event_type": each.event_type,
                "answered_by": _answer(each.data_model, each.event_type),
                "path": f"/__mock__/schemas/{quote(each.data_model)}/{each.event_type}.json",
            }
            for each in all_schemas()
        ]
    }


@operation("GET", "/schemas/{data_model}/{event_type}.json", "The JSON Schema of an event",
           query=Strictness, answer="JSONSchema")  # fmt: skip
def get_schema(call: Call) -> object:
    schema = schema_of(call.path["data_model"], call.path["event_type"])
    return json_schema(schema, strict=call.query.strict)


@operation("POST", "/messages", "Make a message of an event", body=MessageOrder, answer="Message")
def make_message(call: Call) -> object:
    order = call.body
    content = Content(data=order.data, overlay=order.overlay, patient=order.patient)
    return call.redox.webhooks.message(order.event, order.to, content)


@operation("GET", "/patients", "The patients that messages are about and searches find",
           answer="Patients")  # fmt: skip
def list_patients(call: Call) -> object:
    return {"patients": call.redox.samples.patients()}


def _answer(data_model: str, event_type: str) -> str | None:
    """The event type of the answer, if the event is a query."""
    event = EVENTS.get((data_model, event_type))
    return event.answer if event else None
