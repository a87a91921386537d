"""One try to deliver a message: the request as Redox sends it, and what its answer means."""

from mock_redox.core.clock import Clock
from mock_redox.core.destinations import Destination, Destinations
from mock_redox.core.ports import Outgoing
from mock_redox.core.settings import LiveSettings
from mock_redox.core.webhooks import deliveries
from mock_redox.core.webhooks.deliveries import Attempt, Delivery
from mock_redox.core.webhooks.messages import first_log
from mock_redox.core.webhooks.parcels import packed
from mock_redox.core.webhooks.variants import Known, Variant
from mock_redox.core.wire import Verdict, Wire


class Sending:
    """Sends messages to destinations, with the headers of webhooks.md 3."""

    def __init__(
        self, wire: Wire, clock: Clock, settings: LiveSettings, destinations: Destinations
    ) -> None:
        self._wire = wire
        self._clock = clock
        self._settings = settings
        self._destinations = destinations

    def attempt(self, delivery: Delivery, destination: Destination, how: Variant) -> Attempt:
        """Send the message once; what became of it stands in the delivery and in the journal."""
        carried = how.carry(self._known(destination))
        parcel = packed(delivery.url, delivery.message, delivery.body, carried)
        outgoing = Outgoing(
            method="POST",
            url=parcel.url,
            headers=parcel.headers,
            body=parcel.body,
            timeout=self._settings.now.push_timeout,
        )
        at = self._clock.now()
        answer, verdict, exchange = self._wire.send(
            outgoing,
            lambda given: _noted(
                _with_variant(deliveries.judge(given), given.status, how), carried.note
            ),
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

    def _known(self, destination: Destination) -> Known:
        own = destination.verification_token
        return Known(own, destination.former_tokens, self._destinations.tokens_besides(own))


def _noted(verdict: Verdict, note: str) -> Verdict:
    return Verdict(verdict.good, f"{verdict.reason} ({note})") if note else verdict


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
