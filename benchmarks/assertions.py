"""Client assertions and token requests, signed ahead of a measurement with PyJWT.

Not a benchmark itself; `start_up.py` and `tokens_per_second.py` import it.
"""

import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import RSAAlgorithm

OUR_AUDIENCE = "https://api.redoxengine.com/v2/auth/token"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
CLIENT_CREDENTIALS = "grant_type=client_credentials"


@dataclass(frozen=True)
class Client:
    """Who asks for tokens, and for whom its assertions are meant."""

    client_id: str
    kid: str
    private_key: str
    audience: str = OUR_AUDIENCE


def new_client(audience: str) -> Client:
    """A client with a new key, for a server that has to be told its clients."""
    key = generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Client("benchmark", "benchmark-key", pem.decode(), audience)


def public_jwks(client: Client) -> dict[str, Any]:
    """The client's public key as a key set."""
    public = RSAAlgorithm.to_jwk(load_key(client.private_key).public_key(), as_dict=True)
    return {"keys": [{**public, "kid": client.kid, "alg": "RS384", "use": "sig"}]}


def load_key(pem: str) -> RSAPrivateKey:
    """Load without the key checks: they take 40 ms that are not the server's."""
    key = load_pem_private_key(pem.encode(), None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError("the benchmarks sign with RS384, which needs an RSA key")
    return key


def token_form(client: Client, key: RSAPrivateKey | None = None) -> str:
    """The body of one token request, with an assertion no other request has."""
    now = int(time.time())
    claims = {
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": client.audience,
        "iat": now,
        "exp": now + 300,
        "jti": uuid4().hex,
    }
    assertion = jwt.encode(
        claims, key or load_key(client.private_key), "RS384", headers={"kid": client.kid}
    )
    fields = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": assertion}
    return f"{CLIENT_CREDENTIALS}&{urlencode(fields)}"


def _sign_share(client: Client, count: int) -> list[str]:
    key = load_key(client.private_key)
    return [token_form(client, key) for _ in range(count)]


def sign_many(client: Client, count: int) -> list[str]:
    """Sign at least `count` token requests on all cores. Takes about 0.7 ms of a core each."""
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers) as pool:
        jobs = [pool.submit(_sign_share, client, -(-count // workers)) for _ in range(workers)]
        return [form for job in jobs for form in job.result()]
