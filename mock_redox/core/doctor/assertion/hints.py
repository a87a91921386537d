"""Likely causes beyond a check's own view: what a reader of logs has learnt to look for."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from mock_redox.core.auth.case import Case
from mock_redox.core.doctor.assertion.rings import Given, Ring
from mock_redox.core.doctor.assertion.signatures import fits, is_secret
from mock_redox.core.redaction import UUID
from mock_redox.core.settings import TOKEN_PATH

_UNSET = re.compile(r"(?i)undefined|null|none|nan|\[object object\]|")
_PLACEHOLDER = re.compile(r"<[^>]*>|\$\{?\w+\}?|\{\{.*\}\}|%\w+%|your[-_ ].*", re.I | re.S)
_LOCAL = re.compile(r"localhost|127\.|10\.|192\.168\.|172\.|\[|.*\.(?:local|test|internal)$")


def not_filled_in(text: str) -> str:
    """Whether a text stands where a variable should have been filled in, and how that looks."""
    if _UNSET.fullmatch(text.strip()):
        return "a variable that was never set"
    return "a placeholder that was never filled in" if _PLACEHOLDER.fullmatch(text.strip()) else ""


def no_jwt(case: Case, ring: Ring) -> str:
    text = case.text.strip()
    if "PRIVATE KEY-----" in text or "BEGIN CERTIFICATE" in text or "PUBLIC KEY-----" in text:
        kind = "the PRIVATE key" if "PRIVATE" in text else "a certificate or public key"
        return f"this is {kind}, in place of an assertion that is signed with it"
    if UUID.fullmatch(text):
        return "this is a uuid: a legacy access token, an API key or a client id"
    if '"access_token"' in text or '"accessToken"' in text:
        return "this is the answer to a token request, not the assertion that asks"
    return not_filled_in(text)


def kid(case: Case, ring: Ring) -> str:
    if "kid" in case.claims:
        return "kid stands in the claims: it belongs into the JOSE header"
    return "kid is empty: a variable that was never set" if "kid" in case.header else ""


def client(case: Case, ring: Ring) -> str:
    issuer = case.claims.get("iss")
    if not isinstance(issuer, str):
        return ""
    if issuer != issuer.strip():
        return "blanks or line ends round the client id"
    return not_filled_in(issuer)


def key(case: Case, ring: Ring) -> str:
    """Of a kid that none of the keys has."""
    named = str(case.header.get("kid"))
    signer = next((each for each in ring.keys if _signed(case, each)), None)
    if signer is not None:
        same = " (and that kid is its thumbprint)" if signer.key.thumbprint() == named else ""
        return f"it was signed with the key of {signer.named}: only the kid is another{same}"
    if any(each.key.thumbprint() == named for each in ring.keys):
        return "the kid is a key's thumbprint, and that key is registered under another kid"
    near = named.strip().lower()
    if any(each.kid and each.kid.strip().lower() == near for each in ring.keys):
        return "the kid has blanks round it, or another case"
    return ""


def audience(case: Case, ring: Ring) -> str:
    given = case.claims.get("aud")
    each = given[0] if isinstance(given, list) and given else given
    if not isinstance(each, str):
        return "" if each is None else "aud is not text"
    if filled := not_filled_in(each):
        return filled
    if each == case.claims.get("iss"):
        return "the client id in place of the token URL"
    try:
        parts = urlsplit(each.strip())
        host = parts.hostname or ""
    except ValueError:
        return ""
    return _address(each.strip(), parts, host, case.audiences)


def _address(given: str, parts: Any, host: str, known: tuple[str, ...]) -> str:
    hosts = {urlsplit(each).hostname for each in known}
    if given.lower() in known:
        return "another case, or blanks round it"
    if f"https://{given}" in known:
        return "https:// is not there"
    if parts.scheme == "http" and given.replace("http:", "https:", 1) in known:
        return "http in place of https"
    if host in hosts and (parts.query or parts.fragment or parts.port):
        return "a port, a query or a fragment in it"
    if host in hosts and parts.path.startswith("/platform/"):
        return "the token URL of the Platform API's user logins"
    if host in hosts and parts.path.startswith(("/fhir", "/endpoint", "/query")):
        return "the address of the API that is called with the token"
    if _LOCAL.match(host):
        return "the address of this machine or a test's, in place of Redox's own"
    if host.endswith("redoxengine.com") and host not in hosts:
        return f"the host {host}: Redox's token URL is on {' or '.join(sorted(map(str, hosts)))}"
    other = host and host not in hosts
    return "the address of a proxy or of another server" if other else _path(parts.path)


def _path(path: str) -> str:
    odd = path.replace("//", "/").rstrip("/")
    return "a slash too many" if odd == TOKEN_PATH else f"the path is {path!r:.60}" if path else ""


def subject(case: Case, ring: Ring) -> str:
    given = case.claims.get("sub")
    if isinstance(given, str) and given.strip().lower() == str(case.claims.get("iss")).lower():
        return "blanks round it, or another case"
    return not_filled_in(given) if isinstance(given, str) else ""


def algorithm(case: Case, ring: Ring) -> str:
    given = case.header.get("alg")
    if "crit" in case.header:
        return "crit names extensions that Redox would have to know"
    if given is None or not isinstance(given, str):
        return "there is no alg"
    if given.upper() in ("RS384", "ES384"):
        return f"names of algorithms are written in capitals: {given.upper()}"
    if given.startswith("HS"):
        if any(is_secret(given, each, case.signed, case.signature) for each in ring.keys):
            return "the public key's PEM was taken for a shared secret"
        return "a shared secret: only HS384 ever was for those, and only for clients that have one"
    return {
        "RS256": "RS256 is what most libraries take when they are not told",
        "ES256": "a key on P-256: ES384 needs one on P-384",
        "PS384": "RSA-PSS: RS384 is RSA with PKCS #1 v1.5 padding",
    }.get(given, "")


HINTS: dict[str, Callable[[Case, Ring], str]] = {
    "jwt": no_jwt, "kid": kid, "client": client, "key": key, "aud": audience, "sub": subject,
    "alg": algorithm,
}  # fmt: skip
"""By check; each gives a cause in words, or nothing."""


def _signed(case: Case, given: Given) -> bool:
    return fits(case.header.get("alg"), given, case.signed, case.signature)
