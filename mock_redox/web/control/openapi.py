"""The OpenAPI document: the control API from its table, Redox's own endpoints from the facts."""

import re
from typing import Any

from mock_redox.core.settings import catalogue
from mock_redox.web.control.operations import OPERATIONS, Operation, parameter
from mock_redox.web.control.redox_paths import PATHS
from mock_redox.web.control.schemas import Schema, record_schema, schema_of

_JSON = "application/json"


def document(url: str) -> dict[str, Any]:
    """The document, with the URL that it was asked for at."""
    paths: dict[str, dict[str, Any]] = {path: dict(item) for path, item in PATHS.items()}
    for row in OPERATIONS:
        paths.setdefault(f"/__mock__{row.path}", {})[row.method.lower()] = _entry(row)
    paths["/__mock__/ca.pem"] = {"get": _CA}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "mock_redox",
            "version": "1",
            "description": "What the mock answers in Redox's place, and how it is controlled.",
        },
        "servers": [{"url": url}],
        "paths": paths,
        "security": [{}, {"control": []}],
        "components": {"schemas": _answers(), "securitySchemes": {"control": _TOKEN}},
    }


def _entry(row: Operation) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", row.path)
    ]
    if row.query:
        parameters += [
            {
                "name": parameter(name),
                "in": "query",
                "required": False,
                "schema": _parameter(schema),
            }
            for name, schema in record_schema(row.query)["properties"].items()
        ]
    entry: dict[str, Any] = {
        "operationId": row.name,
        "summary": row.summary,
        "tags": ["control"],
        "parameters": parameters,
        "responses": _responses(row),
    }
    if row.body or row.free_body:
        schema = record_schema(row.body) if row.body else _settings_schema()
        entry["requestBody"] = {
            "required": row.body_required,
            "content": {_JSON: {"schema": schema}},
        }
    return entry


def _parameter(schema: Schema) -> Schema:
    """Without null, which a query can't hold."""
    kinds = [each for each in schema.get("anyOf", [schema]) if each != {"type": "null"}]
    bounded = [{**k, "minimum": 0} if k.get("type") == "integer" else k for k in kinds]
    return bounded[0] if len(bounded) == 1 else {"anyOf": bounded}


def _responses(row: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {str(row.status): _response("Done", row.answer)}
    if row.body or row.free_body or row.query:
        found["422"] = _response("The input is wrong, with where and how to mend it", "Problem")
        found["413"] = {"description": "The body is too large"}
    if "{" in row.path or row.answer in (
        "Verification",
        "SignOn",
        "Delivery",
        "DrillResult",
        "Message",
        "Story",
    ):
        found["404"] = _response("Nothing has that id", "Problem")
    if row.answer in ("Verification", "Assertion", "Feed", "Delivery", "ActiveFailure"):
        found["422"] = _response("It can't be done, with the reason", "Problem")
    return found


def _response(description: str, name: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": description, "content": {_JSON: {"schema": schema}}}


def _settings_schema() -> Schema:
    known = {
        name: {**schema_of(each.kind), "description": each.doc}
        for name, each in catalogue().items()
        if not each.at_start
    }
    return {"type": "object", "properties": known, "additionalProperties": False}


def _answers() -> dict[str, Schema]:
    """The shapes of answers, by name: the fields that are always there."""
    return {
        "Problem": _shape(error={"type": "object", "required": ["where", "problem"]}),
        "Client": _shape("client_id environment name jwks"),
        "Clients": _shape(clients={"type": "array"}),
        "Assertion": _shape("assertion"),
        "Key": _shape("client_id kid"),
        "LegacyKey": _shape("api_key environment source"),
        "LegacyKeys": _shape(legacy_keys={"type": "array"}),
        "Destination": _shape("id name slug url method verified environment auth sso"),
        "Destinations": _shape(destinations={"type": "array"}),
        "Verification": _shape("ok at url method status failure reason destination exchange"),
        "Delivery": _shape(
            "id event destination url variant broken log_id good status failure reason message "
            "attempts"
        ),
        "Deliveries": _shape(deliveries={"type": "array"}),
        "SignOn": _shape("good as_expected at url variant destination status failure location "
                         "reason took_ms exchange claims message"),
        "Feed": _shape("id source data_model destination state queued delivered failed skipped "
                       "oldest_waiting paused_since next_try drain_seconds waiting"),
        "Feeds": _shape(feeds={"type": "array"}),
        "Failure": _FAILURE,
        "Failures": _shape(families={"type": "object"}, failures={"type": "array",
                           "items": _FAILURE}),
        "ActiveFailure": _shape(_ACTIVE),
        "ActiveFailures": _shape(active_failures=_array(_ACTIVE)),
        "Tokens": _shape(tokens=_array("id client kind environment issued expires seconds_left")),
        "Revoked": _shape(revoked={"type": "integer"}),
        "Expired": _shape(expired={"type": "integer"}),
        "Variants": _shape(variants=_array("name says sound sound_does")),
        "Faults": _shape(faults=_array("name says sound sound_does needs")),
        "Drills": _shape(drills=_array("name says kind overlaps")),
        "DrillResult": _shape("script every_seconds started ended seconds_out calls failed "
                              "summary outages timeline notes"),
        "Clock": _shape("now rate frozen ahead_seconds"),
        "Exchange": _shape("id at direction method url status outcome request response"),
        "Journal": _shape(exchanges={"type": "array"}, kept={"type": "integer"},
                          dropped={"type": "integer"}),
        "Export": _shape(name={"type": "string"}, text={"type": "string"}),
        "Health": _shape(live={"type": "boolean"}, ready={"type": "boolean"}),
        "Live": _shape(live={"type": "boolean"}),
        "Ready": _shape(ready={"type": "boolean"}),
        "Report": _shape("subject ok verdict findings facts unjudged notes"),
        "Reset": _shape(reset={"type": "array"}),
        "Schemas": _shape(schemas=_array("data_model event_type answered_by path")),
        "Message": _shape("Meta"),
        "Patients": _shape(patients=_array("Identifiers Demographics Contacts PCP Guarantor "
                                           "Insurances")),
        "JSONSchema": _shape("$schema title type properties required"),
        "Stories": _shape(stories=_array("name says patients mix steps")),
        "Story": _shape("id story left", scenes=_array("at event patient visit_number"),
                        deliveries={"type": "array"}),
        "Settings": _shape(" ".join(n for n, each in catalogue().items() if not each.secret)),
    }  # fmt: skip


def _shape(names: str = "", **typed: Schema) -> Schema:
    properties: Schema = {**{name: {} for name in names.split()}, **typed}
    return {"type": "object", "properties": properties, "required": list(properties)}


def _array(names: str) -> Schema:
    return {"type": "array", "items": _shape(names)}


_FAILURE = _shape("name says where answers mark source causes fix sound page client_id secret")
_TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "Only where serve listens to other machines or was given a control_token; "
    "without it the answer is 401, and to pages of other sites 403.",
}
_PEM = {"application/x-pem-file": {"schema": {"type": "string"}}}
_CA = {
    "operationId": "ca",
    "summary": "The certificate that clients of the https port have to trust",
    "tags": ["control"],
    "responses": {
        "200": {"description": "The certificate", "content": _PEM},
        "404": _response("This mock does not speak https", "Problem"),
    },
}
_ACTIVE = "id name times client path after probability delay_seconds left seen fired"
