"""The client assertion: every check Redox is known to make, in its order (auth.md 2.2, 2.5)."""

import json
from binascii import Error as NotBase64
from binascii import a2b_base64
from collections.abc import Callable
from datetime import datetime
from string import ascii_letters, digits
from typing import Any

import orjson
from joserfc.jws import JWSRegistry

from mock_redox.core.auth import causes
from mock_redox.core.auth.assertion_times import has_begun, is_not_over, is_recent, told
from mock_redox.core.auth.case import Case
from mock_redox.core.auth.clients import Client
from mock_redox.core.auth.keys import JOSE_ERRORS
from mock_redox.core.auth.token_form import FORM_CHECKS
from mock_redox.core.checks import Check, run
from mock_redox.core.errors import TokenRefused
from mock_redox.core.failures.catalogue import asked_by_id
from mock_redox.core.failures.forced import Asked
from mock_redox.core.redaction import shown
from mock_redox.core.times import iso
from mock_redox.core.wording import KEY_NOT_FOUND

ALGORITHMS = ("RS384", "ES384")
"""Allowed for key pairs; HS384 only for a client that was given a secret."""

_DIGITS = (ascii_letters + digits + "-_.").encode()
_TO_BASE64 = bytes.maketrans(b"-_", b"+/")


def examine(case: Case) -> Client:
    """The client that a token request proves to come from.

    Raises:
        TokenRefused: the first check that fails.
    """
    case.force("form")
    run(CHECKS, case)
    assert case.client is not None
    return case.client


def _is_a_jwt(case: Case) -> None:
    try:
        raw = case.text.encode("ascii")
        header, claims, signature = _digits(raw).split(b".")
        case.header, case.claims = _parsed(_unbase64(header)), _parsed(_unbase64(claims))
        case.signature = _unbase64(signature)
        if isinstance(case.header, dict) and isinstance(case.claims, dict):
            case.signed = raw[: raw.rindex(b".")]
            case.by_secret = case.header.get("alg") == "HS384"
            _ask(case)
            case.force("assertion")
            case.clocks = case.all_clocks
            return
    except (ValueError, NotBase64, RecursionError):
        pass
    case.header, case.claims = {}, {}
    blanks = " with blanks or line breaks" if case.text.split() != [case.text] else ""
    raise case.refuse(
        "", "assertion.not_a_jwt",
        f"{case.text.count('.') + 1} part(s) in {len(case.text)} characters{blanks}",
        "a compact JWS: header.claims.signature in base64url, two of them JSON objects",
        "send the signed JWT itself in client_assertion, without quotes, 'Bearer' or line breaks",
        causes.no_jwt(case.text),
    )  # fmt: skip


def _ask(case: Case) -> None:
    """Raises Asked where the client asks for a failure by its id."""
    asked = asked_by_id(case.claims.get("iss"))
    if asked is not None and case.forced is None:
        raise Asked(asked)


def _has_kid(case: Case) -> None:
    if not case.header.get("kid"):
        raise case.refuse(
            "JWT header kid property is required", "assertion.kid_missing",
            f"a JOSE header with {sorted(case.header)}", "kid in the JOSE header",
            "set the kid of the registered public key in the JWT's header, not in its claims",
            causes.kid(case.header, case.claims),
        )  # fmt: skip


def _client_is_known(case: Case) -> None:
    client_id = case.claims.get("iss")
    case.client = case.clients.get(client_id) if isinstance(client_id, str) else None
    if case.client is None:
        known = [client.client_id for client in case.clients.all()]
        raise case.refuse(
            KEY_NOT_FOUND, "assertion.iss_missing" if client_id is None else
            "assertion.client_unknown", f"iss {shown(client_id)}",
            f"a registered client id: {', '.join(known) or 'none is registered'}",
            "put the client id of the OAuth API key into iss and sub, or register the client",
            causes.client(client_id, known),
        )  # fmt: skip


def _key_is_known(case: Case) -> None:
    assert case.client is not None
    kid = case.header["kid"]
    if case.by_secret and case.client.shared is not None and case.no_key is None:
        case.key = case.client.shared
        return
    found = case.no_key or case.clients.key(case.client, str(kid))
    if isinstance(found, tuple):
        check, why = found
        raise case.refuse(
            KEY_NOT_FOUND, check, f"kid {shown(kid)}, and {why}",
            "the kid of one of the client's public keys",
            "register the public key, or sign with the key whose kid is registered; serve makes a "
            "new key at each start, which its JSON line names",
        )  # fmt: skip
    case.key = found


def _audience_fits(case: Case) -> None:
    if "aud" not in case.claims:
        if not case.settings.require_aud:
            return
        raise case.refuse(
            "", "assertion.aud_missing", "no aud", _one_of(case.audiences),
            "put the token URL into aud, or switch require_aud off",
        )  # fmt: skip
    audience = case.claims["aud"]
    given = audience if isinstance(audience, list) else [audience]
    if not any(each in case.audiences for each in given):
        kind, cause = causes.audience(given, case.audiences, case.claims.get("iss"))
        raise _claim(case, "aud", kind, audience, _one_of(case.audiences),
                     "aud is the token URL of Redox, to the letter; add others with public_urls "
                     "or audiences", cause)  # fmt: skip


def _subject_fits(case: Case) -> None:
    assert case.client is not None
    subject = case.claims.get("sub")
    if subject is None:
        raise case.refuse(
            "", "assertion.sub_missing", "no sub", f"sub {case.client.client_id!r}",
            "put the client id into sub as well as into iss",
        )  # fmt: skip
    if subject != case.client.client_id:
        raise _claim(case, "sub", "sub_wrong", subject, repr(case.client.client_id),
                     "sub equals iss", causes.subject(subject, case.client.client_id))  # fmt: skip


def _claim(
    case: Case, name: str, kind: str, got: object, expected: str, fix: str, cause: str = ""
) -> TokenRefused:
    texts = {
        "jose": f'unexpected "{name}" claim value',
        "documented": f"Unexpected {name} claim value",
        "empty": "",
    }
    text = texts[case.settings.claim_errors]
    return case.refuse(text, f"assertion.{kind}", f"{name} {shown(got)}", expected, fix, cause)


def _algorithm_is_allowed(case: Case) -> None:
    assert case.client is not None
    allowed = ("HS384",) if case.client.shared is not None else ()
    algorithm = case.header.get("alg")
    if algorithm not in (*ALGORITHMS, *allowed) or "crit" in case.header:
        got = f"alg {shown(algorithm)}" + (" with crit" if "crit" in case.header else "")
        none = str(algorithm).lower() == "none"
        raise case.refuse(
            "", "assertion.alg_none" if none else "assertion.alg_not_allowed", got,
            _one_of((*ALGORITHMS, *allowed)),
            "sign with RS384, or with ES384 and a P-384 key", causes.algorithm(case.header),
        )  # fmt: skip


def _id_is_fresh(case: Case) -> None:
    identifier = case.claims.get("jti")
    if not identifier and case.settings.require_jti:
        raise case.refuse(
            "", "assertion.jti_missing", "no jti", "a jti that is new for each request",
            "put a fresh uuid into jti",
        )  # fmt: skip
    if identifier and case.settings.refuse_replays:
        used = case.used_at or case.replays.used(_replay_key(case), case.all_clocks)
        if used is not None:
            raise _replayed(case, used)


def _replayed(case: Case, used: datetime) -> TokenRefused:
    return case.refuse(
        "", "assertion.jti_replayed", f"jti {shown(case.claims.get('jti'))}, used at {iso(used)}",
        "a jti that is new for each request", "sign a new assertion for each token request",
        "the assertion is kept and sent again, by a cache or by a retry",
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
        f"a {case.header['alg']} signature by the key {shown(case.header['kid'])}",
        "sign with the private key whose public half is registered under this kid; a restarted "
        "serve has made new ones",
        "the private key of another client, environment or rotation" if "by another" in problem
        else "a key of another kind or curve than alg says",
    )  # fmt: skip


def _is_first(case: Case) -> None:
    """Note the jti last: a refused assertion does not use it up, and of parallel ones one wins."""
    if case.claims.get("jti") and case.settings.refuse_replays:
        used = case.replays.remember(_replay_key(case), case.all_clocks, case.settings.jti_memory)
        if used is not None:
            raise _replayed(case, used)


def _replay_key(case: Case) -> tuple[str, str]:
    assert case.client is not None
    return case.client.client_id, repr(case.claims["jti"])


def _claimed(name: str) -> Callable[[Case], str]:
    return lambda case: shown(case.claims.get(name)) if name in case.claims else f"no {name}"


def _timed(name: str) -> Callable[[Case], str]:
    return lambda case: told(case.claims[name]) if name in case.claims else f"no {name}"


def _headed(name: str) -> Callable[[Case], str]:
    return lambda case: shown(case.header.get(name))


CHECKS: tuple[Check[Case], ...] = (
    *FORM_CHECKS,
    Check("jwt", "a compact JWS of two JSON objects", _is_a_jwt, lambda case: "one"),
    Check("kid", "in the JOSE header", _has_kid, _headed("kid")),
    Check("client", "iss is a registered client", _client_is_known, _claimed("iss")),
    Check("key", "the client has a public key of that kid", _key_is_known, _headed("kid")),
    Check("aud", "the token URL of Redox", _audience_fits, _claimed("aud")),
    Check("sub", "equals iss", _subject_fits, _claimed("sub")),
    Check("alg", "RS384 or ES384", _algorithm_is_allowed, _headed("alg")),
    Check("jti", "new for each request", _id_is_fresh, _claimed("jti")),
    Check("iat", "at most 5 minutes old", is_recent, _timed("iat")),
    Check("signature", "by the private key of that kid", _signature_fits, lambda case: "fits"),
    Check("exp", "if there, to come", is_not_over, _timed("exp")),
    Check("nbf", "if there, past", has_begun, _timed("nbf")),
    Check("first use", "of its jti, among parallel requests", _is_first, lambda case: "noted"),
)
"""In Redox's order, as far as it is known (auth.md 2.5)."""


def _digits(raw: bytes) -> bytes:
    """The digits of base64 for those of base64url, with the dots between them."""
    if raw.translate(None, _DIGITS):
        raise ValueError("not base64url")
    return raw.translate(_TO_BASE64)


def _unbase64(part: bytes) -> bytes:
    return a2b_base64(part + b"=" * (-len(part) % 4))


def _parsed(raw: bytes) -> Any:
    """JSON; what orjson does not take, such as half of a surrogate pair, the slower one may."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return json.loads(raw)


def _one_of(values: tuple[str, ...]) -> str:
    return "one of " + ", ".join(dict.fromkeys(values))
