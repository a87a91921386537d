"""The queue: feeds that pause on a bad answer, try again ever later, and drain in order.

It keeps no thread and reads no clock but the mock's. Somebody calls ``work`` when something is due:
the clock while it is moved, or a driver that waits in real time.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from mock_redox.core.clock import Clock
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.ids import Ids
from mock_redox.core.nearest import suggestion
from mock_redox.core.settings import LiveSettings
from mock_redox.core.webhooks.deliveries import Attempt, Delivery, FeedKey, State
from mock_redox.core.webhooks.feeds import Feed

Try = Callable[[Delivery], Attempt]
"""One attempt at a delivery, which may take its time."""

Done = Callable[[Delivery], None]
"""Told of each delivery that no longer waits."""


class Queue:
    """All feeds. Every method may be called from any thread.

    Attributes:
        wake: called when something may be due earlier than before; a driver puts itself here, and
            says whether it takes care. If it does not, the caller's thread does the work.
    """

    def __init__(
        self, clock: Clock, ids: Ids, settings: LiveSettings, attempt: Try, done: Done
    ) -> None:
        self._clock = clock
        self._ids = ids
        self._settings = settings
        self._attempt = attempt
        self._done = done
        self._lock = threading.RLock()
        self._feeds: dict[FeedKey, Feed] = {}
        self.wake: Callable[[], bool] = lambda: False

    def clear(self) -> None:
        with self._lock:
            self._feeds.clear()

    def add(self, delivery: Delivery) -> Feed:
        """Put a message at the end of its feed. It goes when ``kick`` is called."""
        key = delivery.feed
        assert key is not None
        with self._lock:
            now = self._clock.now()
            feed = self._feeds.get(key)
            if feed is None:
                feed = Feed(id=self._ids.uuid("feeds"), key=key, due=now)
                self._feeds[key] = feed
            if not feed.waiting:
                feed.due = now
            feed.waiting.append(delivery)
        return feed

    def kick(self) -> None:
        """Let go what is due: by the driver if there is one for a running clock, else here."""
        if not self.wake():
            self.work()

    def all(self) -> list[Feed]:
        with self._lock:
            return list(self._feeds.values())

    def require(self, id_: str) -> Feed:
        """The feed of that id, or the only one of that destination. Raises Unknown."""
        found = [each for each in self.all() if id_ in (each.id, each.key.destination)]
        if len(found) == 1:
            return found[0]
        if found:
            raise Unknown(f"{len(found)} feeds lead to {id_!r}; name one of them by its id")
        known = [each.id for each in self.all()]
        raise Unknown(f"no feed {id_!r}; {suggestion(id_, known)}")

    def due(self) -> datetime | None:
        """When the next message may go; None while none may."""
        with self._lock:
            return min((each.due for each in self._feeds.values() if each.ready), default=None)

    def work(self) -> None:
        """Send what is due now, one message after the other, the longest due first."""
        while (feed := self.claim()) is not None:
            self.serve(feed)

    def moved(self) -> None:
        """The clock was moved: a driver has to look again."""
        self.wake()

    def claim(self) -> Feed | None:
        """Take a feed whose first message is due, so that nobody else serves it."""
        with self._lock:
            now = self._clock.now()
            due = [each for each in self._feeds.values() if each.ready and each.due <= now]
            if not due:
                return None
            feed = min(due, key=lambda each: each.due)
            feed.busy = True
            return feed

    def claim_again(self, feed: Feed) -> bool:
        """Take the same feed once more, if its next message is due."""
        with self._lock:
            if not feed.ready or feed.due > self._clock.now():
                return False
            if self._feeds.get(feed.key) is not feed:  # forgotten meanwhile
                return False
            feed.busy = True
            return True

    def serve(self, feed: Feed) -> None:
        """Try the first message of a feed that was claimed.

        It may have been held, skipped or forgotten since: whoever claimed it had to wait its turn.
        """
        with self._lock:
            if feed.held or not feed.waiting:
                feed.busy = False
                return
            delivery = feed.waiting[0]
        try:
            attempt = self._attempt(delivery)
        except BaseException:
            with self._lock:
                feed.busy = False
                feed.held = True  # a bug in the mock must not spin
                feed.paused_since = feed.paused_since or self._clock.now()
            raise
        with self._lock:
            feed.busy = False
            if feed.waiting and feed.waiting[0] is delivery:
                self._judge(feed, delivery, attempt)

    def _judge(self, feed: Feed, delivery: Delivery, attempt: Attempt) -> None:
        """What the answer means for the feed (webhooks.md 4.1, 4.2)."""
        if attempt.good:
            feed.delivered += 1
            feed.spent += timedelta(seconds=attempt.took)
            self._finish(feed, delivery, "delivered")
            return
        feed.failed += 1
        if not delivery.retried:
            self._finish(feed, delivery, "failed")
            return
        waits = self._settings.now.retry_waits
        now = self._clock.now()
        feed.due = now + waits[min(feed.failures, len(waits) - 1)]
        feed.failures += 1
        feed.paused_since = feed.paused_since or now

    def _finish(self, feed: Feed, delivery: Delivery, state: State) -> None:
        """The first message is done with, one way or the other; the next may go at once."""
        feed.waiting.remove(delivery)
        delivery.state = state
        feed.failures, feed.due = 0, self._clock.now()
        feed.paused_since = feed.paused_since if feed.held else None
        self._done(delivery)

    def pause(self, id_: str) -> Feed:
        """Hold a feed until it is resumed. What is on its way still arrives."""
        feed = self.require(id_)
        with self._lock:
            feed.held = True
            feed.paused_since = feed.paused_since or self._clock.now()
        return feed

    def resume(self, id_: str) -> Feed:
        """End a pause, by hand or by a bad answer: the first message goes now."""
        feed = self.require(id_)
        with self._lock:
            feed.held = False
            feed.paused_since = feed.paused_since if feed.failures else None
        return self.retry(feed.id)

    def retry(self, id_: str) -> Feed:
        """Try the first message now, whatever wait it is in."""
        feed = self.require(id_)
        with self._lock:
            feed.due = min(feed.due, self._clock.now())
        self.kick()
        return feed

    def skip(self, id_: str) -> Feed:
        """Give the first message up, so that the feed goes on.

        Raises:
            Misuse: nothing waits in it.
        """
        feed = self.require(id_)
        with self._lock:
            if not feed.waiting:
                raise Misuse(f"nothing waits in feed {feed.id}", ("id",))
            feed.skipped += 1
            self._finish(feed, feed.waiting[0], "skipped")
        self.kick()
        return feed

    def drop(self, delivery: Delivery) -> None:
        """Take a message out of its feed, wherever it stands. Raises Misuse if it does not wait."""
        with self._lock:
            feed = self._of(delivery)
            if feed.waiting[0] is delivery:
                self._finish(feed, delivery, "dropped")
            else:
                feed.waiting.remove(delivery)
                delivery.state = "dropped"
                self._done(delivery)
        self.kick()

    def forget(self, destination: str) -> None:
        """Give up all that waits for a destination, and its feeds."""
        with self._lock:
            theirs = [each for each in self._feeds.values() if each.key.destination == destination]
            for feed in theirs:
                del self._feeds[feed.key]
                while feed.waiting:
                    delivery = feed.waiting.popleft()
                    delivery.state = "dropped"
                    self._done(delivery)

    def move_first(self, delivery: Delivery) -> Feed:
        """Put a message before all others that are not on their way; returns its feed."""
        with self._lock:
            feed = self._of(delivery)
            feed.waiting.remove(delivery)
            feed.waiting.insert(1 if feed.busy else 0, delivery)
        return feed

    def _of(self, delivery: Delivery) -> Feed:
        """The feed in which it waits, for those who hold the lock. Raises Misuse."""
        feed = self._feeds.get(delivery.feed) if delivery.feed else None
        if feed is None or delivery not in feed.waiting:
            raise Misuse(f"delivery {delivery.id} does not wait in a feed; it is {delivery.state}")
        return feed
