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
from mock_redox.core.destinations import Destination
from mock_redox.core.errors import Explanation
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
        settings, begun = self._settings.now, self._clock.now()
        token, left = self._login(destination, settings.relay_timeout)
        outgoing = Outgoing(
            method="POST", url=destination.url or "", timeout=left,
            body=_body(message, relayed(message.meta, meta, source, begun, test)),
            headers=(
                ("verification-token", destination.verification_token),
                ("authorization", f"Bearer {token or destination.verification_token}"),
                ("application-name", "RedoxEngine"),
                ("content-type", "application/json"),
            ),
            max_bytes=settings.max_body,
        )  # fmt: skip
        reading = Reading(message, settings.relay_timeout)
        sent = self._wire.send(outgoing, lambda given: reading.judge(given, self._late(begun)))
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

    def _late(self, begun: datetime) -> bool:
        """Whether the time is over on the mock's clock: a test need not wait 120 s to be late.

        A clock that runs faster than the wall's would make every endpoint late, so on it only
        real time counts, which the sender watches.
        """
        late = self._clock.now() - begun > self._settings.now.relay_timeout
        return late and self._clock.rate <= 1


def _body(message: Message, meta: Mapping[str, Any]) -> bytes:
    """The query as it came, but for ``Meta``."""
    rest = {name: value for name, value in message.body.items() if name != "Meta"}
    text = json.dumps({"Meta": meta, **rest}, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "replace")
