"""What ``serve`` says when it is up: everything that a newcomer needs to make the first calls."""

from typing import Any

from mock_redox.core.redox import Redox

_FORM = (
    "-d grant_type=client_credentials "
    "-d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
)


def facts(core: Redox, url: str) -> dict[str, Any]:
    """The JSON line. These are throw-away credentials, so they are shown whole."""
    return {
        "url": url,
        "control_url": f"{url}/__mock__",
        "clients": [each.as_json(private=True) for each in core.auth.clients.all()],
        "legacy_keys": [each.as_json(private=True) for each in core.auth.legacy.all()],
        "destinations": [each.as_json(private=True) for each in core.destinations.all()],
    }


def text(known: dict[str, Any]) -> str:
    """For people: where it is, who may call, and commands to copy."""
    url, lines = known["url"], [f"mock_redox answers on {known['url']}  (Ctrl-C ends it)", ""]
    for client in known["clients"]:
        lines += _client(client, url)
    for key in known["legacy_keys"]:
        lines += [
            f"Legacy key {key['api_key']} (source {key['source']['name']})",
            f"  curl -s {url}/auth/authenticate -H 'content-type: application/json' "
            f'-d \'{{"apiKey":"{key["api_key"]}","secret":"{key["secret"]}"}}\'',
            "",
        ]
    for destination in known["destinations"]:
        if destination["environment"] is not None:
            lines += _destination(destination, url)
    return "\n".join(lines)


def _client(client: dict[str, Any], url: str) -> list[str]:
    head = f"OAuth client {client['client_id']} ({client['environment']})"
    if "private_key" not in client:
        return [head, ""]
    assertion = f"{url}/__mock__/clients/{client['client_id']}/assertion"
    return [
        f"{head}, kid {client['kid']}",
        "  its private key is in the JSON line; or let the mock sign, and get a token at once:",
        f"  curl -s {url}/v2/auth/token {_FORM} \\",
        f"    -d client_assertion=$(curl -s -X POST {assertion} | cut -d'\"' -f4)",
        "",
    ]


def _destination(destination: dict[str, Any], url: str) -> list[str]:
    """The token of one that has a URL is yours, and no matter for a log."""
    where = destination["url"] or "no URL yet"
    slot = f"http://127.0.0.1:8000/redox --verification-token {destination['verification_token']}"
    to = destination["slug"] if destination["url"] else slot
    return [
        f"Destination {destination['id']} ({destination['name']}, {where})",
        f"  mock-redox push PatientAdmin.Arrival --url {url} --to {to}",
        "",
    ]
