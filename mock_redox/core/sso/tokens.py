"""The token of a sign-on: the claims that a message makes, signed or as if (webhooks.md 6.4)."""

from collections.abc import Mapping
from typing import Any

from joserfc import jwt
from joserfc.util import json_b64encode

from mock_redox.core.auth.keys import JOSE_ERRORS, secret_key
from mock_redox.core.errors import Misuse

Claims = Mapping[str, Any]

_HEADER = {"alg": "HS256", "typ": "JWT"}
_OF_THE_USER = {
    "name": "Name", "given_name": "FirstName", "family_name": "LastName",
    "middle_name": "MiddleName", "email": "EmailAddress", "npi": "NPI", "zoneinfo": "TimeZone",
    "locale": "Locale",
}  # fmt: skip
"""A claim to the field of the message that says the same."""


def claims_of(message: Mapping[str, Any], audience: str) -> dict[str, Any]:
    """What the token says of a message; what the message leaves out is no claim.

    Args:
        audience: who the token is for; empty for none.

    Raises:
        Misuse: a time of the message is no number of seconds.
    """
    visit = _part(message, "Visit")
    place = _part(visit, "Location")
    known = {
        "sub": message.get("Subject"),
        "aud": audience or None,
        "iat": _seconds(message, "IssuedAt"),
        "exp": _seconds(message, "Expiration"),
        **{claim: message.get(name) for claim, name in _OF_THE_USER.items()},
        "phone_number": _part(message, "PhoneNumber").get("Office"),
        "patient_ids": _ids(_part(message, "Patient").get("Identifiers")),
        "visit_id": visit.get("VisitNumber"),
        "facility_id": place.get("Facility"),
        "department_id": place.get("Department"),
    }
    return {name: value for name, value in known.items() if value is not None}


def signed(claims: Claims, secret: str) -> str:
    """The token, signed with HS256.

    Raises:
        Misuse: the claims are not what JSON can hold, or the secret is no text.
    """
    key = secret_key(secret)
    try:
        return jwt.encode(_HEADER, dict(claims), key, algorithms=["HS256"])
    except (*JOSE_ERRORS, RecursionError) as wrong:
        raise Misuse(f"what the message says can't be signed: {wrong}", ("data",)) from None


def unsigned(claims: Claims) -> str:
    """A token that says of itself that it needs no signature, and has none."""
    return f"{_encoded({**_HEADER, 'alg': 'none'})}.{_encoded(claims)}."


def tampered(token: str, claims: Claims) -> str:
    """The token with these claims in the place of its own, under the signature that it had."""
    header, _, signature = token.split(".")
    return f"{header}.{_encoded(claims)}.{signature}"


def _encoded(part: Mapping[str, Any]) -> str:
    return json_b64encode(dict(part)).decode("ascii")


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """What of it is a mapping: the data may be anything."""
    found = whole.get(name)
    return found if isinstance(found, Mapping) else {}


def _ids(identifiers: object) -> list[dict[str, Any]] | None:
    if not isinstance(identifiers, list):
        return None
    return [
        {"id": each.get("ID"), "id_type": each.get("IDType")}
        for each in identifiers
        if isinstance(each, Mapping)
    ]


def _seconds(message: Mapping[str, Any], name: str) -> int:
    """A JSON number, as claims have it; Redox's schema says text (data-models.md 11)."""
    value = message.get(name)
    try:
        return int(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise Misuse(
            f"{name} is {value!r:.40}, and must be seconds since 1970, such as 1767268800",
            ("data", name),
        ) from None
