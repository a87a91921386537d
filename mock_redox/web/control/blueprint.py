"""Routes of the control API, made from the table; reads what comes, renders what goes."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Response, current_app, request

from mock_redox.core.errors import Misuse, Unknown, dotted
from mock_redox.core.nearest import nearest, suggestion
from mock_redox.core.records import hints, read, text_of
from mock_redox.web import current
from mock_redox.web.answers import OURS
from mock_redox.web.control import (  # noqa: F401  (they fill the table)
    actions,
    doctor,
    drills,
    events,
    failures,
    feeds,
    rotation,
    sso,
    state,
    stories,
)
from mock_redox.web.control.openapi import document
from mock_redox.web.control.operations import OPERATIONS, Call, Operation, parameter

_LONGEST = 200
"""Characters of what was asked for that are looked at and shown."""

blueprint = Blueprint("control", __name__, url_prefix="/__mock__")


def _view(row: Operation) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        call = Call(redox=current.redox(), path=path, body=_body(row), query=_query(row))
        return _json(row.handler(call), row.status)

    return view


def _body(row: Operation) -> Any:
    if row.body is None and not row.free_body:
        return None
    raw = current.body()
    if not raw.strip() and not row.body_required:
        return None
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as wrong:
        raise Misuse(f"the body is not JSON: {wrong}") from None
    if row.body is not None:
        return read(row.body, data)
    if not isinstance(data, dict):
        raise Misuse("the body must be a JSON object")
    return data


def _query(row: Operation) -> Any:
    if row.query is None:
        return None
    fields = {parameter(field): field for field in hints(row.query)}
    kinds, given = hints(row.query), {}
    for name, text in request.args.items():
        if name not in fields:
            raise Misuse(f"unknown parameter {name!r}; {suggestion(name, fields)}", (name,))
        value = text_of(kinds[fields[name]], text, (name,))
        given[fields[name]] = _bounded(name, value)
    return row.query(**given)


def _bounded(name: str, value: Any) -> Any:
    if isinstance(value, int) and not 0 <= value < 2**53:
        raise Misuse(f"{value} is out of range; use 0 to {2**53 - 1}", (name,))
    return value


def _json(body: object, status: int) -> Response:
    text = json.dumps(body, ensure_ascii=False)
    raw = text.encode("utf-8", "replace")
    return Response(raw, status, [OURS], content_type="application/json")


@blueprint.errorhandler(Misuse)
def misuse(error: Misuse) -> Response:
    """What was wrong, where, and how to mend it."""
    status = 404 if isinstance(error, Unknown) else 422
    return _json({"error": {"where": dotted(error.path), "problem": error.problem}}, status)


def no_such_operation(status: int, verbs: Iterable[str] | None) -> Response:
    """The answer to a path that the control API does not have, or to a verb that a path lacks.

    Args:
        verbs: those that the path takes, if there is such a path.
    """
    asked = f"{request.method} {request.path}"[:_LONGEST]
    taken = sorted({*(verbs or ())} - {"HEAD"})
    advice = f"this path takes {' and '.join(taken)}" if taken else _nearest(asked)
    answer = _json({"error": {"where": "", "problem": f"no operation {asked!r}; {advice}"}}, status)
    if verbs:
        answer.headers["Allow"] = ", ".join(sorted(verbs))
    return answer


def _nearest(asked: str) -> str:
    """The operation that is meant, with the ids that were asked for; else all.

    By its path without what all have in common, or any two would be alike.
    """
    prefix, (verb, _, path) = str(blueprint.url_prefix), asked.partition(" ")
    inner, verbs = path.removeprefix(prefix), dict[str, list[str]]()
    for row in OPERATIONS:
        verbs.setdefault(_filled(row.path, inner), []).append(row.method)
    near = nearest(inner, verbs)
    if near is None:
        known = sorted(f"{row.method} {prefix}{row.path}" for row in OPERATIONS)
        return f"known: {', '.join(known)}"
    meant = verb if verb in verbs[near] else verbs[near][0]
    return f"did you mean '{meant} {prefix}{near}'?"


def _filled(known: str, asked: str) -> str:
    """An operation with the ids of a path that is as deep."""
    parts, given = known.split("/"), asked.split("/")
    if len(parts) != len(given):
        return known
    pairs = zip(parts, given, strict=True)
    return "/".join(own if part.startswith("{") else part for part, own in pairs)


@blueprint.get("/openapi.json", endpoint="openapi")
def openapi() -> Response:
    """The OpenAPI document of this API and of what is served of Redox's."""
    return _json(document(current.note().base), 200)


@blueprint.get("/ca.pem", endpoint="ca")
def ca() -> Response:
    """The certificate that clients of the https port have to trust.

    Raises:
        Unknown: there is no https port.
    """
    pem = current_app.config["MOCK_REDOX_CA"]
    if pem is None:
        raise Unknown("this mock does not speak https, so it has no CA; start it with "
                      "mock-redox serve --tls, or MOCK_REDOX_TLS=true")  # fmt: skip
    return Response(pem, 200, [OURS], content_type="application/x-pem-file")


for _row in OPERATIONS:
    blueprint.add_url_rule(
        _row.path.replace("{", "<").replace("}", ">"),
        endpoint=_row.name, view_func=_view(_row), methods=[_row.method],
    )  # fmt: skip
