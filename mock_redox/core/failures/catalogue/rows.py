"""Answers and advice that many entries of the catalogue share."""

import json
from collections.abc import Mapping

from mock_redox.core.failures.model import FHIR_JSON, HTML, JSON, Surface, Told
from mock_redox.core.fhir import outcome
from mock_redox.core.wording import ERROR_URI, NOT_AUTHORIZED

S11 = "Redox: troubleshoot-oauth-api-key-errors (2024)"
STANDARD = "RFC 6749 5.2 and the wording of Redox's page; no recording is known"
STATUS_ONLY = "Redox: error-handling-and-responses (2024) for the status; the body is assumed"
GIVES_UP = "stops, tells its owner the error_description, and does not ask again in a loop"
RENEWS = "fetches a new token and repeats the call once; after a second 401 it gives up"


def compact(value: object) -> str:
    """JSON as the mock sends it."""
    return json.dumps(value, separators=(",", ":"))


def refused_token(description: str = "") -> Mapping[Surface, Told]:
    """The three fields of a refused token request (auth.md 2.5)."""
    body = {
        "error": "invalid_request",
        "error_description": description,
        "error_uri": ERROR_URI,
    }
    return {"token": Told(400, JSON, compact(body))}


def refused_call(status: int = 401, code: str = "login") -> Mapping[Surface, Told]:
    """The answer to an API call whose token does not work: plain text, on FHIR an outcome."""
    return {
        "data_model": Told(status, HTML, NOT_AUTHORIZED),
        "fhir": Told(status, FHIR_JSON, compact(outcome(code, NOT_AUTHORIZED))),
    }


GRANTED: Mapping[Surface, Told] = {"token": Told(200, JSON)}
"""A token, as if nothing were wrong."""

REFUSED_LOGIN = Told(401, HTML, "Invalid request")
