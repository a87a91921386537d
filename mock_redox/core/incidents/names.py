"""Placeholders: a name for every value that is not to be in the file."""

import json
import re
from collections.abc import Callable
from itertools import count
from urllib.parse import quote_plus

PLACEHOLDER = re.compile(r"\{\{([a-z]+ [1-9]\d{0,6})(?:\|(json|form))?\}\}")
SHORTEST = 8
"""A value shorter than this is replaced only where it was found, not wherever it stands."""

_WRITTEN: dict[str, Callable[[str], str]] = {
    "": lambda value: value,
    "json": lambda value: json.dumps(value)[1:-1],
    "form": quote_plus,
}
"""How a value may be written in a text; the placeholder says which way, such as ``|json``."""


class Names:
    """Values and their placeholders, numbered by kind in order of appearance.

    Attributes:
        reserved: names that are only given by ``bind``.
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        self._written: dict[str, str] = {}
        self.reserved: set[str] = set()

    def bind(self, name: str, value: str) -> None:
        """A name that is given."""
        self._values[name] = value
        self._names.setdefault(value, name)
        self._pattern = None

    def give(self, kind: str, value: str) -> str:
        """The name of a value, a new one of that kind if it has none."""
        if value not in self._names:
            self.bind(self.new(kind), value)
        return self._names[value]

    def new(self, kind: str) -> str:
        """The first name of a kind that is free."""
        names, taken = (f"{kind} {n}" for n in count(1)), self._values.keys() | self.reserved
        return next(name for name in names if name not in taken)

    def name(self, value: str) -> str | None:
        return self._names.get(value)

    def value(self, name: str) -> str | None:
        return self._values.get(name)

    def all(self) -> dict[str, str]:
        """The values by name, in order of appearance."""
        return dict(self._values)

    def inside(self, text: str) -> bool:
        """Whether a value that has a name stands in the text."""
        return any(found[0] in self._written for found in self._known().finditer(text))

    def guard(self, text: str) -> str:
        """Text that only looks like a placeholder gets one that stands for it."""
        return PLACEHOLDER.sub(lambda found: f"{{{{{self.give('text', found[0])}}}}}", text)

    def hide(self, text: str) -> str:
        """A guarded text with placeholders for all values that are long enough."""
        return self._known().sub(self._hidden, text)

    def placeholder(self, written: str) -> str | None:
        """The placeholder for a value, however it is written; None if it has no name."""
        self._known()
        return self._written.get(written) or self._plain(written)

    def fill(self, text: str, missing: Callable[[str], str]) -> str:
        """The text with its values back; ``missing`` makes one for a name that has none."""

        def filled(found: re.Match[str]) -> str:
            value = self._values.get(found[1])
            return _WRITTEN[found[2] or ""](missing(found[1]) if value is None else value)

        return PLACEHOLDER.sub(filled, text)

    def _plain(self, value: str) -> str | None:
        name = self._names.get(value)
        return f"{{{{{name}}}}}" if name else None

    def _hidden(self, found: re.Match[str]) -> str:
        return self._written.get(found[0], found[0])

    def _known(self) -> re.Pattern[str]:
        """One pattern for all values in all ways they are written, the longest first."""
        if self._pattern is None:
            self._written = {}
            for value, name in self._names.items():
                if len(value) < SHORTEST or PLACEHOLDER.fullmatch(value):
                    continue
                for how, write in _WRITTEN.items():
                    shown = f"{{{{{name}|{how}}}}}" if how else f"{{{{{name}}}}}"
                    self._written.setdefault(write(value), shown)
            longest = sorted(self._written, key=len, reverse=True)
            self._pattern = re.compile("|".join([PLACEHOLDER.pattern, *map(re.escape, longest)]))
        return self._pattern
