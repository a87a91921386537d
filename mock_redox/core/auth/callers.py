"""Who a request says it is from, before anything is proved: for orders that fit one client."""

import json
from base64 import urlsafe_b64decode

from mock_redox.core.auth.login import fields_of
from mock_redox.core.auth.token_form import fields
from mock_redox.core.failures.model import Surface


def claimed(surface: Surface, body: bytes) -> tuple[str, ...]:
    """The client id of an assertion, or the API key of a login; none where none can be read."""
    if surface == "token":
        named = _issuer(fields(body).get("client_assertion"))
    elif surface in ("login", "refresh"):
        named = fields_of(body).get("apiKey")
    else:
        return ()
    return (named,) if isinstance(named, str) else ()


def _issuer(assertion: object) -> object:
    try:
        part = str(assertion).split(".")[1]
        claims = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, IndexError, RecursionError):
        return None
    return claims.get("iss") if isinstance(claims, dict) else None
