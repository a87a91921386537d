"""Ways into messages whose parts may be missing or of any type."""

from collections.abc import Iterator, Mapping
from typing import Any

Body = Mapping[str, Any]
Pair = tuple[str, str]


def reach(held: object, path: str) -> Iterator[Any]:
    """All that stands at a path such as ``Results.Code``, out of lists as well; never null."""
    head, _, rest = path.partition(".")
    if isinstance(held, list):
        for each in held:
            yield from reach(each, path)
    elif not path:
        if held is not None:
            yield held
    elif isinstance(held, Mapping):
        yield from reach(held.get(head), rest)


def first(held: object, path: str) -> Any:
    """The first of these, or None."""
    return next(reach(held, path), None)


def pairs(held: object, path: str = "Identifiers") -> frozenset[Pair]:
    """Identifiers as pairs of ``ID`` and ``IDType``."""
    return frozenset(
        (str(each["ID"]), str(each.get("IDType")))
        for each in reach(held, path)
        if isinstance(each, Mapping) and each.get("ID")
    )


def merged(old: Body, new: Body) -> dict[str, Any]:
    """What the new one says goes before; what it leaves out or has empty stays as it was.

    Identifiers are added to those that were known.
    """
    made = dict(old)
    for name, value in new.items():
        known = made.get(name)
        if value is None or value in ([], {}):
            made.setdefault(name, value)
        elif name in _ADDED and isinstance(value, list) and isinstance(known, list):
            made[name] = [*known, *(each for each in value if each not in known)]
        elif isinstance(value, Mapping) and isinstance(known, Mapping):
            made[name] = merged(known, value)
        else:
            made[name] = value
    return made


_ADDED = ("Identifiers", "PreviousIdentifiers")
