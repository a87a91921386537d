"""What an assertion that is refused looks like to a reader of many logs: likely causes, in words.

Each function gives nothing where nothing is likely.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import SplitResult, urlsplit

from mock_redox.core.failures.model import magic_cause
from mock_redox.core.redaction import UUID
from mock_redox.core.settings import ALIAS_PATH, TOKEN_PATH

_UNSET = re.compile(r"(?i)undefined|null|none|nan|\[object object\]|")
_PLACEHOLDER = re.compile(r"<[^>]*>|\$\{?\w+\}?|\{\{.*\}\}|%\w+%|your[-_ ].*", re.I | re.S)
_LOCAL = re.compile(r"localhost|127\.|10\.|192\.168\.|172\.|\[|.*\.(?:local|test|internal)$")
_PARTS = {
    1: "an opaque token or the key in place of the assertion",
    2: "the signature is not there: it was cut off, or never made",
    5: "an encrypted JWT (JWE) in place of a signed one",
}
_ALGORITHMS = {
    "RS256": "RS256 is what most libraries take when they are not told",
    "ES256": "a key on P-256: ES384 needs one on P-384",
    "PS384": "RSA-PSS: RS384 is RSA with PKCS #1 v1.5 padding",
}


def not_filled_in(text: str) -> str:
    """Whether a text stands where a variable should have been filled in, and how that looks."""
    if _UNSET.fullmatch(text.strip()):
        return "a variable that was never set"
    return "a placeholder that was never filled in" if _PLACEHOLDER.fullmatch(text.strip()) else ""


def no_jwt(text: str) -> str:
    """Of an assertion that is none."""
    bare = text.strip()
    if "PRIVATE KEY-----" in bare:
        return "this is the PRIVATE key, in place of an assertion that is signed with it"
    if "BEGIN CERTIFICATE" in bare or "PUBLIC KEY-----" in bare:
        return "this is a certificate or public key, in place of an assertion"
    if UUID.fullmatch(bare):
        return "this is a uuid: a legacy access token, an API key or a client id"
    if '"access_token"' in bare or '"accessToken"' in bare:
        return "this is the answer to a token request, not the assertion that asks"
    return not_filled_in(bare) or _misshapen(text)


def _misshapen(text: str) -> str:
    if text.split() != [text]:
        return "blanks or line breaks got into it, such as a shell variable with a line end"
    if text[:1] in "\"'" or text[-1:] in "\"'":
        return "quotes round it"
    parts = text.count(".") + 1
    if set("=+/") & set(text) and parts == 3:
        return "base64 with padding, + or / in place of base64url without"
    return _PARTS.get(parts, "")


def kid(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """Of a JOSE header without one."""
    if "kid" in claims:
        return "kid stands in the claims: it belongs into the JOSE header"
    return "kid is empty: a variable that was never set" if "kid" in header else ""


def client(given: object, known: Sequence[str]) -> str:
    """Of an ``iss`` that nobody is known by."""
    if not isinstance(given, str):
        return "the client id was never configured" if given is None else "iss is not text"
    if given.strip().lower() in [each.lower() for each in known]:
        return "the client id has blanks round it, or another case"
    if given != given.strip():
        return "blanks or line ends round the client id"
    other = "" if UUID.fullmatch(given) else "a name in place of the client id, which is a uuid"
    return not_filled_in(given) or magic_cause(given) or other


def audience(given: Sequence[Any], known: tuple[str, ...], issuer: object) -> tuple[str, str]:
    """The failure's name and its likely cause."""
    texts = [each for each in given if isinstance(each, str)]
    if any(each.rstrip("/") in known for each in texts):
        return "aud_trailing_slash", "a slash at the end"
    path = next((_split(each).path for each in texts if "//" in each), "")
    if path in (ALIAS_PATH, "/auth/authenticate"):
        return "aud_other_generation", f"{path} is the token URL of another generation"
    return "aud_wrong", _audience(texts[0], known, issuer) if texts else "aud holds no text"


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _audience(given: str, known: tuple[str, ...], issuer: object) -> str:
    if filled := not_filled_in(given):
        return filled
    if given == issuer:
        return "the client id in place of the token URL"
    parts = _split(given.strip())
    return _near_miss(given.strip(), parts, known) or _elsewhere(parts, parts.hostname or "", known)


def _near_miss(given: str, parts: SplitResult, known: tuple[str, ...]) -> str:
    if given.lower() in known:
        return "another case, or blanks round it"
    if f"https://{given}" in known:
        return "https:// is not there"
    if parts.scheme == "http" and given.replace("http:", "https:", 1) in known:
        return "http in place of https"
    return ""


def _elsewhere(parts: SplitResult, host: str, known: tuple[str, ...]) -> str:
    hosts = {urlsplit(each).hostname for each in known}
    if host in hosts:
        return _path(parts)
    if _LOCAL.match(host):
        return "the address of this machine or a test's, in place of Redox's own"
    if host.endswith("redoxengine.com"):
        return f"the host {host}: Redox's token URL is on {' or '.join(sorted(map(str, hosts)))}"
    return "the address of a proxy or of another server" if host else ""


def _path(parts: SplitResult) -> str:
    if parts.query or parts.fragment:
        return "a query or a fragment in it"
    path = parts.path
    if path.startswith("/platform/"):
        return "the token URL of the Platform API's user logins"
    if path.startswith(("/fhir", "/endpoint", "/query")):
        return "the address of the API that is called with the token"
    if path in ("", "/"):
        return "the host alone, without the path"
    if path.replace("//", "/").rstrip("/") == TOKEN_PATH:
        return "a slash too many" if "//" in path else "a port in it"
    return f"the path is {path!r:.60}"


def subject(given: object, issuer: str) -> str:
    """Of a ``sub`` that is not ``iss``."""
    if not isinstance(given, str):
        return "sub is not text"
    if given.strip().lower() == issuer.lower():
        return "blanks round it, or another case"
    return not_filled_in(given)


def algorithm(header: Mapping[str, Any]) -> str:
    """Of an ``alg`` that Redox does not take."""
    given = header.get("alg")
    if "crit" in header:
        return "crit names extensions that Redox would have to know"
    if given is None or not isinstance(given, str):
        return "there is no alg"
    if given.upper() in ("RS384", "ES384"):
        return f"names of algorithms are written in capitals: {given.upper()}"
    if given.startswith("HS"):
        return "HMAC with a shared secret; only HS384 ever was for those, of clients that have one"
    return _ALGORITHMS.get(given, "")
