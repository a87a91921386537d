"""The Redox behind this request, its body, and what the journal should know of it."""

from typing import cast

from flask import Flask, current_app, request

from mock_redox.core.auth.tokens import Grant
from mock_redox.core.redox import Redox
from mock_redox.web.note import KEY, Note


def attach(app: Flask, redox: Redox) -> None:
    """Let an app speak for this Redox from now on. The state belongs to the app object."""
    app.extensions[KEY] = redox


def redox_of(app: Flask) -> Redox:
    return cast(Redox, app.extensions[KEY])


def redox() -> Redox:
    return redox_of(current_app)


def note() -> Note:
    return cast(Note, request.environ[KEY])


def body() -> bytes:
    """The body, which the gate has read."""
    return note().body


def identify(environment: str | None = None) -> Grant:
    """Who calls, from the request's headers; a FHIR URL names its environment. For the journal too.

    Raises:
        BearerRefused: nobody who may.
    """
    told, headers = note(), request.headers
    caller = told.meet(
        lambda forced: redox().auth.identify(
            headers.get("Authorization"),
            source_id=headers.get("Redox-Source-Id"),
            environment=environment,
            forced=forced,
        )
    )
    told.client = caller.client
    return caller
