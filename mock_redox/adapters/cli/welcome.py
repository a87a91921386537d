"""What ``serve`` says when it is up: everything that a newcomer needs to make the first calls."""

import json
import shlex
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mock_redox.adapters.addresses import EVERYWHERE
from mock_redox.core import redaction
from mock_redox.core.redox import Redox
from mock_redox.core.settings import Settings

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


def text(known: dict[str, Any], settings: Settings) -> str:
    """For people: where it is, who may call, and commands to copy.

    Args:
        known: ``facts``, with ``tls_url`` and ``ca_url`` where it speaks https, and with a
            ``control_token`` that was made up.
    """
    url, lines = known["url"], [f"mock_redox answers on {known['url']}  (Ctrl-C ends it)"]
    if settings.host in EVERYWHERE:
        lines.append("  (as seen from here; others use its name, or the port that is published)")
    guarded = bool(settings.control_token or known.get("control_token"))
    lines += [*_https(known, settings), *_control(known, guarded), ""]
    for client in known["clients"]:
        lines += _client(client, url, guarded)
    for key in known["legacy_keys"]:
        login = {"apiKey": key["api_key"], "secret": key["secret"]}
        lines += [
            f"Legacy key {key['api_key']} (source {key['source']['name']})",
            f"  curl -s {url}/auth/authenticate -H 'content-type: application/json' "
            f"-d {shlex.quote(json.dumps(login, separators=(',', ':')))}",
            "",
        ]
    for destination in known["destinations"]:
        if destination["environment"] is not None:
            lines += _destination(destination, url)
    return "\n".join(map(redaction.one_line, lines))


def _https(known: dict[str, Any], settings: Settings) -> list[str]:
    """One line on how to trust it; which programs want another variable, the page says."""
    if "tls_url" not in known:
        return []
    fetch, path = f"curl -so ca.pem {known['ca_url']} && ", "$PWD/ca.pem"
    if settings.tls_ca_file:
        fetch, path = "", shlex.quote(str(Path(settings.tls_ca_file).absolute()))
    return [
        f"  and on {known['tls_url']}; to trust it: {fetch}export SSL_CERT_FILE={path}",
        "  (requests: REQUESTS_CA_BUNDLE, Node: NODE_EXTRA_CA_CERTS, others: docs/tls.md)",
    ]


def _control(known: dict[str, Any], guarded: bool) -> list[str]:
    """The token that was made up; the only time that it is shown."""
    if "control_token" not in known:
        asks = ", which asks for the control token" if guarded else ""
        return [f"What happens, and why, is shown on {known['control_url']}/{asks}"]
    token = known["control_token"]
    return ["What is under /__mock__ needs a token here, since other machines can connect:",
            f"  export MOCK_REDOX_CONTROL_TOKEN={token}",
            f"  or in a browser: {known['control_url']}/?token={token}"]  # fmt: skip


def _client(client: dict[str, Any], url: str, guarded: bool) -> list[str]:
    head = f"OAuth client {client['client_id']} ({client['environment']})"
    if "private_key" not in client:
        return [head, ""]
    assertion = shlex.quote(f"{url}/__mock__/clients/{quote(client['client_id'])}/assertion")
    if guarded:
        assertion += ' -H "authorization: Bearer $MOCK_REDOX_CONTROL_TOKEN"'
    return [
        f"{head}, kid {client['kid']}",
        "  its private key is in the JSON line; or let the mock sign, and get a token at once:",
        f"  curl -s {url}/v2/auth/token {_FORM} \\",
        f"    -d client_assertion=$(curl -s -X POST {assertion} | cut -d'\"' -f4)",
        "",
    ]


def _destination(destination: dict[str, Any], url: str) -> list[str]:
    """The token of one that has a URL is yours, and no matter for a log."""
    sso = destination["sso"]
    where = destination["url"] or (sso and sso["url"])
    token = shlex.quote(destination["verification_token"])
    slot = f"http://127.0.0.1:8000/redox --verification-token {token}"
    to = shlex.quote(destination["slug"]) if destination["url"] else slot
    lines = [f"Destination {destination['id']} ({destination['name']}, {_shown(where)})"]
    if destination["url"] or not sso:
        lines.append(f"  mock-redox push PatientAdmin.Arrival --url {url} --to {to}")
    if sso:
        lines.append(f"  mock-redox sign-on {shlex.quote(destination['slug'])} --url {url}")
    return [*lines, ""]


def _shown(where: str | None) -> str:
    return redaction.url(where) if where else "no URL yet"
