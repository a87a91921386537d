"""A mock in the middle of somebody's day: for the page's tests, and its picture."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests

from mock_redox import MockRedox
from mock_redox.core.setup import FailureSpec

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass
class Endpoint:
    """Answers as a sound receiver, to those who know its token; below ``/down`` it is out."""

    token: str = ""
    url: str = ""
    down: str = ""

    def app(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        sent = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        plain = [("Content-Type", "text/plain")]
        if environ["PATH_INFO"].startswith("/down"):
            start("503 Service Unavailable", plain)
            return [b"back in five minutes"]
        if "challenge" not in sent and environ.get("HTTP_VERIFICATION_TOKEN") != self.token:
            start("401 Unauthorized", plain)
            return [b"wrong verification token"]
        start("200 OK", plain)
        return [str(sent.get("challenge", "")).encode()]


def ask_token(redox: MockRedox, url: str, **claims: Any) -> requests.Response:
    """A token request, with other claims than the right ones if wanted."""
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": JWT_BEARER,
        "client_assertion": redox.assertion(**claims),
    }
    return requests.post(f"{url}/v2/auth/token", data=form, timeout=20)


def search(redox: MockRedox, url: str, token: str) -> requests.Response:
    """A patient is looked for, who is found if the token is a good one."""
    who = redox.patients()[0]["Demographics"]
    wanted = {name: who[name] for name in ("FirstName", "LastName", "DOB")}
    message = {
        "Meta": {
            "DataModel": "PatientSearch", "EventType": "Query",
            "Destinations": [{"ID": "0f4bd1d1-451d-4351-8cfd-b767d1b488d6"}],
        },
        "Patient": {"Demographics": {**wanted, "Address": {"ZIP": who["Address"]["ZIP"]}}},
    }  # fmt: skip
    headers = {"authorization": f"Bearer {token}", "user-agent": "intake-service/2.4"}
    return requests.post(f"{url}/endpoint", json=message, headers=headers, timeout=20)


def a_morning(redox: MockRedox, url: str, endpoint: str, down: str) -> None:
    """Tokens, searches, a token that died, pushes, and a feed that waits for its endpoint.

    Args:
        url: where the mock answers.
        endpoint: an endpoint that is well.
        down: one that answers 503.
    """
    core = redox.core
    core.destinations.change(
        redox.destination.id, name="Intake service", url=endpoint, verified=False
    )
    redox.verify()
    token = ask_token(redox, url).json()["access_token"]
    search(redox, url, token)
    ask_token(redox, url, aud="https://api.redoxengine.com/auth/token")
    redox.clock.advance("2m")
    redox.push("PatientAdmin.Arrival", patient="Keva Green")
    redox.push("Scheduling.New")
    redox.push("PatientAdmin.Discharge", as_="wrong")
    redox.clock.advance("3m10s")
    search(redox, url, token)
    fresh = ask_token(redox, url).json()["access_token"]
    search(redox, url, fresh)
    key = redox.legacy_key
    login = {"apiKey": key.api_key, "secret": key.secret}
    requests.post(f"{url}/auth/authenticate", json=login, timeout=20)
    billing = core.destinations.at(down, "another-verification-token")
    core.destinations.change(billing.id, name="Billing", verified=True)
    for event in ("Results.New", "Results.NewUnsolicited", "Results.New"):
        redox.enqueue(event, billing.id)
    redox.clock.advance("40s")
    for name in ("token.expired", "assertion.aud_wrong"):
        core.failures.add(FailureSpec(name=name, times=3))
