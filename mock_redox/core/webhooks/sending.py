"""One try to deliver a message: the request as Redox sends it, and what its answer means."""

from mock_redox.core.clock import Clock
from mock_redox.core.destinations import Destination
from mock_redox.core.ports import Outgoing
from mock_redox.core.settings import LiveSettings
from mock_redox.core.webhooks import deliveries
from mock_redox.core.webhooks.deliveries import Attempt, Delivery
from mock_redox.core.webhooks.messages import first_log
from mock_redox.core.webhooks.variants import Variant
from mock_redox.core.wire import Verdict, Wire


class Sending:
    """Sends messages to destinations, with the headers of webhooks.md 3."""

    def __init__(self, wire: Wire, clock: Clock, settings: LiveSettings) -> None:
        self._wire = wire
        self._clock = clock
        self._settings = settings

    def attempt(self, delivery: Delivery, destination: Destination, how: Variant) -> Attempt:
        """Send the message once; what became of it stands in the delivery and in the journal."""
        outgoing = Outgoing(
            method="POST",
            url=delivery.url,
            headers=(
                *how.headers(destination.verification_token),
                ("application-name", "RedoxEngine"),
                ("content-type", "application/json"),
            ),
            body=delivery.body,
            timeout=self._settings.now.push_timeout,
        )
        at, strict = self._clock.now(), self._settings.now.strict_ack
        answer, verdict, exchange = self._wire.send(
            outgoing,
            lambda given: _with_variant(deliveries.judge(given, strict), given.status, how),
        )
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
