"""Tokens that a destination wants from its user's own token server (webhooks.md 6.1).

Redox can log in where it sends to: with OAuth 2.0 client credentials it asks the user's token
server for a token and puts that, in place of the verification token, into ``authorization``.
"""

import base64
import json
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import quote_plus, urlencode

from mock_redox.core.clock import Clock
from mock_redox.core.journal import Exchange, Headers
from mock_redox.core.ports import Answer, Outgoing
from mock_redox.core.setup import AuthSpec
from mock_redox.core.wire import Verdict, Wire

MARGIN = timedelta(seconds=60)
"""So long before its end a token is no longer used (webhooks.md 6.1, assumed)."""

LONGEST = 10 * 365 * 86_400
"""Seconds; a server that says more is not believed, and dates stay within what Python holds."""


class Token(NamedTuple):
    """An access token, when it ends on the mock's clock, and the seconds it took to get it."""

    text: str
    ends: datetime
    took: float = 0.0


class NoToken(Exception):
    """The token server gave none, so nothing is sent to the endpoint.

    Attributes:
        reason: a sentence about it.
        answer: what came back from the token server.
        exchange: the request for the token, in the journal.
    """

    def __init__(self, reason: str, answer: Answer, exchange: Exchange) -> None:
        super().__init__(reason)
        self.reason = reason
        self.answer = answer
        self.exchange = exchange


class Credentials:
    """Fetches tokens and keeps them; destinations with the same credential share one."""

    def __init__(self, wire: Wire, clock: Clock) -> None:
        self._wire = wire
        self._clock = clock
        self._held: dict[AuthSpec, Token] = {}

    def clear(self) -> None:
        self._held.clear()

    def token(self, auth: AuthSpec, timeout: timedelta) -> Token:
        """The token that is held, or a new one; ``took`` is 0 for one that is held.

        Args:
            timeout: how long the token server may take, in real time.

        Raises:
            NoToken: the token server fails, or its answer holds no token.
        """
        held = self._held.get(auth)
        if held and self._clock.now() < held.ends - MARGIN:
            return held._replace(took=0.0)
        asked = self._clock.now()  # the lifetime counts from the request: never too late
        answer, verdict, exchange = self._wire.send(_request(auth, timeout), _judge)
        if not verdict.good:
            raise NoToken(verdict.reason, answer, exchange)
        said = json.loads(answer.body)
        lifetime = _seconds(said.get("expires_in"), auth.default_expiration_seconds)
        fresh = Token(said["access_token"], asked + timedelta(seconds=lifetime), answer.took)
        self._held[auth] = fresh
        return fresh

    def refused(self, auth: AuthSpec, text: str) -> None:
        """The endpoint answered 401: forget the token, unless another is held by now."""
        held = self._held.get(auth)
        if held and held.text == text:
            self._held.pop(auth, None)


def shown(auth: AuthSpec | None) -> dict[str, object] | None:
    """A credential for people: of the secret only that there is one (webhooks.md 6.1)."""
    if auth is None:
        return None
    return {
        "url": auth.url, "client_id": auth.client_id, "has_client_secret": True,
        "scopes": auth.scopes, "audience": auth.audience, "grant_type": auth.grant_type,
        "no_basic": auth.no_basic,
        "default_expiration_seconds": auth.default_expiration_seconds,
    }  # fmt: skip


def _request(auth: AuthSpec, timeout: timedelta) -> Outgoing:
    """RFC 6749 4.4.2; id and secret in a Basic header (2.3.1) or in the form."""
    form = {"grant_type": auth.grant_type, "scope": auth.scopes, "audience": auth.audience}
    headers: Headers = (
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "application/json"),
    )
    if auth.no_basic:
        form |= {"client_id": auth.client_id, "client_secret": auth.client_secret}
    else:
        pair = f"{quote_plus(auth.client_id)}:{quote_plus(auth.client_secret)}"
        headers += (("authorization", f"Basic {base64.b64encode(pair.encode()).decode()}"),)
    body = urlencode({name: value for name, value in form.items() if value}).encode()
    return Outgoing(
        method="POST", url=auth.url, headers=headers, body=body, timeout=timeout,
        max_bytes=1_000_000,
    )  # fmt: skip


def _judge(answer: Answer) -> Verdict:
    """A 2xx with an ``access_token`` that can stand in a header."""
    if answer.status is None:
        return Verdict(False, f"the token server gave {answer.lack}")
    if 300 <= answer.status < 400:
        return Verdict(False, f"the token server answered {answer.status}, a redirect")
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        said = None
    said = said if isinstance(said, dict) else {}
    if not answer.good:
        error = f" ({said['error']!r:.100})" if "error" in said else ""
        return Verdict(False, f"the token server answered {answer.status}{error}")
    token = said.get("access_token")
    if not isinstance(token, str) or not _fits_header(token):
        return Verdict(
            False,
            f"the token server answered {answer.status} without a usable access_token: "
            "a JSON object with a text of printable ASCII letters is expected",
        )
    return Verdict(True, "a token for a destination")


def _fits_header(token: str) -> bool:
    return bool(token) and token.isascii() and token.isprintable() and " " not in token


def _seconds(said: object, fallback: int) -> float:
    """``expires_in`` as a number; some servers send it as text."""
    if isinstance(said, bool) or not isinstance(said, int | float | str):
        return fallback
    try:
        seconds = float(said)
    except (ValueError, OverflowError):
        return fallback
    return min(seconds, LONGEST) if seconds >= 0 else fallback  # NaN falls back, too
