"""Signs assertions for clients whose key the mock made: for tests, and for curl."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.jwk import Key

from mock_redox.core.auth.clients import Client
from mock_redox.core.errors import Misuse
from mock_redox.core.settings import HOSTS, TOKEN_PATH


def mint(
    client: Client,
    now: datetime,
    jti: str,
    claims: Mapping[str, Any] | None = None,
    kid: str | None = None,
) -> str:
    """An assertion that Redox accepts now.

    Args:
        claims: added to the usual ones, or replacing them; one that is None is left out.
        kid: which of the pairs that the mock made signs, also one that was removed; the newest
            when not given.

    Raises:
        Misuse: the private key of this client is not known here, or the claims are not JSON.
    """
    seconds = int(now.timestamp())
    usual: dict[str, Any] = {
        "iss": client.client_id,
        "sub": client.client_id,
        "aud": f"https://{HOSTS[0]}{TOKEN_PATH}",
        "iat": seconds,
        "exp": seconds + 300,
        "jti": jti,
    }
    chosen = {name: v for name, v in {**usual, **(claims or {})}.items() if v is not None}
    header, key = _signer(client, kid)
    try:
        return jwt.encode(header, chosen, key, algorithms=[header["alg"]])
    except (ValueError, TypeError, RecursionError) as wrong:
        raise Misuse(f"these claims can't be signed: {wrong}", ("claims",)) from None


def _signer(client: Client, kid: str | None) -> tuple[dict[str, str], Key]:
    if client.made or kid is not None:
        pair = client.pair_of(kid)
        return {"alg": "RS384", "kid": pair.kid, "typ": "JWT"}, pair.key
    if client.shared:
        return {"alg": "HS384", "kid": "secret", "typ": "JWT"}, client.shared
    raise Misuse(
        f"client {client.client_id!r} brought its own public key, so the mock can't sign for it; "
        "sign with your private key"
    )
