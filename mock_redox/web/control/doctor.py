"""Operations of the doctor: what is wrong with an assertion, a token or a push."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from joserfc.jwk import ECKey, RSAKey

from mock_redox.core.doctor.assertion.examination import assertion
from mock_redox.core.doctor.assertion.rings import Given, Ring, read_keys
from mock_redox.core.doctor.token.examination import token
from mock_redox.core.doctor.webhook.examination import received, webhook
from mock_redox.web.control.operations import Call, operation


@dataclass(frozen=True, kw_only=True)
class AssertionCase:
    """An assertion, or a token request with it; without a key, those of the mock's clients count.

    ``at`` is when it was used; without it, it is judged by the mock's clock, or the wall's where
    the setting ``assertion_clock`` takes either, and what is merely old is doubtful. ``audiences``
    are further values of ``aud`` that are right.
    """

    assertion: str
    public_key: str | None = None
    jwks: dict[str, Any] | None = None
    client_id: str | None = None
    audiences: tuple[str, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class TokenCase:
    """A token, an Authorization header or a request with one; and the answer it is from."""

    token: str = ""
    answer: str | None = None
    issued: datetime | None = None
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class WebhookCase:
    """A push as it was received: headers and body in one text, or a gateway's event."""

    request: str
    verification_token: str | None = None
    former_tokens: tuple[str, ...] = ()
    other_tokens: tuple[str, ...] = ()


@operation("POST", "/doctor/assertion", "What is wrong with an assertion", body=AssertionCase,
           answer="Report")  # fmt: skip
def examine_assertion(call: Call) -> object:
    case, settings = call.body, call.redox.settings.now
    accepted = replace(settings, audiences=(*settings.audiences, *case.audiences))
    clock, ring = call.redox.clock, _ring(call)
    either = case.at is None and settings.assertion_clock == "either"
    reports = [
        assertion(
            case.assertion, ring, now=now, at=case.at, client_id=case.client_id, settings=accepted
        )
        for now in ((clock.now(), clock.wall()) if either else (clock.now(),))
    ]
    return min(reports, key=lambda each: (len(each.wrong), len(each.findings))).as_json()


@operation("POST", "/doctor/token", "What is wrong with an access token", body=TokenCase,
           answer="Report")  # fmt: skip
def examine_token(call: Call) -> object:
    case, answer = call.body, None
    if case.answer is not None:
        answer = case.answer.encode("utf-8", "replace")
    now = call.redox.clock.now()
    return token(case.token, answer, now=now, at=case.at, issued=case.issued).as_json()


@operation("POST", "/doctor/webhook", "What is wrong with a push that was received",
           body=WebhookCase, answer="Report")  # fmt: skip
def examine_webhook(call: Call) -> object:
    case = call.body
    request = received(case.request.encode("utf-8", "replace"))
    return webhook(
        request, case.verification_token, case.former_tokens, case.other_tokens
    ).as_json()


def _ring(call: Call) -> Ring:
    case = call.body
    if case.public_key is not None or case.jwks is not None:
        given = [each for each in (case.public_key, case.jwks) if each is not None]
        return sum((_read(each) for each in given), Ring())
    return Ring(
        tuple(
            Given(key, kid, f"client {client.client_id}")
            for client in call.redox.auth.clients.all()
            for kid, key in client.known_keys().items()
            if isinstance(key, RSAKey | ECKey)
        )
    )


def _read(given: str | dict[str, Any]) -> Ring:
    text = given if isinstance(given, str) else json.dumps(given)
    return read_keys(text, "public_key" if isinstance(given, str) else "jwks")
