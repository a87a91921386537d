"""The webhook part of the mock: verifies endpoints, pushes messages to them, and queues them."""

from collections.abc import Mapping
from typing import Any

from mock_redox.core.clock import Clock
from mock_redox.core.credentials import Credentials
from mock_redox.core.data_model import schemas
from mock_redox.core.destinations.destination import Destination
from mock_redox.core.destinations.registry import Destinations
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.failures.active import Failures
from mock_redox.core.ids import Ids
from mock_redox.core.ports import Samples, Store
from mock_redox.core.settings import LiveSettings
from mock_redox.core.webhooks import verification
from mock_redox.core.webhooks.deliveries import Delivery
from mock_redox.core.webhooks.faults import fault
from mock_redox.core.webhooks.messages import Content, Messages, event_named
from mock_redox.core.webhooks.outbox import Note, Order, Outbox
from mock_redox.core.webhooks.sending import Sending
from mock_redox.core.webhooks.variants import variant
from mock_redox.core.webhooks.verification import Verification
from mock_redox.core.wire import Wire

MOST_TIMES = 100
"""How often one order may deliver its message."""


class Webhooks:
    """Verifications of destinations, and deliveries to them.

    Attributes:
        outbox: all deliveries.
        queue: the feeds, with those that wait.
    """

    def __init__(
        self, destinations: Destinations, wire: Wire, clock: Clock, ids: Ids, samples: Samples,
        settings: LiveSettings, credentials: Credentials, store: Store, failures: Failures,
        note: Note,
    ) -> None:  # fmt: skip
        self._destinations = destinations
        self._wire = wire
        self._clock = clock
        self._ids = ids
        self._settings = settings
        messages = self._messages = Messages(clock, ids, samples, settings)
        sending = Sending(wire, clock, settings, destinations, credentials, failures)
        self.outbox = Outbox(destinations, messages, sending, clock, ids, settings, store, note)
        self.queue = self.outbox.queue

    def clear(self) -> None:
        self.outbox.clear()

    def remove(self, key: str) -> Destination:
        """Remove a destination, and what waits for it: nobody could resume or skip that.

        Raises:
            Unknown: there is none.
        """
        gone = self._destinations.remove(key)
        self.queue.forget(gone.id)
        return gone

    def verify(self, key: str, method: str | None = None) -> Verification:
        """Challenge a destination; a good answer marks it verified, a bad one unmarks it.

        Args:
            key: its id, slug, name or URL.
            method: ``POST`` or ``GET``; its own when not given.

        Raises:
            Misuse: no such destination, or it has no URL, or http where https is demanded.
        """
        destination = self._destinations.require(key)
        if destination.url is None:
            raise Misuse(f"destination {destination.name!r} has no URL to verify", ("url",))
        self._destinations.demand_https(destination)
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
            exchange=exchange.id, failure=answer.failure,
        )  # fmt: skip

    def push(
        self,
        event: str,
        to: str,
        as_: str = "right",
        data: Mapping[str, Any] | None = None,
        unverified: bool | None = None,
        broken: str | None = None,
        overlay: Mapping[str, Any] | None = None,
        patient: str | None = None,
    ) -> Delivery:
        """Send a message to a destination, once, past all feeds, as Redox's test tools do.

        Args:
            event: such as ``PatientAdmin.Arrival``.
            to: the destination's id, slug, name or URL.
            as_: how the verification token goes with it, see ``variants``.
            data: the message, or parts of it; ``Meta`` is completed. Made up when not given.
            unverified: push even if the endpoint was never verified; None asks the settings.
            broken: what is wrong with it, see ``faults``.
            overlay: values by path, see ``Content``.
            patient: whom it is about, if it is made up; see ``Content``.

        Raises:
            Misuse: an unknown event, destination, patient, variant or fault; no URL; a destination
                that is not verified; data that contradict the event, or an overlay that does not
                fit it.
        """
        content = Content(data=data, overlay=overlay, patient=patient)
        delivery = self.outbox.make(self._order(event, to, as_, content, unverified, broken))
        self.outbox.attempt(delivery)
        return delivery

    def enqueue(
        self,
        event: str,
        to: str,
        as_: str = "right",
        data: Mapping[str, Any] | None = None,
        unverified: bool | None = None,
        broken: str | None = None,
        times: int = 1,
        overlay: Mapping[str, Any] | None = None,
        patient: str | None = None,
    ) -> Delivery:
        """Put a message into its feed, as Redox does with live traffic (webhooks.md 4).

        It goes when all before it are acknowledged. A bad answer pauses the feed; then the message
        comes again, with the same log id and a new attempt id, until it is acknowledged.

        Args:
            times: how often it comes even so, since delivery is at least once.

        Raises:
            Misuse: as ``push``, or ``times`` is not 1 to 100.
        """
        content = Content(data=data, overlay=overlay, patient=patient)
        order = self._order(event, to, as_, content, unverified, broken)
        if not 1 <= times <= MOST_TIMES:
            raise Misuse(f"times is {times}; use 1 to {MOST_TIMES}", ("times",))
        first = self.outbox.make(order, live=True)
        for delivery in (first, *(self.outbox.again(first) for _ in range(times - 1))):
            self.outbox.line_up(delivery)
        self.queue.kick()
        return first

    def message(
        self, event: str, to: str | None = None, content: Content | None = None
    ) -> dict[str, Any]:
        """A message as it would be pushed, of any event, answers included; nothing is sent.

        Args:
            to: the destination's id, slug, name or URL; the first of yours when not given.

        Raises:
            Misuse: an unknown event, destination or patient, or content that does not fit.
        """
        known = self._destinations.all()
        mine = next((each for each in known if each.environment is not None), known[0])
        target = self._destinations.require(to) if to is not None else mine
        return self._messages.compose(schemas.named(event), target, content or Content())

    def redeliver(self, id_: str) -> Delivery:
        """Send a message once more at once, past its feed and byte for byte as it went last."""
        delivery = self.outbox.require(id_)
        self.outbox.attempt(delivery)
        return delivery

    def resend(self, exchange: int) -> Delivery:
        """Send the message of a push in the journal once more, as ``redeliver``.

        Raises:
            Unknown: the exchange was no push, or its delivery is forgotten.
        """
        delivery = self.outbox.of(exchange)
        if delivery is None:
            raise Unknown(
                f"exchange {exchange} was no push that is remembered; only pushes are sent again, "
                "and calls that came in can be exported as curl", ("id",)
            )  # fmt: skip
        return self.redeliver(delivery.id)

    def merge_first(self, feed: str) -> list[Delivery]:
        """Let the merges that wait in a feed go before all else (webhooks.md 4.3, child queues).

        A receiver then hears of a merge before the messages about the patients that it merges.
        """
        waiting = tuple(self.queue.require(feed).waiting)
        merges = [each for each in waiting if each.event.endswith("Merge")]
        for delivery in reversed(merges):
            self.move_first(delivery)
        return merges

    def move_first(self, delivery: Delivery) -> None:
        """Let a message go before all others of its feed that are not on their way."""
        feed = self.queue.move_first(delivery)
        self.outbox.store.reorder([each.id for each in tuple(feed.waiting)])
        self.queue.kick()

    def _order(
        self, event: str, to: str, as_: str, content: Content,
        unverified: bool | None, broken: str | None,
    ) -> Order:  # fmt: skip
        return Order(
            event=event_named(event),
            destination=self._target(to, unverified),
            how=variant(as_),
            broken=fault(broken).name if broken is not None else None,
            content=content,
        )

    def _target(self, to: str, unverified: bool | None) -> Destination:
        destination = self._destinations.require(to)
        if destination.url is None:
            raise Misuse(f"destination {destination.name!r} has no URL to push to", ("url",))
        self._destinations.demand_https(destination)
        allowed = self._settings.now.push_unverified if unverified is None else unverified
        if not destination.verified and not allowed:
            raise Misuse(
                f"destination {destination.name!r} is not verified, and Redox pushes only to "
                "verified ones; verify it first, or say unverified / push_unverified"
            )
        return destination
