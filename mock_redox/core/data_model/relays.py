"""Queries that reach the user's endpoint: asked, and the answer handed back (webhooks.md 5)."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from mock_redox.core.clock import Clock
from mock_redox.core.credentials import Credentials, NoToken
from mock_redox.core.data_model.messages import Message
from mock_redox.core.data_model.meta import relayed
from mock_redox.core.data_model.queries import Unanswerable
from mock_redox.core.data_model.readings import Reading, Relayed, failed, too_slow
from mock_redox.core.destinations.destination import Destination
from mock_redox.core.errors import Explanation
from mock_redox.core.journal import Headers
from mock_redox.core.ports import Outgoing
from mock_redox.core.settings import LiveSettings
from mock_redox.core.wire import Wire


class Relays:
    """Asks endpoints. Once only: nothing is queued or tried again (webhooks.md 5.1)."""

    def __init__(
        self, wire: Wire, clock: Clock, settings: LiveSettings, credentials: Credentials
    ) -> None:
        self._wire = wire
        self._clock = clock
        self._settings = settings
        self._credentials = credentials

    def ask(
        self,
        destination: Destination,
        message: Message,
        meta: Mapping[str, Any],
        source: Mapping[str, str],
        test: bool,
    ) -> Relayed:
        """The endpoint's answer, as it is.

        Args:
            destination: one with a URL.
            meta: the ``Meta`` of the answer, as far as it is Redox's.
            source: id and name of whoever asks.
            test: whether this is test traffic, where the query does not say.

        Raises:
            Unanswerable: the endpoint is not verified, fails, or its answer can't be passed on;
                with status 504 if it takes too long.
        """
        self._need_verified(destination)
        begun, limit = self._clock.now(), self._settings.now.relay_timeout
        token, left = self._login(destination, limit)
        outgoing = Outgoing(
            method="POST", url=destination.url or "", timeout=left,
            body=_body(message, relayed(message.meta, meta, source, begun, test)),
            headers=_headers(destination, token), max_bytes=self._settings.now.max_body,
        )  # fmt: skip
        reading = Reading(message, limit)
        sent = self._wire.send(
            outgoing, lambda given: reading.judge(given, self._late(begun, limit))
        )
        if destination.auth and token and sent.answer.status == 401:
            self._credentials.refused(destination.auth, token)
        return reading.result()

    def _need_verified(self, destination: Destination) -> None:
        """As for pushes: what would reach nobody at Redox fails here, too (assumed)."""
        if destination.verified or self._settings.now.push_unverified:
            return
        raise Unanswerable(
            "{name} is not verified", "transmission",
            Explanation(
                "relay.unverified", f"a query for {destination.name!r}, which is not verified",
                "a destination whose endpoint answered the challenge",
                "verify it first, set push_unverified, or take its URL away: then the mock answers",
            ),
        )  # fmt: skip

    def _login(self, destination: Destination, limit: timedelta) -> tuple[str | None, timedelta]:
        """The token that a credential asks for, and the time that is left for the endpoint."""
        if destination.auth is None:
            return None, limit
        try:
            token = self._credentials.token(destination.auth, limit)
        except NoToken as cause:
            if cause.answer.failure == "timeout":
                raise too_slow(limit, cause.reason) from None
            raise failed(
                "{name} could not be authenticated with",
                "relay.no_token", cause.reason, "a token from the destination's token server",
                "mend the token server or the destination's auth; the endpoint was not asked",
            ) from None  # fmt: skip
        return token.text, limit - timedelta(seconds=token.took)

    def _late(self, begun: datetime, limit: timedelta) -> bool:
        """Whether the time is over on the mock's clock: a test need not wait 120 s to be late.

        A clock that runs faster than the wall's would make every endpoint late, so on it only
        real time counts, which the sender watches.
        """
        late = self._clock.now() - begun > limit
        return late and self._clock.rate <= 1


def _headers(destination: Destination, token: str | None) -> Headers:
    """As on all that Redox sends (webhooks.md 3); ``token`` is that of a credential, if any."""
    return (
        ("verification-token", destination.verification_token),
        ("authorization", f"Bearer {token or destination.verification_token}"),
        ("application-name", "RedoxEngine"),
        ("content-type", "application/json"),
    )


def _body(message: Message, meta: Mapping[str, Any]) -> bytes:
    """The query as it came, but for ``Meta``."""
    rest = {name: value for name, value in message.body.items() if name != "Meta"}
    try:
        text = json.dumps({"Meta": meta, **rest}, separators=(",", ":"), ensure_ascii=False)
    except RecursionError:  # it could just be read, a few calls further up
        raise failed(
            "{name} could not be sent the query", "relay.too_deep", "a query nested very deep",
            "less than about 900 levels", "nest it less",
        ) from None  # fmt: skip
    return text.encode("utf-8", "replace")
