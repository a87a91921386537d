"""A sound call on each surface where failures happen, and what its answers look like."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import requests
from minimal import without_meta

from mock_redox.core.failures.model import Failure

CALLED = ("token", "login", "refresh", "data_model", "fhir")
PATHS = {
    "token": "/v2/auth/token",
    "login": "/auth/authenticate",
    "refresh": "/auth/refreshToken",
    "data_model": "/endpoint",
    "fhir": "/fhir/R4/some-hospital/Development/Patient/1",
}

STEPS = {
    "assertion.content_type_wrong": "content type",
    "assertion.grant_type_missing": "grant_type",
    "assertion.grant_type_wrong": "grant_type",
    "assertion.type_missing": "client_assertion_type",
    "assertion.type_wrong": "client_assertion_type",
    "assertion.missing": "client_assertion",
    "assertion.doubled": "client_assertion",
    "assertion.not_a_jwt": "jwt",
    "assertion.kid_missing": "kid",
    "assertion.iss_missing": "client",
    "assertion.client_unknown": "client",
    "assertion.kid_unknown": "key",
    "assertion.aud_wrong": "aud",
    "assertion.aud_trailing_slash": "aud",
    "assertion.aud_other_generation": "aud",
    "assertion.aud_missing": "aud",
    "assertion.sub_missing": "sub",
    "assertion.sub_wrong": "sub",
    "assertion.alg_not_allowed": "alg",
    "assertion.alg_none": "alg",
    "assertion.jti_missing": "jti",
    "assertion.jti_replayed": "jti",
    "assertion.iat_missing": "iat",
    "assertion.iat_in_milliseconds": "iat",
    "assertion.iat_too_old": "iat",
    "assertion.iat_in_future": "iat",
    "assertion.signature_wrong": "signature",
    "assertion.expired": "exp",
    "assertion.not_yet_valid": "nbf",
    "jwks.unreachable": "key",
    "jwks.slow": "key",
    "jwks.not_json": "key",
    "jwks.empty": "key",
    "jwks.key_removed": "key",
    "jwks.rotated_without_overlap": "key",
    "jwks.cached_too_long": "key",
    "token.missing": "header",
    "token.empty": "one token",
    "token.no_scheme": "scheme",
    "token.wrong_scheme": "scheme",
    "token.doubled": "one token",
    "token.malformed": "one token",
    "token.unknown": "known",
    "token.revoked": "in force",
    "token.expired": "fresh",
    "token.expired_just_now": "fresh",
    "token.other_environment": "environment",
    "token.legacy_on_fhir": "environment",
    "token.source_missing": "source",
    "token.source_foreign": "source",
    "legacy.key_unknown": "key",
    "legacy.secret_wrong": "secret",
    "legacy.field_missing": "fields",
    "legacy.refresh_unknown": "refresh token",
    "legacy.refresh_expired": "refresh token",
    "legacy.refresh_rotated": "refresh token",
    "lie.clock_slow": "iat",
}
"""The check that each failure is made of; those that are not here pass all checks."""

Call = Callable[[], Any]


def ready(api: Any, surface: str) -> Call:
    """A call that is sound, with all that it needs got ready; it returns None for no answer.

    What it needs is had past the mock's doors, where failures that are switched on don't see it.
    """
    return _answered({
        "token": _token, "login": _login, "refresh": _refresh,
        "data_model": _data_model, "fhir": _fhir,
    }[surface](api))  # fmt: skip


def _answered(call: Call) -> Call:
    def answered() -> Any:
        try:
            return call()
        except (ConnectionResetError, requests.ConnectionError):
            return None

    return answered


def _token(api: Any) -> Call:
    assertion = api.redox.assertion()
    return lambda: api.token_request(assertion)


def _login(api: Any) -> Call:
    key = api.redox.legacy_key
    return lambda: api.post_json(PATHS["login"], {"apiKey": key.api_key, "secret": key.secret})


def _refresh(api: Any) -> Call:
    key = api.redox.legacy_key
    login = json.dumps({"apiKey": key.api_key, "secret": key.secret}).encode()
    token = api.redox.core.auth.legacy.authenticate(login)[1]["refreshToken"]
    renewal = {"apiKey": key.api_key, "refreshToken": token}
    return lambda: api.post_json(PATHS["refresh"], renewal)


def _data_model(api: Any) -> Call:
    bearer, targets = _bearer(api), [{"ID": api.redox.destination.id}]
    meta = {"DataModel": "Media", "EventType": "New", "Destinations": targets}
    message = {"Meta": meta, **without_meta("Media", "New")}
    return lambda: api.post_json(PATHS["data_model"], message, bearer)


def _fhir(api: Any) -> Call:
    bearer = _bearer(api)
    return lambda: api.call("GET", PATHS["fhir"], b"", bearer)


def _bearer(api: Any) -> dict[str, str]:
    return {"authorization": f"Bearer {api.redox.token()}"}


def is_sound(surface: str, reply: Any) -> bool:
    """Whether it is what a sound call gets; behind the front door of FHIR there is nothing."""
    if reply is None:
        return False
    if surface == "fhir":
        return (reply.status, reply.text) == (404, "Not Found")
    members = {
        "token": ["access_token", "scope", "token_type", "expires_in"],
        "login": ["accessToken", "expires", "refreshToken"],
        "refresh": ["accessToken", "expires", "refreshToken"],
        "data_model": ["Meta"],
    }[surface]
    try:
        return reply.status == 200 and list(reply.json()) == members
    except ValueError:
        return False


def is_as_told(failure: Failure, surface: str, reply: Any) -> bool:
    """Whether it is, to the letter, what the catalogue says that this failure is answered with."""
    told = failure.answers[surface]  # type: ignore[index]
    if told.status is None or reply is None:
        return told.status is None and reply is None
    if failure.name in ("service.truncated", "service.malformed"):
        return _is_broken(reply, 404 if surface == "fhir" else told.status, surface)
    if told.body is None:
        kind = reply.headers["Content-Type"]
        return is_sound(surface, reply) and told.content_type in ("", kind)
    return (
        reply.status == told.status
        and reply.headers["Content-Type"] == told.content_type
        and told.headers.items() <= reply.headers.items()
        and not {"WWW-Authenticate", "Retry-After"} & set(reply.headers)
        and reply.headers["Content-Length"] == str(len(told.body))
        and reply.text == told.body
    )


def _is_broken(reply: Any, status: int, surface: str) -> bool:
    try:
        json.loads(reply.body)
    except ValueError:
        whole = reply.headers["Content-Length"] == str(len(reply.body))
        return whole and reply.status == status and not is_sound(surface, reply)
    return False


def is_explained(failure: Failure, surface: str, exchange: Any) -> bool:
    """Whether the diagnosis names the failure and the one check that failed."""
    diagnosis = exchange.diagnosis()
    named = diagnosis.failure is failure and diagnosis.forced is failure
    steps = diagnosis.why.steps if diagnosis.why else ()
    failed = [step.check for step in steps if step.verdict == "failed"]
    wanted = STEPS.get(failure.name)
    if failure.name == "lie.clock_slow" and surface != "token":
        wanted = None
    return named and failed == ([wanted] if wanted else []) and _in_order(steps)


def _in_order(steps: Any) -> bool:
    """Passed, failed, not reached."""
    order = ["passed", "failed", "not reached"]
    places = [order.index(step.verdict) for step in steps]
    return places == sorted(places)
