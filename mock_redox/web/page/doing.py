"""Carries out operations of the control API for a form, by their names: no rule is in here."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from flask import Response, request

from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.records import hints, read, text_of
from mock_redox.web import current
from mock_redox.web.control.operations import OPERATIONS, Call, Operation
from mock_redox.web.page import areas
from mock_redox.web.page.heads import AREAS
from mock_redox.web.page.pages import back_to
from mock_redox.web.page.parts import by_htmx, html, notice

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
    if not by_htmx():
        return back_to(area)
    live = areas.part(area) if area in areas.CONTEXTS else ""
    return html(live + notice(**told(name, answer)))


def save_destination() -> Response:
    """Add a destination, and challenge it where that is asked for, as Redox's dashboard does.

    Raises:
        Misuse: a field that can't be so. What was saved before the challenge stays.
    """
    form = request.form.to_dict()
    verify = form.pop("verify", "")
    made = run("add_destination", form)
    said: dict[str, Any] = {"text": f"{made['name']} is saved"}
    if verify:
        said = told("verify_destination", run("verify_destination", {"key": made["id"]}))
    if not form.get("verification_token"):
        said["secret"] = made["verification_token"]
    if not by_htmx():
        return back_to("destinations")
    return html(areas.part("destinations") + notice(**said))


def told(name: str, answer: Any) -> dict[str, Any]:
    """What the notice says of an answer."""
    say = SAID.get(name)
    said = say(answer) if say else "Done"
    return {"text": said} if isinstance(said, str) else said


def _delivered(answer: Mapping[str, Any]) -> dict[str, Any]:
    last = answer["attempts"][-1]
    return {
        "text": f"{answer['event']} sent again: {last['reason']}",
        "kind": "done" if answer["as_expected"] else "refused",
        "link": (f"/__mock__/page/exchanges/{last['exchange']}", "Show it"),
    }


def _verified(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "text": f"{'Verified' if answer['ok'] else 'Not verified'}: {answer['reason']}",
        "kind": "done" if answer["ok"] else "refused",
        "link": (f"/__mock__/page/exchanges/{quote(str(answer['exchange']))}", "Show it"),
    }


def _many(count: int, what: str, done: str) -> str:
    return f"{count} {what if count == 1 else what + 's'} {done}"


def _token(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "text": f"{answer['name']} has a new verification token, and has to be verified again",
        "secret": answer.get("verification_token"),
    }


SAID: dict[str, Callable[[Any], str | dict[str, Any]]] = {
    "revoke_tokens": lambda a: _many(a["revoked"], "token", "revoked"),
    "expire_tokens": lambda a: _many(a["expired"], "token", "expired now"),
    "resend": _delivered,
    "clear_journal": lambda a: "The timeline is empty",
    "verify_destination": _verified,
    "change_token": _token,
    "change_destination": lambda a: f"{a['name']} is saved",
    "remove_destination": lambda a: f"{a['name']} is removed",
    "pause_feed": lambda a: f"{a['data_model']} is held until it is resumed",
    "resume_feed": lambda a: f"{a['data_model']} goes on",
    "retry_feed": lambda a: f"{a['data_model']} is tried now",
    "skip_first": lambda a: "The first message is given up",
    "fail": lambda a: f"{a['name']} is switched on",
    "remove_active_failure": lambda a: f"{a['name']} is switched off",
    "clear_active_failures": lambda a: "All failures are switched off",
    "move_clock": lambda a: f"It is {a['now'][:19].replace('T', ' ')}",
}
"""By operation, what is said when it is done."""
