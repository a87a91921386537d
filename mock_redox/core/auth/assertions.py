"""The client assertion: every check Redox is known to make, in its order (auth.md 2.2, 2.5)."""

import json
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from datetime import datetime

from joserfc.jws import JWSRegistry

from mock_redox.core.auth.assertion_times import is_in_force, is_recent
from mock_redox.core.auth.case import Case
from mock_redox.core.auth.clients import Client
from mock_redox.core.auth.keys import JOSE_ERRORS
from mock_redox.core.errors import TokenRefused
from mock_redox.core.redaction import shown
from mock_redox.core.times import iso

ALGORITHMS = ("RS384", "ES384")
"""Allowed for key pairs; HS384 only for a client that was given a secret."""

KEY_NOT_FOUND = "Public key not found, check client_id, kid and Redox dashboard settings"


def examine(case: Case) -> Client:
    """The client that the assertion proves.

    Raises:
        TokenRefused: the first check that fails.
    """
    case.clocks = case.all_clocks
    for check in CHECKS:
        check(case)
    assert case.client is not None
    _remember(case)
    return case.client


def _is_a_jwt(case: Case) -> None:
    parts = case.text.split(".")
    try:
        header, claims, case.signature = (_unbase64(part) for part in parts)
        case.header, case.claims = json.loads(header), json.loads(claims)
        if isinstance(case.header, dict) and isinstance(case.claims, dict):
            case.signed = f"{parts[0]}.{parts[1]}".encode("ascii")
            return
    except (ValueError, NotBase64, RecursionError):
        pass
    case.header, case.claims = {}, {}
    blanks = " with blanks or line breaks" if case.text.split() != [case.text] else ""
    raise case.refuse(
        "", "assertion.not_a_jwt",
        f"{len(parts)} part(s) in {len(case.text)} characters{blanks}",
        "a compact JWS: header.claims.signature in base64url, two of them JSON objects",
        "send the signed JWT itself in client_assertion, without quotes, 'Bearer' or line breaks",
    )  # fmt: skip


def _has_kid(case: Case) -> None:
    if not case.header.get("kid"):
        raise case.refuse(
            "JWT header kid property is required", "assertion.kid_missing",
            f"a JOSE header with {sorted(case.header)}", "kid in the JOSE header",
            "set the kid of the registered public key in the JWT's header, not in its claims",
        )  # fmt: skip


def _key_is_known(case: Case) -> None:
    client_id, kid = case.claims.get("iss"), case.header["kid"]
    case.client = case.clients.get(client_id) if isinstance(client_id, str) else None
    if case.client is None:
        known = [client.client_id for client in case.clients.all()]
        raise case.refuse(
            KEY_NOT_FOUND, "assertion.client_unknown", f"iss {client_id!r}",
            f"a registered client id: {', '.join(known) or 'none is registered'}",
            "put the client id of the OAuth API key into iss and sub, or register the client",
        )  # fmt: skip
    if case.header.get("alg") == "HS384" and case.client.shared is not None:
        case.key = case.client.shared
        return
    found = case.clients.key(case.client, str(kid))
    if isinstance(found, str):
        raise case.refuse(
            KEY_NOT_FOUND, "assertion.kid_unknown", f"kid {kid!r}, and {found}",
            "the kid of one of the client's public keys",
            "register the public key, or sign with the key whose kid is registered; serve makes a "
            "new key at each start, which its JSON line names",
        )  # fmt: skip
    case.key = found


def _claims_match(case: Case) -> None:
    assert case.client is not None
    audience = case.claims.get("aud")
    if audience is None and case.settings.require_aud:
        raise case.refuse(
            "", "assertion.aud_missing", "no aud", _one_of(case.audiences),
            "put the token URL into aud, or switch require_aud off",
        )  # fmt: skip
    given = audience if isinstance(audience, list) else [audience]
    if audience is not None and not any(each in case.audiences for each in given):
        raise _claim(case, "aud", audience, _one_of(case.audiences),
                     "aud is the token URL of Redox, to the letter; add others with public_urls "
                     "or audiences")  # fmt: skip
    subject = case.claims.get("sub")
    if subject is None:
        raise case.refuse(
            "", "assertion.sub_missing", "no sub", f"sub {case.client.client_id!r}",
            "put the client id into sub as well as into iss",
        )  # fmt: skip
    if subject != case.client.client_id:
        raise _claim(case, "sub", subject, repr(case.client.client_id), "sub equals iss")


def _claim(case: Case, name: str, got: object, expected: str, fix: str) -> TokenRefused:
    texts = {
        "jose": f'unexpected "{name}" claim value',
        "documented": f"Unexpected {name} claim value",
        "empty": "",
    }
    text = texts[case.settings.claim_errors]
    return case.refuse(text, f"assertion.{name}_wrong", f"{name} {shown(got)}", expected, fix)


def _algorithm_is_allowed(case: Case) -> None:
    assert case.client is not None
    allowed = ("HS384",) if case.client.shared is not None else ()
    algorithm = case.header.get("alg")
    if algorithm not in (*ALGORITHMS, *allowed) or "crit" in case.header:
        got = f"alg {algorithm!r}" + (" with crit" if "crit" in case.header else "")
        raise case.refuse(
            "", "assertion.alg_not_allowed", got, _one_of((*ALGORITHMS, *allowed)),
            "sign with RS384, or with ES384 and a P-384 key",
        )  # fmt: skip


def _id_is_fresh(case: Case) -> None:
    identifier = case.claims.get("jti")
    if not identifier and case.settings.require_jti:
        raise case.refuse(
            "", "assertion.jti_missing", "no jti", "a jti that is new for each request",
            "put a fresh uuid into jti",
        )  # fmt: skip
    if identifier and case.settings.refuse_replays:
        used = case.replays.used(_replay_key(case), case.all_clocks)
        if used is not None:
            raise _replayed(case, used)


def _replayed(case: Case, used: datetime) -> TokenRefused:
    return case.refuse(
        "", "assertion.jti_replayed", f"jti {case.claims.get('jti')!r}, used at {iso(used)}",
        "a jti that is new for each request", "sign a new assertion for each token request",
    )  # fmt: skip


def _signature_fits(case: Case) -> None:
    algorithm, key = JWSRegistry.algorithms[case.header["alg"]], case.key
    try:
        algorithm.check_key(key)
        if algorithm.verify(case.signed, case.signature, key):
            return
        problem = "a signature by another key, or over other content"
    except JOSE_ERRORS as wrong:
        problem = str(wrong)
    raise case.refuse(
        "", "assertion.signature_wrong", problem,
        f"a {case.header['alg']} signature by the key {case.header['kid']!r}",
        "sign with the private key whose public half is registered under this kid; a restarted "
        "serve has made new ones",
    )  # fmt: skip


def _remember(case: Case) -> None:
    """Note the jti last: a refused assertion does not use it up, and of parallel ones one wins."""
    if case.claims.get("jti") and case.settings.refuse_replays:
        used = case.replays.remember(_replay_key(case), case.all_clocks, case.settings.jti_memory)
        if used is not None:
            raise _replayed(case, used)


def _replay_key(case: Case) -> tuple[str, str]:
    assert case.client is not None
    return case.client.client_id, repr(case.claims["jti"])


CHECKS: tuple[Callable[[Case], None], ...] = (
    _is_a_jwt,
    _has_kid,
    _key_is_known,
    _claims_match,
    _algorithm_is_allowed,
    _id_is_fresh,
    is_recent,
    _signature_fits,
    is_in_force,
)


def _unbase64(part: str) -> bytes:
    if not part.isascii() or "=" in part:
        raise ValueError("not base64url")
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _one_of(values: tuple[str, ...]) -> str:
    return "one of " + ", ".join(values)
