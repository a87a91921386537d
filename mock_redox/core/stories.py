"""Stories: messages that belong together, each sent at its moment of the mock's clock."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from mock_redox.core.clock import Clock
from mock_redox.core.errors import Misuse, Unknown
from mock_redox.core.ids import Ids
from mock_redox.core.plots import Plot, Scene
from mock_redox.core.ports import Samples
from mock_redox.core.webhooks.deliveries import Delivery
from mock_redox.core.webhooks.faults import fault
from mock_redox.core.webhooks.messages import Content
from mock_redox.core.webhooks.service import Webhooks
from mock_redox.core.webhooks.variants import variant

T = TypeVar("T")

KEPT = 100
"""Stories that are remembered."""


class Story:
    """One story, told step by step or as a whole. The clock goes to the moment of each step.

    Args:
        how: what ``Webhooks.push`` takes besides the message: ``as_``, ``unverified``, ``broken``.

    Attributes:
        name: as in the list of stories.
        scenes: all steps, with their moments, in the order of these.
        deliveries: what was sent of them so far.
    """

    def __init__(
        self, id_: str, name: str, scenes: Sequence[Scene], to: str | None,
        how: Mapping[str, Any], clock: Clock, webhooks: Webhooks,
    ) -> None:  # fmt: skip
        self.id = id_
        self.name = name
        self.scenes = tuple(scenes)
        self.deliveries: list[Delivery] = []
        self._told = 0
        self._to = to
        self._how = how
        self._clock = clock
        self._webhooks = webhooks
        self._telling = threading.Lock()

    @property
    def left(self) -> tuple[Scene, ...]:
        """The steps that are still to come."""
        return self.scenes[self._told :]

    def step(self, *, queued: bool = False) -> Delivery:
        """Move the clock to the next step, unless it is past that, and send its message.

        Args:
            queued: put it into its feed, instead of sending it once.

        Raises:
            Misuse: the story is over, or the step before is on its way, or as ``Webhooks.push``;
                then the step is still to come.
        """
        send = self._webhooks.enqueue if queued else self._webhooks.push

        def sent(scene: Scene) -> Delivery:
            made = send(scene.event, self._to or "", data=scene.body, **self._how)
            self.deliveries.append(made)
            return made

        return self._next(sent)

    def push(self) -> list[Delivery]:
        """Send all that is left, each once and at its moment; what is refused stops nothing."""
        return [self.step() for _ in self.left]

    def enqueue(self) -> list[Delivery]:
        """Put all that is left into its feeds, each at its moment."""
        return [self.step(queued=True) for _ in self.left]

    def messages(self) -> list[dict[str, Any]]:
        """Make the messages of all that is left, each at its moment, and send nothing."""

        def composed(scene: Scene) -> dict[str, Any]:
            return self._webhooks.message(scene.event, self._to, Content(data=scene.body))

        return [self._next(composed) for _ in self.left]

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "story": self.name,
            "scenes": [each.as_json() for each in self.scenes],
            "left": len(self.left),
            "deliveries": [each.as_json() for each in self.deliveries],
        }

    def _next(self, tell: Callable[[Scene], T]) -> T:
        """One at a time; who comes meanwhile is told so, not kept waiting for an endpoint."""
        if not self._telling.acquire(blocking=False):
            raise Misuse("a step of this story is on its way; wait for its answer")
        try:
            if not self.left:
                raise Misuse(f"the story is over: all {len(self.scenes)} steps were told")
            scene = self.left[0]
            if scene.at > self._clock.now():
                self._clock.set(scene.at)
            told = tell(scene)
            self._told += 1
            return told
        finally:
            self._telling.release()


class Stories:
    """The stories that there are, and those that were begun."""

    def __init__(self, clock: Clock, ids: Ids, samples: Samples, webhooks: Webhooks) -> None:
        self._clock = clock
        self._ids = ids
        self._samples = samples
        self._webhooks = webhooks
        self._begun: dict[str, Story] = {}

    def plots(self) -> Sequence[Plot]:
        return self._samples.plots()

    def begin(
        self,
        name: str,
        to: str | None = None,
        patients: int | None = None,
        patient: str | None = None,
        **how: Any,
    ) -> Story:
        """A story from now on, of which nothing is told yet.

        Args:
            name: such as ``inpatient``.
            to: the destination's id, slug, name or URL.
            patients: of how many; the story's own number when not given.
            patient: a name or identifier of the only one; the next ones in turn when not given.
            how: see ``Story``.

        Raises:
            Misuse: no such story, patient, variant or fault, or more patients than it fits.
        """
        variant(how.get("as_", "right"))
        if how.get("broken") is not None:
            fault(how["broken"])
        scenes = self._samples.story(name, self._clock.now(), patients, patient)
        made = Story(
            self._ids.uuid("stories"), name, scenes, to, how, self._clock, self._webhooks
        )  # fmt: skip
        self._begun[made.id] = made
        while len(self._begun) > KEPT:
            self._begun.pop(next(iter(self._begun)), None)
        return made

    def require(self, id_: str) -> Story:
        """The story with an id. Raises Unknown if there is none."""
        found = self._begun.get(id_)
        if found is None:
            raise Unknown(f"no story with the id {id_!r:.80} was begun")
        return found

    def clear(self) -> None:
        self._begun.clear()
