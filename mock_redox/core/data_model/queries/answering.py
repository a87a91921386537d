"""Answers queries from what the people's visits are told of and what messages wrote."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from mock_redox.core.clock import Clock
from mock_redox.core.data_model.messages import Message
from mock_redox.core.data_model.queries.asking import Asking
from mock_redox.core.data_model.queries.piles import PEOPLE, Pile
from mock_redox.core.data_model.queries.reaching import first
from mock_redox.core.data_model.queries.records import Record, Records
from mock_redox.core.data_model.queries.shelves import WRITES
from mock_redox.core.data_model.queries.table import TABLE, Row
from mock_redox.core.data_model.queries.unanswerable import refused
from mock_redox.core.ids import Ids
from mock_redox.core.ports import Samples
from mock_redox.core.settings import LiveSettings


class Queries:
    """What the hospital of the mock knows."""

    def __init__(self, samples: Samples, clock: Clock, ids: Ids, settings: LiveSettings) -> None:
        self._samples = samples
        self._clock = clock
        self._ids = ids
        self._settings = settings
        self.records = Records()

    def keep(self, event: str, body: Mapping[str, Any], size: int) -> None:
        """Let a message that was taken, or that the organization itself sends, be asked for later.

        Args:
            event: ``DataModel.EventType``; nothing is kept of one that no query asks for.
            size: its bytes.
        """
        if event in WRITES:
            self.records.add(Record(event, self._clock.now(), body, size))

    def answer(self, message: Message) -> dict[str, Any]:
        """The top-level keys of the answer, and of ``Meta`` what only the answer can say.

        Raises:
            Unanswerable: the query says too little, or its answer can't be empty and is.
        """
        message = self._task(message)
        row = TABLE[message.event.name]
        asking = self._asking(message, row)
        _check(asking, row)
        tests = [test for each in row.by if (test := each(asking)) is not None]
        held = asking.held(row.shelf, asking.ids)
        found = [each for each in held if all(test(each) for test in tests)]
        made = row.form(asking, found, row.into)
        empty = message.event.empty_answer({"Directory": str(message.body.get("Directory"))})
        return {**made, **{name: each for name, each in empty.items() if name not in made}}

    @cached_property
    def _people(self) -> Pile:
        """The same as long as the mock has this seed, and much to read for each query."""
        pile = Pile(PEOPLE)
        for each in self._samples.patients():
            pile.tell({"Patient": each}, self._clock.now())
        return pile

    def _asking(self, message: Message, row: Row) -> Asking:
        return Asking(
            event=message.event, body=message.body, now=self._clock.now(), samples=self._samples,
            records=self.records, about=row.about, begin=row.begin,
            limit=self._settings.now.query_limit, new_id=lambda: self._ids.uuid("answers"),
            people=self._people,
        )  # fmt: skip

    def _task(self, message: Message) -> Message:
        """A text becomes a task, whose outcome can be asked for again (data-models.md, NLP)."""
        text = first(message.body, "Text.Contents")
        if message.event.name not in WRITES or not isinstance(text, str) or not text:
            return message
        body = {**message.body, "Task": {"ID": self._ids.uuid("tasks")}}
        self.keep(message.event.name, body, len(text))
        return Message(message.event, message.meta, message.destinations, body)


def _check(asking: Asking, row: Row) -> None:
    """Raises Unanswerable for a query that does not say what its destination needs."""
    for names in row.needs:
        if not any(first(asking.body, name) for name in names):
            wanted = " or ".join(names)
            raise refused("query.too_little", f"a {asking.event.name} without {wanted}",
                          wanted, "add it; an answer about everybody is none")  # fmt: skip
