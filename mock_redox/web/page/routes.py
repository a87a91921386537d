"""Routes of the page, each to a function of a module beside this one, which is loaded for it."""

from functools import cache
from importlib import import_module

from flask import Response, request
from werkzeug.routing import Map, Rule

ROUTES = {
    "GET /": "timeline.whole",
    "GET /rows": "timeline.rows",
    "GET /events": "timeline.events",
    "GET /exchanges/<number>": "exchanges.one",
    "GET /exchanges/<number>/export/<form>": "exchanges.taken_out",
    "GET /<any(tokens,destinations,failures,clock):area>": "areas.whole",
    "GET /failures/entry": "areas.failure_entry",
    "GET /live/<any(tokens,destinations,failures,clock):area>": "areas.live",
    "GET /send": "sending.whole",
    "GET /send/events": "sending.events",
    "POST /send/preview": "sending.preview",
    "POST /send": "sending.send",
    "POST /send/story": "sending.story",
    "GET /setup": "setting_up.whole",
    "GET /head/<here>": "heads.live",
    "POST /destinations/save": "doing.save_destination",
    "POST /destinations/change": "doing.change_destination",
    "POST /do/<name>": "doing.do",
    "GET /static/<name>": "files.static",
}
"""Verb and path below ``/__mock__/page``."""


def answer(path: str) -> Response:
    """What the function says to which a path leads.

    Raises:
        HTTPException: no such path, or not by that verb.
    """
    request.max_form_memory_size = None  # a message may be as long as the gate lets a body be
    name, given = _routes().bind("page").match(f"/{path}", method=request.method)
    module, _, function = name.partition(".")
    said: Response = getattr(import_module(f"mock_redox.web.page.{module}"), function)(**given)
    return said


@cache
def _routes() -> Map:
    rows = [(*row.split(" ", 1), name) for row, name in ROUTES.items()]
    rules = [Rule(path, methods=[verb], endpoint=name) for verb, path, name in rows]
    return Map(rules, merge_slashes=False, redirect_defaults=False)
