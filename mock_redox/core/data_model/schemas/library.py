"""The schemas by data model and event type, read when they are first asked for."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from mock_redox.core.data_model.schemas.model import EventSchema
from mock_redox.core.data_model.schemas.reading import Book, read
from mock_redox.core.errors import Unknown
from mock_redox.core.nearest import suggestion


def schema_of(data_model: str, event_type: str) -> EventSchema:
    """The schema of an event, such as ``schema_of("PatientAdmin", "Arrival")``.

    Raises:
        Unknown: there is no such data model, or it has no such event.
    """
    if data_model not in models():
        raise Unknown(f"no data model {data_model!r:.80}; {suggestion(data_model[:80], models())}")
    found = _of(data_model)
    if event_type not in found:
        near = suggestion(event_type[:80], found)
        raise Unknown(f"{data_model} has no event {event_type!r:.80}; {near}")
    return found[event_type]


def named(text: str) -> EventSchema:
    """The schema of ``PatientAdmin.Arrival`` or ``Clinical Summary.PatientPush``.

    The space may be left out and letters may be of any case.

    Raises:
        Unknown: there is no such event.
    """
    data_model, _, event_type = text.partition(".")
    if data_model in models() and event_type in _of(data_model):
        return _of(data_model)[event_type]
    found = _names().get(text.replace(" ", "").lower())
    if found is None:
        names = [each.name for each in all_schemas()]
        raise Unknown(f"unknown event {text!r:.80}; {suggestion(text[:80], names)}", ("event",))
    return found


@cache
def _names() -> dict[str, EventSchema]:
    """By name, in small letters and without spaces."""
    return {each.name.replace(" ", "").lower(): each for each in all_schemas()}


@cache
def models() -> tuple[str, ...]:
    """The data models, each as the first line of its file has it."""
    return tuple(sorted(_texts()))


def all_schemas() -> Iterator[EventSchema]:
    """Those of all events, requests and answers alike."""
    for data_model in models():
        yield from _of(data_model).values()


@cache
def _of(data_model: str) -> dict[str, EventSchema]:
    book = read(_texts()[data_model], _shared())
    return {
        name: EventSchema(
            data_model, name, {"Meta": book.meta(shape), **shape.fields},
            tuple(shape.marks), shape.removed,
        )
        for name, shape in book.events.items()
    }  # fmt: skip


@cache
def _texts() -> dict[str, str]:
    folder = files("mock_redox.core.data_model.schemas")
    texts = (
        each.read_text(encoding="utf-8")
        for each in folder.iterdir()
        if each.name.endswith(".txt") and each.name != "shared.txt"
    )
    return {text.partition("\n")[0].removeprefix("# "): text for text in texts}


@cache
def _shared() -> Book:
    folder = files("mock_redox.core.data_model.schemas")
    return read(folder.joinpath("shared.txt").read_text(encoding="utf-8"))
