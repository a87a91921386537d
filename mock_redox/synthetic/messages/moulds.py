"""Objects that are copied often."""

from typing import Any

_NONE: list[Any] = []
"""Stands for all empty lists."""


class Mould:
    """An object that is copied often, taken apart into every object and list that it holds.

    To copy them one after the other and then hang each into its holder takes fewer calls than to
    go down from holder to holder.

    Attributes:
        model: the object itself, which never changes; moulds have parts of it in common.
    """

    __slots__ = ("_holders", "_names", "_parts", "model")

    def __init__(self, model: dict[str, Any]) -> None:
        self.model = model
        self._parts: list[Any] = [model]
        self._holders: list[int] = []
        self._names: list[Any] = []
        self._take(0)

    def _take(self, holder: int) -> None:
        part = self._parts[holder]
        for name, each in part.items() if type(part) is dict else enumerate(part):
            if type(each) in (dict, list):
                self._holders.append(holder)
                self._names.append(name)
                self._parts.append(each or _NONE)
                self._take(len(self._parts) - 1)

    def cast(self) -> dict[str, Any]:
        """A copy that shares nothing."""
        if not self._names:
            return self.model.copy()
        made = [each.copy() for each in self._parts]
        parts = iter(made)
        whole = next(parts)
        for holder, name, part in zip(self._holders, self._names, parts, strict=True):
            made[holder][name] = part
        return whole  # type: ignore[no-any-return]
