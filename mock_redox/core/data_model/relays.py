"""Queries that reach the user's endpoint: asked, and the answer handed back (webhooks.md 5)."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from mock_redox.core.clock import Clock
from mock_redox.core.credentials import Credentials, NoToken
from mock_redox.core.data_model import answers
from mock_redox.core.data_model.messages import Message, read_json
from mock_redox.core.data_model.meta import relayed
from mock_redox.core.data_model.queries import Unanswerable
from mock_redox.core.destinations import Destination
from mock_redox.core.errors import Explanation
from mock_redox.core.ports import Answer, Outgoing
from mock_redox.core.settings import LiveSettings
from mock_redox.core.times import brief
from mock_redox.core.wire import Verdict, Wire


class Relayed(NamedTuple):
    """An answer on its way to the asker, and what is wrong with it, if anything is."""

    body: dict[str, Any]
    explanation: Explanation | None


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
        reading = _Reading(message, settings.relay_timeout)
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
                raise _too_slow(limit, cause.reason) from None
            raise _failed(
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


class _Reading:
    """Reads one answer: for the journal as a verdict, for the asker as a body or a failure."""

    def __init__(self, message: Message, limit: timedelta) -> None:
        self._event = message.event
        self._limit = limit
        self._failure: Unanswerable | None = None
        self._relayed: Relayed | None = None

    def judge(self, answer: Answer, late: bool) -> Verdict:
        self._failure = self._wrong(answer, late)
        if self._failure:
            return Verdict(False, self._failure.explanation.got)
        try:
            body = read_json(answer.body)
        except (ValueError, RecursionError) as wrong:
            problem = str(wrong)[:200] if answer.body else "an empty body"
            return self._unreadable(f"answered {answer.status}, but not with JSON: {problem}")
        if not isinstance(body, dict):
            return self._unreadable(f"answered {answer.status}, but not with a JSON object")
        return self._checked(answer.status, body)

    def result(self) -> Relayed:
        """Raises Unanswerable if the endpoint failed."""
        if self._failure:
            raise self._failure
        assert self._relayed is not None
        return self._relayed

    def _wrong(self, answer: Answer, late: bool) -> Unanswerable | None:
        """4xx and 5xx fail (webhooks.md 5.1), so do a redirect and silence (5.2)."""
        if late or answer.failure == "timeout":
            came = answer.problem or f"answered {answer.status} too late by the mock's clock"
            return _too_slow(self._limit, came)
        if answer.status is None:
            return _failed(
                "{name} could not be reached", "relay.unreachable", f"no answer: {answer.problem}",
                "an answer to the query", "start the endpoint, or correct the destination's URL",
            )  # fmt: skip
        if answer.good:
            return None
        redirect = 300 <= answer.status < 400
        return _failed(
            f"{{name}} returned status code {answer.status}", "relay.failed",
            f"answered {answer.status}" + (", a redirect, which is not followed" * redirect),
            "a 2xx; nothing found is one, too, with empty data",
            "see what the endpoint was sent in the journal, and what it says of that itself",
        )  # fmt: skip

    def _unreadable(self, got: str) -> Verdict:
        """What is no JSON object can't be handed on in one (assumed)."""
        self._failure = _failed(
            "{name} returned a response that is not a JSON object", "relay.not_json", got,
            f"{self._event.data_model}.{self._event.answer} as a JSON object",
            "answer in the same HTTP response, with the body of the answering event",
        )  # fmt: skip
        return Verdict(False, got)

    def _checked(self, status: int | None, body: dict[str, Any]) -> Verdict:
        found = "; ".join(answers.problems(self._event, body))
        asked = f"{self._event.data_model}.{self._event.answer}"
        explanation = Explanation(
            "relay.answer", found, asked, "mend the endpoint's answer; it was passed on as it is"
        )
        self._relayed = Relayed(body, explanation if found else None)
        reason = f"answered {status}, passed on to the asker"
        return Verdict(True, f"{reason}; but as {asked}: {found}" if found else reason)


def _body(message: Message, meta: Mapping[str, Any]) -> bytes:
    """The query as it came, but for ``Meta``."""
    rest = {name: value for name, value in message.body.items() if name != "Meta"}
    text = json.dumps({"Meta": meta, **rest}, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "replace")


def _failed(text: str, check: str, got: str, expected: str, fix: str) -> Unanswerable:
    return Unanswerable(text, "transmission", Explanation(check, got, expected, fix))


def _too_slow(limit: timedelta, got: str) -> Unanswerable:
    """504 is documented, its body is not (webhooks.md 5.2)."""
    slow = _failed(
        f"{{name}} did not answer within {limit.total_seconds():g} seconds", "relay.timeout",
        got, f"the whole exchange within {brief(limit)}", "answer sooner, or raise relay_timeout",
    )  # fmt: skip
    slow.status = 504
    return slow
