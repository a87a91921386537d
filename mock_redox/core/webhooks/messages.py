"""Composes what is pushed: a sample or the user's own data, with ``Meta`` as Redox fills it."""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from mock_redox.core.clock import Clock
from mock_redox.core.data_model import events
from mock_redox.core.data_model.events import Event
from mock_redox.core.data_model.meta import legacy_ids
from mock_redox.core.data_model.overlays import lay
from mock_redox.core.data_model.schemas import EventSchema, schema_of
from mock_redox.core.destinations.destination import Destination
from mock_redox.core.errors import Misuse
from mock_redox.core.ids import Ids
from mock_redox.core.nearest import suggestion
from mock_redox.core.ports import Samples
from mock_redox.core.records import kind_of
from mock_redox.core.settings import LiveSettings
from mock_redox.core.times import iso

DEV_TOOLS = {"ID": "7ce6f387-c33c-417d-8682-81e83628cbd9", "Name": "Redox Dev Tools"}
"""The source of Redox's test traffic (data-models.md 9)."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a message says: one's own data or something made up, and what is laid over it.

    Attributes:
        data: the message, or parts of it; what it says of ``Meta`` stays. None makes one up.
        overlay: values by path, such as ``{"Patient.Demographics.FirstName": "Ada"}``.
        patient: whom a made up message is about, by name or identifier; None is the next one.
    """

    data: Mapping[str, Any] | None = None
    overlay: Mapping[str, Any] | None = None
    patient: str | None = None

    def __post_init__(self) -> None:
        """Raises Misuse if what should be a mapping is none."""
        for name, given in (("data", self.data), ("overlay", self.overlay)):
            if given is not None and not isinstance(given, Mapping):
                raise Misuse(f"expected a mapping, got {kind_of(given)}", (name,))

    @property
    def is_own(self) -> bool:
        """Whether any of it comes from the user."""
        return self.data is not None or bool(self.overlay)


class Messages:
    """Makes messages for destinations."""

    def __init__(self, clock: Clock, ids: Ids, samples: Samples, settings: LiveSettings) -> None:
        self._clock = clock
        self._ids = ids
        self._samples = samples
        self._settings = settings

    def compose(
        self, kind: Event | EventSchema, destination: Destination, content: Content
    ) -> dict[str, Any]:
        """A message of an event, which shares nothing with others.

        Raises:
            Misuse: the data contradict the event or are not what JSON can hold, the overlay does
                not fit it, or there is no such patient.
        """
        body = self._body(kind, content)
        given = _given_meta(body.pop("Meta", {}), kind)
        schema = schema_of(kind.data_model, kind.event_type)
        known = schema.fields["Meta"].fields or {}
        usual = {
            name: each for name, each in self._meta(kind, destination).items() if name in known
        }
        message = {"Meta": {**usual, **given}, **body}
        if content.overlay:
            message = lay(schema, message, content.overlay)
            _given_meta(message["Meta"], kind)
        if "Logs" in known:
            first_log(message["Meta"])
        if content.is_own:
            _written(message)
        return message

    def _body(self, kind: Event | EventSchema, content: Content) -> dict[str, Any]:
        if content.data is None:
            return self._samples.message(kind.name, self._clock.now(), content.patient)
        if content.patient is not None:
            raise Misuse("the data say whom it is about; leave patient out", ("patient",))
        try:
            return copy.deepcopy(dict(content.data))
        except RecursionError:
            raise Misuse("the data are nested too deep", ("data",)) from None

    def _meta(self, kind: Event | EventSchema, destination: Destination) -> dict[str, Any]:
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
    """The event of that name. Raises Misuse if there is none, or it is not pushed."""
    kind = events.named(name)
    if kind is None and name.lower() == "sso.sign-on":
        raise Misuse(
            "SSO.Sign-on is not pushed, it signs a person on at your application; use "
            "redox.sign_on(url, secret), mock-redox sign-on or POST /__mock__/sign-on",
            ("event",),
        )
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
    """The bytes that go on the wire. Raises Misuse for what JSON can't hold.

    NaN becomes null here; ``compose`` has refused it before, where the data are the user's.
    """
    try:
        return orjson.dumps(message)
    except TypeError:  # nested deeper or larger numbers than it takes, or half a character
        return _written(message).encode("utf-8", "replace")


_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _written(message: Mapping[str, Any]) -> str:
    try:
        return _ENCODER.encode(message)
    except (TypeError, ValueError, RecursionError) as wrong:
        raise Misuse(f"the data can't be written as JSON: {wrong}", ("data",)) from None


def _given_meta(meta: object, kind: Event | EventSchema) -> Mapping[str, Any]:
    if not isinstance(meta, Mapping):
        raise Misuse("Meta must be a mapping", ("data", "Meta"))
    for name, value in (("DataModel", kind.data_model), ("EventType", kind.event_type)):
        if meta.get(name, value) != value:
            raise Misuse(
                f"the data say {name} {meta[name]!r}, the event says {value!r}; change one",
                ("data", "Meta", name),
            )
    return meta
