"""Parts that take long to load, and that many who use the mock never ask for."""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class late(Generic[T]):  # noqa: N801  (used as ``property`` is)
    """An attribute that is made when it is first asked for, once, whoever else asks meanwhile.

    ``functools.cached_property`` makes it twice for two threads, from Python 3.12 on.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self.__doc__ = make.__doc__
        self._make = make
        self._making = threading.RLock()

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, one: None, kind: type) -> "late[T]": ...
    @overload
    def __get__(self, one: object, kind: type) -> T: ...
    def __get__(self, one: object | None, kind: type) -> "late[T] | T":
        if one is None:
            return self
        with self._making:
            made: dict[str, T] = one.__dict__  # from now on found there, before this is asked
            if self._name not in made:
                made[self._name] = self._make(one)
            return made[self._name]
