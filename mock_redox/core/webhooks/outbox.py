"""The deliveries: made, kept, lined up, and tried with the destination as it is then."""

import copy
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mock_redox.core.clock import Clock
from mock_redox.core.data_model.events import Event
from mock_redox.core.destinations.destination import Destination
from mock_redox.core.destinations.registry import Destinations
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.ids import Ids
from mock_redox.core.ports import Store
from mock_redox.core.settings import LiveSettings
from mock_redox.core.webhooks.deliveries import Attempt, Delivery, FeedKey
from mock_redox.core.webhooks.messages import Content, Messages, first_log, serialised
from mock_redox.core.webhooks.queue import Queue
from mock_redox.core.webhooks.saved import record, restored
from mock_redox.core.webhooks.sending import Sending
from mock_redox.core.webhooks.variants import Variant, variant

KEPT = 10_000
"""Deliveries that are remembered, besides those that wait."""


Note = Callable[[str, Mapping[str, Any], int], None]
"""Is told the event, the message and its bytes: the sender knows what it says (queries find it)."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be delivered, to whom, and with what wrong with it."""

    event: Event
    destination: Destination
    how: Variant
    broken: str | None
    content: Content


class Outbox:
    """All deliveries, and the queue of those that wait.

    Attributes:
        queue: the feeds.
        store: what keeps the waiting ones beyond the process.
    """

    def __init__(
        self, destinations: Destinations, messages: Messages, sending: Sending, clock: Clock,
        ids: Ids, settings: LiveSettings, store: Store, note: Note,
    ) -> None:  # fmt: skip
        self._destinations = destinations
        self._messages = messages
        self._sending = sending
        self._clock = clock
        self._ids = ids
        self._settings = settings
        self._note = note
        self.store = store
        self._deliveries: dict[str, Delivery] = {}
        self._settled: deque[str] = deque()
        self._taking = threading.Lock()
        self.queue = Queue(clock, ids, settings, self._try, self._done)

    def clear(self) -> None:
        self.store.clear()
        self._deliveries.clear()
        self._settled.clear()
        self.queue.clear()

    def restore(self) -> None:
        """Line up again what waited when an earlier process ended; ``queue.kick`` lets it go.

        Raises:
            Misuse: a record is none of this version's.
        """
        for each in self.store.load():
            delivery = restored(each)
            if self._destinations.get(delivery.destination) is None:
                self._destinations.restore(delivery.target)
            self._new_attempt_id(delivery)
            self._keep(delivery)
            self.queue.add(delivery)

    def require(self, id_: str) -> Delivery:
        """The delivery of that id. Raises Unknown."""
        if id_ not in self._deliveries:
            raise Unknown(f"no delivery {id_!r}")
        return self._deliveries[id_]

    def of(self, exchange: int) -> Delivery | None:
        """The delivery that an exchange of the journal was an attempt of."""
        return next(
            (each for each in reversed(self.all())
             if any(attempt.exchange == exchange for attempt in tuple(each.attempts))), None
        )  # fmt: skip

    def all(self) -> list[Delivery]:
        """Those that are remembered, oldest first."""
        return list(self._deliveries.copy().values())

    def make(self, order: Order, live: bool = False) -> Delivery:
        """A delivery of an order, remembered; a live one belongs to a feed. Raises Misuse."""
        kind, destination, content = order.event, order.destination, order.content
        message = self._messages.compose(kind, destination, content)
        meta = message["Meta"]
        if live and not _says_test(content):
            meta["Test"] = False
        is_test = bool(meta.get("Test"))
        delivery = Delivery(
            id=self._ids.uuid("deliveries"),
            at=self._clock.now(),
            event=kind.name,
            destination=destination.id,
            target=destination,
            url=str(destination.url),
            variant=order.how.name,
            log_id=first_log(meta)["ID"],
            message=message,
            body=serialised(message),
            broken=order.broken,
            state="waiting" if live else "sent",
            feed=self._feed(kind, destination, message) if live else None,
            retried=not (is_test and destination.environment == "Production"),
        )
        self._keep(delivery)
        if content.is_own and not order.broken:
            self._note(kind.name, message, len(delivery.body))
        return delivery

    def line_up(self, delivery: Delivery) -> None:
        """Put it into its feed. It is kept when this returns; it goes when the queue is kicked.

        Raises:
            Misuse: it can't be kept; then it is not in the feed either.
        """
        with self._taking:
            try:
                self.store.put(delivery.id, record(delivery))
            except Misuse:
                self._deliveries.pop(delivery.id, None)
                raise
            self.queue.add(delivery)

    def again(self, delivery: Delivery) -> Delivery:
        """The same message under the same log id, as another delivery."""
        again = replace(
            delivery, id=self._ids.uuid("deliveries"), message=copy.deepcopy(delivery.message),
            attempts=[],
        )  # fmt: skip
        self._new_attempt_id(again)
        self._keep(again)
        return again

    def attempt(self, delivery: Delivery) -> Attempt:
        """One try, with the bytes as they are. The destination's URL and token may have changed."""
        current = self._destinations.get(delivery.destination)
        if current and current.url:
            delivery.target, delivery.url = current, current.url
        return self._sending.attempt(delivery, delivery.target, variant(delivery.variant))

    def _try(self, delivery: Delivery) -> Attempt:
        """One try for the queue."""
        if delivery.attempts:
            self._new_attempt_id(delivery)
        return self.attempt(delivery)

    def _new_attempt_id(self, delivery: Delivery) -> None:
        """A new ``AttemptID`` for each try; the log id stays (webhooks.md 4.2)."""
        first_log(delivery.message["Meta"])["AttemptID"] = self._ids.uuid("attempts")
        delivery.body = serialised(delivery.message)

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
        if delivery.feed is None:
            self._done(delivery)

    def _done(self, delivery: Delivery) -> None:
        if delivery.feed is not None:
            self.store.remove(delivery.id)
        self._settled.append(delivery.id)
        while len(self._settled) > KEPT:
            self._deliveries.pop(self._settled.popleft(), None)


def _says_test(content: Content) -> bool:
    """Whether the user says if it is test traffic."""
    meta = (content.data or {}).get("Meta")
    return "Meta.Test" in (content.overlay or {}) or (isinstance(meta, Mapping) and "Test" in meta)


def _patient(message: Mapping[str, Any]) -> str:
    """The first id of the message's patient; messages without one share a feed."""
    patient = message.get("Patient")
    identifiers = patient.get("Identifiers") if isinstance(patient, Mapping) else None
    first = identifiers[0] if isinstance(identifiers, list) and identifiers else None
    return str(first.get("ID", "")) if isinstance(first, Mapping) else ""
