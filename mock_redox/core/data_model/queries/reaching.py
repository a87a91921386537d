"""Ways into messages whose parts may be missing or of any type."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from mock_redox.core.errors import Misuse
from mock_redox.core.times import moment

Body = Mapping[str, Any]
Pair = tuple[str, str]


def reach(held: object, path: str) -> Iterator[Any]:
    """All that stands at a path such as ``Results.Code``, out of lists as well; never null.

    Lists in lists, which no model has, are passed over.
    """
    head, _, rest = path.partition(".")
    if isinstance(held, list):
        for each in held:
            if not isinstance(each, list):
                yield from reach(each, path)
    elif not path:
        if held is not None:
            yield held
    elif isinstance(held, Mapping):
        yield from reach(held.get(head), rest)


def first(held: object, path: str) -> Any:
    """The first of these, or None."""
    return next(reach(held, path), None)


def plain(value: object) -> str:
    """A value as text, to be compared; empty for what is no value."""
    return str(value) if isinstance(value, str | int | float) else ""


def when(held: object, path: str) -> datetime | None:
    """The moment that stands at a path, if it is one."""
    try:
        return moment(plain(first(held, path)))
    except Misuse:
        return None


def pair(identifier: object) -> Pair:
    """``ID`` and ``IDType``, each empty where it is not there."""
    return plain(first(identifier, "ID")), plain(first(identifier, "IDType"))


def pairs(held: object, path: str = "Identifiers") -> frozenset[Pair]:
    """All identifiers that have an ``ID``."""
    return frozenset(each for each in map(pair, reach(held, path)) if each[0])


def merged(old: Body, new: Body, levels: int = 12) -> dict[str, Any]:
    """What the new one says goes before; what it leaves out or has empty stays as it was.

    Identifiers are added to those that were known.

    Args:
        levels: so deep; no model goes further.
    """
    made = dict(old)
    for name, value in new.items():
        known = made.get(name)
        if value is None or value in ([], {}):
            made.setdefault(name, value)
        elif name in _ADDED and isinstance(value, list) and isinstance(known, list):
            numbers = set(map(pair, known))
            made[name] = [*known, *(each for each in value if pair(each) not in numbers)]
        elif isinstance(value, Mapping) and isinstance(known, Mapping) and levels:
            made[name] = merged(known, value, levels - 1)
        else:
            made[name] = value
    return made


_ADDED = ("Identifiers", "PreviousIdentifiers")
