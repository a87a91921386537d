"""A system under drill: a client of Redox that switches in time, late, or never."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import jwt
import keypairs
import requests

from mock_redox import MockRedox

REAL = "https://api.redoxengine.com"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
NEVER = float("inf")


class Drilled:
    """Asks for a token at each call, or calls the API with the one that it holds.

    Args:
        late: seconds of the mock's clock by which it takes over what it is told; NEVER keeps the
            old for ever.
        keeps: it calls with its token until that is refused; then it renews it and tries again.
        legacy: its token is that of a legacy key.
    """

    def __init__(
        self, redox: MockRedox, base: str = REAL, *, late: float = 0, keeps: bool = False,
        legacy: bool = False,
    ) -> None:  # fmt: skip
        self._now: Callable[[], float] = lambda: redox.clock.now().timestamp()
        self._base, self._late, self._keeps, self._legacy = base, late, keeps, legacy
        self._http = requests.Session()
        self._http.trust_env = False  # to look for proxies takes longer than the call
        self.client_id = redox.client.client_id
        self.signs_with(redox.client.kid, redox.client.private_key)
        self._login = {"apiKey": redox.legacy_key.api_key, "secret": redox.legacy_key.secret}
        self._told: list[tuple[float, Any]] = []
        self.heard: list[Any] = []
        self.token = ""

    def switch(self, new: Any) -> None:
        self.heard.append(new)
        self._told.append((self._now() + self._late, new))

    def signs_with(self, kid: str, private_key: str) -> None:
        self._key = kid, keypairs.private_key(private_key)

    def call(self) -> None:
        """One call to Redox. Raises requests.HTTPError when it is refused."""
        self._take_over()
        if not self._keeps:
            self._renew()
            return
        answer = self._send()
        if answer.status_code == 401:
            self._renew()
            answer = self._send()
        answer.raise_for_status()

    def _take_over(self) -> None:
        while self._told and self._told[0][0] <= self._now():
            new = self._told.pop(0)[1]
            if hasattr(new, "secret"):
                self._login["secret"] = new.secret
            else:
                self.client_id = new.client_id
                self.signs_with(new.kid, new.private_key)

    def _send(self) -> requests.Response:
        body = {"Meta": {"DataModel": "PatientSearch", "EventType": "Query", "Destinations": [
            {"ID": "0f4bd1d1-451d-4351-8cfd-b767d1b488d6"}]}}  # fmt: skip
        head = {"Authorization": f"Bearer {self.token}"}
        return self._http.post(f"{self._base}/endpoint", json=body, headers=head, timeout=20)

    def _renew(self) -> None:
        if self._legacy:
            answer = self._http.post(
                f"{self._base}/auth/authenticate", json=self._login, timeout=20
            )  # fmt: skip
        else:
            form = {
                "grant_type": "client_credentials",
                "client_assertion_type": JWT_BEARER,
                "client_assertion": self._assertion(),
            }
            answer = self._http.post(f"{self._base}/v2/auth/token", data=form, timeout=20)
        answer.raise_for_status()
        given = answer.json()
        self.token = given.get("access_token") or given["accessToken"]

    def _assertion(self) -> str:
        kid, private = self._key
        claims = {"iss": self.client_id, "sub": self.client_id, "iat": int(self._now()),
                  "jti": str(uuid.uuid4())}  # fmt: skip
        return jwt.encode(claims, private, algorithm="RS384", headers={"kid": kid})


class Receives:
    """A receiver of pushes that knows some verification tokens.

    Args:
        both: it goes on taking the former tokens when it is told of a new one.
    """

    def __init__(self, token: str, *, both: bool = True) -> None:
        self.tokens = [token]
        self._both = both

    def switch(self, new: Any) -> None:
        kept = self.tokens if self._both else []
        self.tokens = [*kept, new.verification_token]

    def app(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        sent = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        token = sent.get("verification-token") or environ.get("HTTP_VERIFICATION_TOKEN")
        right = token in self.tokens
        start("200 OK" if right else "401 Unauthorized", [("Content-Type", "text/plain")])
        return [str(sent.get("challenge", "")).encode() if right else b""]
