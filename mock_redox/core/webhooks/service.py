"""The webhook part of the mock: verifies endpoints and pushes messages to them."""

import copy
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from mock_redox.core.clock import Clock
from mock_redox.core.credentials import Credentials
from mock_redox.core.data_model.events import Event
from mock_redox.core.destinations import Destination, Destinations
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.ids import Ids
from mock_redox.core.ports import Samples, Store
from mock_redox.core.settings import LiveSettings
from mock_redox.core.webhooks import verification
from mock_redox.core.webhooks.deliveries import Attempt, Delivery, FeedKey
from mock_redox.core.webhooks.faults import fault
from mock_redox.core.webhooks.messages import Messages, event_named, first_log, serialised
from mock_redox.core.webhooks.queue import Queue
from mock_redox.core.webhooks.saved import record, restored
from mock_redox.core.webhooks.sending import Sending
from mock_redox.core.webhooks.variants import Variant, variant
from mock_redox.core.webhooks.verification import Verification
from mock_redox.core.wire import Wire

KEPT = 10_000
"""Deliveries that are remembered, besides those that wait."""

MOST_TIMES = 100
"""How often one order may deliver its message."""


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
        credentials: Credentials,
        store: Store,
    ) -> None:
        self._destinations = destinations
        self.store = store
        self._wire = wire
        self._clock = clock
        self._ids = ids
        self._settings = settings
        self._messages = Messages(clock, ids, samples, settings)
        self._sending = Sending(wire, clock, settings, destinations, credentials)
        self._deliveries: dict[str, Delivery] = {}
        self._settled: deque[str] = deque()
        self._taking = threading.Lock()
        self.queue = Queue(clock, ids, settings, self._try, self._done)

    def clear(self) -> None:
        self._deliveries.clear()
        self._settled.clear()
        self.queue.clear()
        self.store.clear()

    def restore(self) -> None:
        """Line up again what waited when an earlier process ended; ``queue.kick`` lets it go."""
        for each in self.store.load():
            delivery = restored(each)
            if self._destinations.get(delivery.destination) is None:
                self._destinations.restore(delivery.target)
            self._new_attempt_id(delivery)
            self._keep(delivery)
            self.queue.add(delivery)

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
        """Send a message to a destination, once, past all feeds, as Redox's test tools do.

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
        destination, how = self._target(to, unverified), variant(as_)
        name = fault(broken).name if broken is not None else None
        delivery = self._prepare(event_named(event), destination, how, data)
        delivery.broken = name
        self._sending.attempt(delivery, destination, how)
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
    ) -> Delivery:
        """Put a message into its feed, as Redox does with live traffic (webhooks.md 4).

        It goes when all before it are acknowledged. A bad answer pauses the feed; then the message
        comes again, with the same log id and a new attempt id, until it is acknowledged.

        Args:
            times: how often it comes even so, since delivery is at least once.

        Raises:
            Misuse: as ``push``, or ``times`` is not 1 to 100.
        """
        destination, how = self._target(to, unverified), variant(as_)
        if not 1 <= times <= MOST_TIMES:
            raise Misuse(f"times is {times}; use 1 to {MOST_TIMES}", ("times",))
        name = fault(broken).name if broken is not None else None
        first = self._prepare(event_named(event), destination, how, data, live=True)
        first.broken = name
        self._line_up(first)
        for _ in range(times - 1):
            self._line_up(self._again(first))
        self.queue.kick()
        return first

    def redeliver(self, id_: str) -> Delivery:
        """Send a message once more at once, past its feed and byte for byte as it went last."""
        delivery = self.delivery(id_)
        self._try(delivery)
        return delivery

    def merge_first(self, feed: str) -> list[Delivery]:
        """Let the merges that wait in a feed go before all else (webhooks.md 4.3, child queues).

        A receiver then hears of a merge before the messages about the patients that it merges.
        """
        waiting = self.queue.require(feed).waiting
        merges = [each for each in waiting if each.event.endswith("Merge")]
        for delivery in reversed(merges):
            self.move_first(delivery)
        return merges

    def move_first(self, delivery: Delivery) -> None:
        """Let a message go before all others of its feed that are not on their way."""
        feed = self.queue.move_first(delivery)
        self.store.reorder([each.id for each in tuple(feed.waiting)])
        self.queue.kick()

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

    def _line_up(self, delivery: Delivery) -> None:
        delivery.state = "waiting"
        with self._taking:
            self.store.put(delivery.id, record(delivery))
            self.queue.add(delivery)

    def _again(self, delivery: Delivery) -> Delivery:
        """The same message under the same log id, as another delivery."""
        again = replace(
            delivery, id=self._ids.uuid("deliveries"), message=copy.deepcopy(delivery.message),
            attempts=[],
        )  # fmt: skip
        self._new_attempt_id(again)
        self._keep(again)
        return again

    def _try(self, delivery: Delivery) -> Attempt:
        """One try for the queue. The destination is as it is now: its token may have changed."""
        current = self._destinations.get(delivery.destination)
        if current and current.url:
            delivery.target, delivery.url = current, current.url
        if delivery.state == "waiting" and delivery.attempts:
            self._new_attempt_id(delivery)
        return self._sending.attempt(delivery, delivery.target, variant(delivery.variant))

    def _new_attempt_id(self, delivery: Delivery) -> None:
        """A new ``AttemptID`` for each try; the log id stays (webhooks.md 4.2)."""
        first_log(delivery.message["Meta"])["AttemptID"] = self._ids.uuid("attempts")
        delivery.body = serialised(delivery.message)

    def delivery(self, id_: str) -> Delivery:
        if id_ not in self._deliveries:
            raise Unknown(f"no delivery {id_!r}")
        return self._deliveries[id_]

    def deliveries(self) -> list[Delivery]:
        return list(self._deliveries.copy().values())

    def _prepare(
        self,
        kind: Event,
        destination: Destination,
        how: Variant,
        data: Mapping[str, Any] | None,
        live: bool = False,
    ) -> Delivery:
        message = copy.deepcopy(self._messages.compose(kind, destination, data))
        meta = message["Meta"]
        if live and "Test" not in _given(data):
            meta["Test"] = False
        is_test = bool(meta.get("Test"))
        delivery = Delivery(
            id=self._ids.uuid("deliveries"),
            at=self._clock.now(),
            event=kind.name,
            destination=destination.id,
            target=destination,
            url=str(destination.url),
            variant=how.name,
            log_id=first_log(meta)["ID"],
            message=message,
            body=serialised(message),
            feed=self._feed(kind, destination, message) if live else None,
            retried=not (is_test and destination.environment == "Production"),
        )
        self._keep(delivery)
        return delivery

    def _feed(self, kind: Event, destination: Destination, message: Mapping[str, Any]) -> FeedKey:
        """The subscription; with child queues, a patient in it (webhooks.md 4.1, 4.3)."""
        source = message["Meta"].get("Source")
        child = self._settings.now.child_queues and destination.environment != "Development"
        return FeedKey(
            source=str(source.get("ID", "")) if isinstance(source, Mapping) else "",
            data_model=kind.data_model,
            destination=destination.id,
            patient=_patient(message) if child else "",
        )

    def _keep(self, delivery: Delivery) -> None:
        """Remember it; the oldest make room, but none that still waits."""
        self._deliveries[delivery.id] = delivery
        if delivery.state == "sent" and delivery.feed is None:
            self._done(delivery)

    def _done(self, delivery: Delivery) -> None:
        if delivery.feed is not None:
            self.store.remove(delivery.id)
        self._settled.append(delivery.id)
        while len(self._settled) > KEPT:
            self._deliveries.pop(self._settled.popleft(), None)


def _given(data: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """What the user's own data say of ``Meta``."""
    meta = (data or {}).get("Meta")
    return meta if isinstance(meta, Mapping) else {}


def _patient(message: Mapping[str, Any]) -> str:
    """The first id of the message's patient; messages without one share a feed."""
    patient = message.get("Patient")
    identifiers = patient.get("Identifiers") if isinstance(patient, Mapping) else None
    first = identifiers[0] if isinstance(identifiers, list) and identifiers else None
    return str(first.get("ID", "")) if isinstance(first, Mapping) else ""
