"""One try to deliver a message: the request as Redox sends it, and what its answer means."""

from mock_redox.core.clock import Clock
from mock_redox.core.destinations import Destination, Destinations
from mock_redox.core.ports import Outgoing
from mock_redox.core.settings import LiveSettings
from mock_redox.core.webhooks.deliveries import Attempt, Delivery
from mock_redox.core.webhooks.faults import FAULTS, Fault
from mock_redox.core.webhooks.messages import first_log
from mock_redox.core.webhooks.parcels import Parcel, packed
from mock_redox.core.webhooks.variants import Known, Variant
from mock_redox.core.webhooks.verdicts import judged
from mock_redox.core.wire import Wire


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
        broken = FAULTS[delivery.broken] if delivery.broken else None
        carried = how.carry(self._known(destination))
        parcel = packed(delivery.url, delivery.message, delivery.body, carried)
        outgoing = self._outgoing(broken.change(parcel) if broken else parcel, broken)
        at = self._clock.now()
        answer, verdict, exchange = self._wire.send(
            outgoing, lambda given: judged(given, how, broken, carried.note)
        )
        attempt = Attempt(
            number=len(delivery.attempts) + 1,
            id=first_log(delivery.message["Meta"])["AttemptID"],
            at=at,
            status=answer.status,
            failure=answer.failure,
            good=verdict.good,
            reason=verdict.reason,
            took=answer.took,
            exchange=exchange.id,
        )
        delivery.attempts.append(attempt)
        return attempt

    def _outgoing(self, parcel: Parcel, broken: Fault | None) -> Outgoing:
        return Outgoing(
            method="POST",
            url=parcel.url,
            headers=parcel.headers,
            body=parcel.body,
            timeout=self._settings.now.push_timeout * (broken.patience if broken else 1),
            manner=broken.manner if broken else "whole",
        )

    def _known(self, destination: Destination) -> Known:
        own = destination.verification_token
        return Known(own, destination.former_tokens, self._destinations.tokens_besides(own))
