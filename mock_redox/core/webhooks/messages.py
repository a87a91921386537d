"""Composes what is pushed: a sample or the user's own data, with ``Meta`` as Redox fills it."""

import json
from collections.abc import Mapping
from typing import Any

from mock_redox.core.clock import Clock
from mock_redox.core.data_model import events
from mock_redox.core.data_model.events import Event
from mock_redox.core.data_model.meta import legacy_ids
from mock_redox.core.destinations import Destination
from mock_redox.core.errors import Misuse
from mock_redox.core.ids import Ids
from mock_redox.core.nearest import suggestion
from mock_redox.core.ports import Samples
from mock_redox.core.settings import LiveSettings
from mock_redox.core.times import iso

DEV_TOOLS = {"ID": "7ce6f387-c33c-417d-8682-81e83628cbd9", "Name": "Redox Dev Tools"}
"""The source of Redox's test traffic (data-models.md 9)."""


class Messages:
    """Makes messages for destinations."""

    def __init__(self, clock: Clock, ids: Ids, samples: Samples, settings: LiveSettings) -> None:
        self._clock = clock
        self._ids = ids
        self._samples = samples
        self._settings = settings

    def compose(
        self, kind: Event, destination: Destination, data: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """A message of an event.

        Args:
            data: the message, or parts of it; what it says of ``Meta`` stays. None takes a sample.

        Raises:
            Misuse: there is no sample of the event, or the data contradict it.
        """
        body = dict(data) if data is not None else self._sample(kind)
        given = _given_meta(body.pop("Meta", {}), kind)
        meta = {**self._meta(kind, destination), **given}
        first_log(meta)
        return {"Meta": meta, **body}

    def _sample(self, kind: Event) -> dict[str, Any]:
        if kind.name in self._samples.events():
            return self._samples.message(kind.name, self._clock.now())
        raise Misuse(
            f"no sample of {kind.name} yet; give the message as data. There are samples of "
            + ", ".join(self._samples.events()),
            ("event",),
        )

    def _meta(self, kind: Event, destination: Destination) -> dict[str, Any]:
        """The fields and their order as in Redox's own test traffic (data-models.md 9)."""
        return {
            "DataModel": kind.data_model,
            "EventType": kind.event_type,
            "EventDateTime": iso(self._clock.now()),
            "Test": True,
            "Source": dict(DEV_TOOLS),
            "Destinations": [{"ID": destination.id, "Name": destination.name}],
            "Logs": [{"ID": self._ids.uuid("logs"), "AttemptID": self._ids.uuid("attempts")}],
            **legacy_ids(self._ids, self._settings),
            "FacilityCode": None,
        }


def event_named(name: str) -> Event:
    """The event of that name. Raises Misuse if there is none."""
    kind = events.named(name)
    if kind is None:
        known = [each.name for each in events.EVENTS.values()]
        raise Misuse(f"unknown event {name!r}; {suggestion(name, known)}", ("event",))
    return kind


def first_log(meta: Mapping[str, Any]) -> dict[str, str]:
    """The first entry of ``Meta.Logs``, which names the message and the try.

    Raises:
        Misuse: the user's own ``Meta`` has none.
    """
    logs = meta.get("Logs")
    first = logs[0] if isinstance(logs, list) and logs else None
    names = ("ID", "AttemptID")
    if isinstance(first, dict) and all(isinstance(first.get(name), str) for name in names):
        return first
    raise Misuse(
        "Logs must begin with an entry such as {ID: ..., AttemptID: ...}; leave it out to get one",
        ("data", "Meta", "Logs"),
    )


def serialised(message: Mapping[str, Any]) -> bytes:
    """The bytes that go on the wire. Raises Misuse for what JSON can't hold."""
    try:
        text = json.dumps(message, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as wrong:
        raise Misuse(f"the data can't be written as JSON: {wrong}", ("data",)) from None
    return text.encode("utf-8", "replace")


def _given_meta(meta: object, kind: Event) -> Mapping[str, Any]:
    if not isinstance(meta, Mapping):
        raise Misuse("Meta must be a mapping", ("data", "Meta"))
    for name, value in (("DataModel", kind.data_model), ("EventType", kind.event_type)):
        if meta.get(name, value) != value:
            raise Misuse(
                f"the data say {name} {meta[name]!r}, the event says {value!r}; change one",
                ("data", "Meta", name),
            )
    return meta
