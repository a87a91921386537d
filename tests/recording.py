"""A mock that is recorded: what a client does to it, and what no export may then hold."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, Key

from mock_redox import MockRedox
from mock_redox.core.incidents.choice import Choice
from mock_redox.core.incidents.exporting import export
from mock_redox.core.setup import ClientSpec

REAL = "https://api.redoxengine.com"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORMS = ("incident", "pytest", "har", "curl")


@dataclass
class Recording:
    """A mock with what a test does to it."""

    mock: MockRedox

    def post(self, path: str, body: Any = b"", **headers: str) -> Any:
        """A call; a mapping goes as a form, or as JSON to the Data Model API."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.mock.app.test_client().post(path, data=body, headers=named, base_url=REAL)

    def ask(self, assertion: str | None = None, **fields: str) -> Any:
        """A token request."""
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": JWT_BEARER,
            "client_assertion": self.mock.assertion() if assertion is None else assertion,
        }
        return self.post("/v2/auth/token", {**form, **fields})

    def token(self) -> str:
        return str(self.ask().json["access_token"])

    def send(self, message: Any, authorization: str | None = None, path: str = "/endpoint") -> Any:
        """A message, under a new token if no header is given."""
        header = f"Bearer {self.token()}" if authorization is None else authorization
        body = message if isinstance(message, bytes) else json.dumps(message)
        return self.post(path, body, authorization=header, content_type="application/json")

    def login(self, **fields: str) -> Any:
        key = self.mock.legacy_key
        given = {"apiKey": key.api_key, "secret": key.secret, **fields}
        return self.post("/auth/authenticate", json.dumps(given), content_type="application/json")

    def refresh(self, token: str, **fields: str) -> Any:
        given = {"apiKey": self.mock.legacy_key.api_key, "refreshToken": token, **fields}
        return self.post("/auth/refreshToken", json.dumps(given), content_type="application/json")

    def signed(self, key: Key, kid: str, claims: Mapping[str, Any] | None = None) -> str:
        """An assertion of the first client by a key of the test's own."""
        minted = self.mock.core.auth.assertion(self._minting(), claims)
        usual = json.loads(decoded(minted.split(".")[1]))
        usual |= {"iss": self.mock.client.client_id, "sub": self.mock.client.client_id}
        alg = "ES384" if isinstance(key, ECKey) else "RS384"
        return jwt.encode({"alg": alg, "kid": kid}, usual, key, algorithms=[alg])

    def _minting(self) -> Any:
        """A client whose key the mock made, for the usual claims."""
        clients = self.mock.core.auth.clients
        minting = clients.add(ClientSpec(client_id="minting"))
        clients.remove("minting")
        return minting

    @property
    def arrival(self) -> dict[str, Any]:
        """A message that is accepted."""
        to = [{"ID": self.mock.destination.id}]
        meta = {"DataModel": "PatientAdmin", "EventType": "Arrival", "Destinations": to}
        return {
            "Meta": meta,
            "Patient": {
                "Identifiers": [{"ID": "1", "IDType": "MR"}],
                "Demographics": {"FirstName": "Ada", "SSN": "101-01-0001"},
            },
        }

    def secrets(self) -> set[str]:
        """All that no export may hold: what was sent as a secret, and what was answered as one."""
        found = {each.secret for each in self.mock.core.auth.legacy.all()}
        found |= {each.verification_token for each in self.mock.core.destinations.all()}
        for each in self.mock.journal.find():
            found |= set((each.header("authorization") or "").split()[1:])
            found |= {each.header("cookie") or "", each.header("x-api-key") or ""}
            answer = _json(each.response_body)
            found |= {str(answer.get(n)) for n in ("access_token", "accessToken", "refreshToken")}
            asked = _json(each.request_body)
            found |= {str(asked.get(n)) for n in ("secret", "refreshToken")}
            for field in each.request_body.split(b"&"):
                if field.startswith((b"client_assertion=", b"secret=")):
                    found.add(field.partition(b"=")[2].decode())
        harmless = ("None", "Bearer", "{{access_token}}", "{{token", "1}}")
        found = {each for each in found if len(each) > 3 and each not in harmless}
        return {each for each in found if "undefined" not in each}

    def exports(self, *ids: int | str) -> dict[str, str]:
        choice = Choice(ids=tuple(map(str, ids)))
        return {form: export(self.mock.core, form, choice).text for form in FORMS}  # type: ignore[arg-type]


def saying(body: bytes, status: int = 200) -> Any:
    """A WSGI app that always answers so."""

    def app(environ: Any, start: Any) -> list[bytes]:
        start(f"{status} X", [])
        return [body]

    return app


def decoded(piece: str) -> bytes:
    """The JSON in a part of a JWT."""
    return urlsafe_b64decode(piece + "=" * (-len(piece) % 4))


def _json(raw: bytes) -> dict[str, Any]:
    try:
        value = json.loads(raw)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def encoded(value: object) -> str:
    """A part of a JWT."""
    return urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def jwks(key: Key, kid: str) -> dict[str, Any]:
    return {"keys": [{**key.as_dict(private=False), "kid": kid}]}
