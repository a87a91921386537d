"""One try to deliver a message: the request as Redox sends it, and what its answer means."""

from dataclasses import replace

from mock_redox.core.clock import Clock
from mock_redox.core.credentials import Credentials, NoToken
from mock_redox.core.destinations import Destination
from mock_redox.core.journal import Headers
from mock_redox.core.ports import Outgoing
from mock_redox.core.settings import LiveSettings
from mock_redox.core.webhooks import deliveries
from mock_redox.core.webhooks.deliveries import Attempt, Delivery
from mock_redox.core.webhooks.messages import first_log
from mock_redox.core.webhooks.variants import Variant
from mock_redox.core.wire import Sent, Verdict, Wire


class Sending:
    """Sends messages to destinations, with the headers of webhooks.md 3."""

    def __init__(
        self, wire: Wire, clock: Clock, settings: LiveSettings, credentials: Credentials
    ) -> None:
        self._wire = wire
        self._clock = clock
        self._settings = settings
        self._credentials = credentials

    def attempt(self, delivery: Delivery, destination: Destination, how: Variant) -> Attempt:
        """Send the message once; what became of it stands in the delivery and in the journal.

        Without a token that the destination's credential asks for, nothing is sent to it.
        """
        at = self._clock.now()
        try:
            answer, verdict, exchange = self._send(delivery, destination, how)
        except NoToken as cause:  # its status is the token server's, and so none of the endpoint's
            answer, exchange = replace(cause.answer, status=None), cause.exchange
            verdict = Verdict(False, f"not sent, there is no token for it: {cause.reason}")
        attempt = Attempt(
            number=len(delivery.attempts) + 1,
            id=first_log(delivery.message["Meta"])["AttemptID"],
            at=at,
            status=answer.status,
            good=verdict.good,
            reason=verdict.reason,
            took=answer.took,
            exchange=exchange.id,
        )
        delivery.attempts.append(attempt)
        return attempt

    def _send(self, delivery: Delivery, destination: Destination, how: Variant) -> Sent:
        auth, settings = destination.auth, self._settings.now
        timeout, strict = settings.push_timeout, settings.strict_ack
        bearer = self._credentials.token(auth, timeout).text if auth else None
        outgoing = Outgoing(
            method="POST",
            url=delivery.url,
            headers=(
                *_proof(how, destination.verification_token, bearer),
                ("application-name", "RedoxEngine"),
                ("content-type", "application/json"),
            ),
            body=delivery.body,
            timeout=timeout,
        )
        sent = self._wire.send(
            outgoing,
            lambda given: _with_variant(deliveries.judge(given, strict), given.status, how),
        )
        if auth and bearer and sent.answer.status == 401 and how.sound == "accepts":
            self._credentials.refused(auth, bearer)
        return sent


def _proof(how: Variant, token: str, bearer: str | None) -> Headers:
    """The headers of a variant; with a credential, ``authorization`` is about its token."""
    if bearer is None:
        return how.headers(token)
    theirs = dict(how.headers(bearer))
    return tuple(
        (name, theirs[name] if name == "authorization" else value)
        for name, value in how.headers(token)
    )


def _with_variant(verdict: Verdict, status: int | None, how: Variant) -> Verdict:
    """For a push with a wrong token the reason says what the answer means."""
    if how.sound == "accepts" or status is None:
        return verdict
    if how.sound == "either":
        return Verdict(verdict.good, f"{verdict.reason} ({how.name}: {how.says})")
    if verdict.good:
        reason = f"{verdict.reason}, though {how.says}: make sure that nothing was processed"
        return Verdict(True, reason)
    if how.fits(status):
        return Verdict(False, f"refused with {status}, as it should be: {how.says}")
    reason = f"answered {status}, a crash or redirect and no refusal, though {how.says}"
    return Verdict(False, f"{reason}: is the token compared before anything else?")
