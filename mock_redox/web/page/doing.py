"""Carries out operations of the control API for a form, by their names: no rule is in here."""

import re
from collections.abc import Mapping
from itertools import chain, count
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request

from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.records import hints, read, text_of
from mock_redox.web import current
from mock_redox.web.control.operations import OPERATIONS, Call, Operation
from mock_redox.web.page import areas
from mock_redox.web.page.heads import AREAS
from mock_redox.web.page.pages import back_to
from mock_redox.web.page.parts import by_htmx, html, notice
from mock_redox.web.page.saying import told, verified

_IN_PATH = re.compile(r"{(\w+)}")
NULL = "null"
"""Stands for what JSON writes so: such as a failure that every request meets."""


def operation(name: str) -> Operation:
    """The one of that name that changes something. Raises Unknown."""
    for row in OPERATIONS:
        if row.name == name and row.method != "GET":
            return row
    raise Unknown(f"no operation {name!r:.60}")


def run(name: str, given: Mapping[str, str]) -> Any:
    """The answer of an operation to the fields of a form; those left blank are not given.

    Raises:
        Misuse: as the operation, or a field can't be read.
    """
    row = operation(name)
    filled = {key: value for key, value in given.items() if value.strip()}
    path = {key: filled.pop(key) for key in list(filled) if f"{{{key}}}" in row.path}
    if row.query is not None or row.free_body:
        raise Unknown(f"{name} is not for forms")
    if missing := [each for each in _IN_PATH.findall(row.path) if each not in path]:
        raise Misuse("say which", (missing[0],))
    body: Any = None
    if row.body is not None and (filled or row.body_required):
        kinds = hints(row.body)
        typed = {
            key: None if value == NULL else text_of(kinds.get(key, str), value, (key,))
            for key, value in filled.items()
        }
        body = read(row.body, typed)
    return row.handler(Call(redox=current.redox(), path=path, body=body))


def do(name: str) -> Response:
    """Carry it out, and show the area again from which it came."""
    given = {**request.args.to_dict(), **request.form.to_dict()}
    area = given.pop("area", "")
    if area not in {key for key, _, _ in AREAS}:
        raise Misuse(f"no area {area!r:.40}", ("area",))
    answer = run(name, given)
    return _shown(area, told(name, answer, given))


def save_destination() -> Response:
    """Add a destination, and challenge it where that is asked for, as Redox's dashboard does.

    Raises:
        Misuse: a field that can't be so. What was saved before the challenge stays.
    """
    form = request.form.to_dict()
    verify = form.pop("verify", "")
    if not form.get("name", "").strip():
        form["name"] = _name_for(form.get("url", ""))
    made = run("add_destination", form)
    said = _saved(made, challenge=bool(verify))
    if not form.get("verification_token"):
        said["secret"] = made["verification_token"]
    return _shown("destinations", said)


def change_destination() -> Response:
    """Change a destination, and challenge it where that is asked for.

    Raises:
        Misuse: as ``save_destination``.
    """
    form = {**request.args.to_dict(), **request.form.to_dict()}
    verify = form.pop("verify", "")
    return _shown("destinations", _saved(run("change_destination", form), challenge=bool(verify)))


def _shown(area: str, said: Mapping[str, Any]) -> Response:
    """The area as it is now, and a notice."""
    if not by_htmx():
        return back_to(area)
    live = areas.part(area) if area in areas.CONTEXTS else ""
    return html(live + notice(**said))


def _saved(made: Mapping[str, Any], *, challenge: bool) -> dict[str, Any]:
    """Of a destination, and of its challenge; it stays saved, whatever comes of that."""
    if not challenge:
        return {"text": f"{made['name']} is saved"}
    answer = run("verify_destination", {"key": made["id"]})
    both = "saved and verified" if answer["ok"] else "saved, but not verified"
    return {**verified(answer), "text": f"{made['name']} is {both}: {answer['reason']}"}


def _name_for(url: str) -> str:
    """A name for a destination that was given none: its host, with more of the URL if need be."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # as will be told
        return ""
    host = parts.netloc.rpartition("@")[2]
    taken = {each.name for each in current.redox().destinations.all()}
    tries = chain((host, host + parts.path), (f"{host}{parts.path} ({n})" for n in count(2)))
    return next(each for each in tries if each not in taken)
