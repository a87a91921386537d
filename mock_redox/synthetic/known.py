"""What stays known of somebody or something, with what schemas took of it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Known(dict[str, Any]):
    """Facts that never change. What a message takes of them is worked out once.

    Attributes:
        moulds: by shape, and how it is filled.
    """

    __slots__ = ("_derived", "moulds")

    def __init__(self, facts: Mapping[str, Any]) -> None:
        super().__init__(facts)
        self.moulds: dict[Any, Any] = {}
        self._derived: dict[Callable[[Known], Known], Known] = {}

    def plus(self, own: dict[str, Any]) -> "Told":
        """The same with what a case adds or says otherwise."""
        return Told(self, own)

    def derived(self, make: Callable[["Known"], "Known"]) -> "Known":
        """What follows of these facts alone; made once and kept with them."""
        found = self._derived.get(make)
        if found is None:
            found = self._derived[make] = make(self)
        return found


class Told(Mapping[str, Any]):
    """Facts that never change, and what one case adds to them or says otherwise.

    It is a pair, so that a message still takes of the facts what was worked out once.
    """

    __slots__ = ("base", "own")

    def __init__(self, base: Known, own: dict[str, Any]) -> None:
        self.base = base
        self.own = own

    def plus(self, own: dict[str, Any]) -> "Told":
        return Told(self.base, {**self.own, **own})

    def __getitem__(self, name: str) -> Any:
        return self.own[name] if name in self.own else self.base[name]

    def get(self, name: str, default: Any = None) -> Any:
        return self.own[name] if name in self.own else self.base.get(name, default)

    def __iter__(self) -> Iterator[str]:
        return iter({**self.base, **self.own})

    def __len__(self) -> int:
        return len({**self.base, **self.own})


class once(Generic[T]):  # noqa: N801 - a decorator, as property is
    """Worked out at the first look and an attribute from then on.

    It is ``functools.cached_property`` without the lock that this takes before Python 3.12, which
    costs more than most of what is worked out here.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make

    def __get__(self, holder: Any, _: type) -> T:
        made = holder.__dict__[self._make.__name__] = self._make(holder)
        return made
