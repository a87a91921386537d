"""Snippets with this server's own URL and keys, to be copied and run."""

import json
from typing import Any
from urllib.parse import quote

from flask import Response, current_app, request

from mock_redox.core.auth.clients import Client
from mock_redox.core.destinations.destination import SANDBOX
from mock_redox.core.redox import Redox
from mock_redox.core.settings import TOKEN_PATH
from mock_redox.web import current
from mock_redox.web.page.jinja import environment
from mock_redox.web.page.pages import whole as whole_page

LANGUAGES = {"curl": "curl", "python": "Python", "node": "Node.js"}
"""Names of the templates, and what they are called."""


def whole() -> Response:
    redox, url = current.redox(), current.note().base
    clients = redox.auth.clients.all()
    wanted = request.args.get("client", "")
    chosen = next((each for each in clients if each.client_id == wanted), None)
    chosen = chosen or next(iter(clients), None)
    return whole_page(
        "setup", "setup",
        url=url, token_path=TOKEN_PATH, clients=clients, client=chosen, languages=LANGUAGES,
        snippets=snippets(redox, chosen, url) if chosen else {},
        destination=_first(redox), tls=current_app.config["MOCK_REDOX_CA"] is not None,
        guarded=current_app.config["MOCK_REDOX_GUARDED"],
    )  # fmt: skip


def snippets(redox: Redox, client: Client, url: str) -> dict[str, str]:
    """By language: a program that gets a token for a client and searches a person with it."""
    person = redox.samples.patients()[0]["Demographics"]
    wanted = {name: person[name] for name in ("FirstName", "LastName", "DOB")}
    search = {
        "Meta": {
            "DataModel": "PatientSearch",
            "EventType": "Query",
            "Destinations": [{"ID": SANDBOX[0][0]}],
        },
        "Patient": {"Demographics": {**wanted, "Address": {"ZIP": person["Address"]["ZIP"]}}},
    }
    return {
        name: environment().get_template(f"snippets/{name}.j2").render(
            url=url, token_path=TOKEN_PATH, client_id=client.client_id, search=json.dumps(search),
            made=bool(client.as_json(private=True).get("private_key")),
            client_path=f"/__mock__/clients/{quote(client.client_id, safe='')}",
            https=url.startswith("https://") and current_app.config["MOCK_REDOX_CA"] is not None,
            guarded=current_app.config["MOCK_REDOX_GUARDED"],
        )
        for name in LANGUAGES
    }  # fmt: skip


def _first(redox: Redox) -> Any:
    """The first destination of yours."""
    return next((each for each in redox.destinations.all() if each.environment), None)
