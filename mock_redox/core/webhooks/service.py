"""The webhook part of the mock: verifies endpoints and pushes messages to them."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from mock_redox.core.clock import Clock
from mock_redox.core.data_model.events import Event
from mock_redox.core.destinations import Destination, Destinations
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.ids import Ids
from mock_redox.core.ports import Samples
from mock_redox.core.settings import LiveSettings
from mock_redox.core.webhooks import verification
from mock_redox.core.webhooks.deliveries import Delivery
from mock_redox.core.webhooks.faults import fault
from mock_redox.core.webhooks.messages import Messages, event_named, first_log, serialised
from mock_redox.core.webhooks.sending import Sending
from mock_redox.core.webhooks.variants import Variant, variant
from mock_redox.core.webhooks.verification import Verification
from mock_redox.core.wire import Wire

KEPT = 10_000
"""Deliveries that are remembered."""


class Webhooks:
    """Verifications of destinations, and deliveries to them."""

    def __init__(
        self,
        destinations: Destinations,
        wire: Wire,
        clock: Clock,
        ids: Ids,
        samples: Samples,
        settings: LiveSettings,
    ) -> None:
        self._destinations = destinations
        self._wire = wire
        self._clock = clock
        self._ids = ids
        self._settings = settings
        self._messages = Messages(clock, ids, samples, settings)
        self._sending = Sending(wire, clock, settings, destinations)
        self._deliveries: OrderedDict[str, Delivery] = OrderedDict()

    def clear(self) -> None:
        self._deliveries.clear()

    def verify(self, key: str, method: str | None = None) -> Verification:
        """Challenge a destination; a good answer marks it verified, a bad one unmarks it.

        Args:
            key: its id, slug, name or URL.
            method: ``POST`` or ``GET``; its own when not given.

        Raises:
            Misuse: no such destination, or it has no URL.
        """
        destination = self._destinations.require(key)
        if destination.url is None:
            raise Misuse(f"destination {destination.name!r} has no URL to verify", ("url",))
        method = method or destination.method
        result = self._challenge(destination, destination.url, method)
        self._destinations.change(destination.id, verified=result.ok)
        return result

    def _challenge(self, destination: Destination, url: str, method: str) -> Verification:
        settings, challenge = self._settings.now, self._ids.uuid("challenges")
        build = verification.challenge_by_get if method == "GET" else verification.challenge_by_post
        outgoing = build(url, destination.verification_token, challenge, settings)
        at = self._clock.now()
        answer, verdict, exchange = self._wire.send(
            outgoing,
            lambda given: verification.timed(
                verification.judge(given, challenge, settings.strict_challenge), given, settings
            ),
        )
        return Verification(
            ok=verdict.good, at=at, url=url, method=method, status=answer.status,
            reason=verdict.reason, took=answer.took, destination=destination.id,
            exchange=exchange.id,
        )  # fmt: skip

    def push(
        self,
        event: str,
        to: str,
        as_: str = "right",
        data: Mapping[str, Any] | None = None,
        unverified: bool | None = None,
        broken: str | None = None,
    ) -> Delivery:
        """Send a message to a destination, once.

        Args:
            event: such as ``PatientAdmin.Arrival``.
            to: the destination's id, slug, name or URL.
            as_: how the verification token goes with it, see ``variants``.
            data: the message, or parts of it; ``Meta`` is completed. Made up when not given.
            unverified: push even if the endpoint was never verified; None asks the settings.
            broken: what is wrong with it, see ``faults``.

        Raises:
            Misuse: an unknown event, destination, variant or fault; no URL; a destination that
                is not verified; data that contradict the event.
        """
        destination, how = self._destinations.require(to), variant(as_)
        if destination.url is None:
            raise Misuse(f"destination {destination.name!r} has no URL to push to", ("url",))
        allowed = self._settings.now.push_unverified if unverified is None else unverified
        if not destination.verified and not allowed:
            raise Misuse(
                f"destination {destination.name!r} is not verified, and Redox pushes only to "
                "verified ones; verify it first, or say unverified / push_unverified"
            )
        name = fault(broken).name if broken is not None else None
        delivery = self._prepare(event_named(event), destination, destination.url, how, data)
        delivery.broken = name
        self._sending.attempt(delivery, destination, how)
        return delivery

    def delivery(self, id_: str) -> Delivery:
        if id_ not in self._deliveries:
            raise Unknown(f"no delivery {id_!r}")
        return self._deliveries[id_]

    def deliveries(self) -> list[Delivery]:
        return list(self._deliveries.values())

    def _prepare(
        self,
        kind: Event,
        destination: Destination,
        url: str,
        how: Variant,
        data: Mapping[str, Any] | None,
    ) -> Delivery:
        message = self._messages.compose(kind, destination, data)
        delivery = Delivery(
            id=self._ids.uuid("deliveries"),
            event=kind.name,
            destination=destination.id,
            url=url,
            variant=how.name,
            log_id=first_log(message["Meta"])["ID"],
            message=message,
            body=serialised(message),
        )
        self._deliveries[delivery.id] = delivery
        while len(self._deliveries) > KEPT:
            self._deliveries.popitem(last=False)
        return delivery
