"""A Redox client as an application might have it: PyJWT and requests, and nothing of the mock's.

It keeps its token while that lives, renews it in time, and tries once more after a 401.
"""

import time
import uuid
from typing import Any

import jwt
import requests

REDOX = "https://api.redoxengine.com"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class RedoxClient:
    def __init__(self, client_id: str, kid: str, private_key: str, base_url: str = REDOX) -> None:
        self._client_id = client_id
        self._kid = kid
        self._private_key = private_key
        self._base_url = base_url
        self.token = ""
        self._renew_at = 0.0

    def use(self, kid: str, private_key: str) -> None:
        """Sign with another key from the next token on."""
        self._kid, self._private_key = kid, private_key

    def send(self, message: dict[str, Any]) -> dict[str, Any]:
        """Post a Data Model message and return the answer."""
        answer = self._post(message)
        if answer.status_code == 401:
            self._renew_at = 0.0
            answer = self._post(message)
        answer.raise_for_status()
        body: dict[str, Any] = answer.json()
        return body

    def _post(self, message: dict[str, Any]) -> requests.Response:
        headers = {"Authorization": f"Bearer {self._fresh_token()}"}
        return requests.post(
            f"{self._base_url}/endpoint", json=message, headers=headers, timeout=10
        )

    def _fresh_token(self) -> str:
        if time.monotonic() >= self._renew_at:
            answer = requests.post(
                f"{self._base_url}/v2/auth/token",
                data={
                    "grant_type": "client_credentials",
                    "client_assertion_type": JWT_BEARER,
                    "client_assertion": self._assertion(),
                },
                timeout=10,
            )
            answer.raise_for_status()
            self.token = answer.json()["access_token"]
            self._renew_at = time.monotonic() + answer.json()["expires_in"] - 60
        return self.token

    def _assertion(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self._client_id,
            "sub": self._client_id,
            "aud": f"{REDOX}/v2/auth/token",
            "iat": now,
            "exp": now + 300,
            "jti": str(uuid.uuid4()),
        }
        headers = {"kid": self._kid}
        return jwt.encode(claims, self._private_key, algorithm="RS384", headers=headers)
