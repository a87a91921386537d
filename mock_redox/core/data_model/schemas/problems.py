"""What is wrong with a message, in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mock_redox.core.data_model.schemas.model import Field

Path = tuple[Any, ...]

CLASSES: Mapping[str, tuple[type, ...]] = {
    "string": (str,), "number": (int, float), "boolean": (bool,), "list": (list,),
    "object": (dict,),
}  # fmt: skip
_WORDS = {
    "string": "text", "number": "a number", "boolean": "true or false", "list": "a list",
    "object": "an object",
}  # fmt: skip


class Problem(NamedTuple):
    """One fault of a message."""

    fault: str
    """``missing``, ``null``, ``type``, and in the strict validation ``empty``, ``unknown``,
    ``value`` and ``format``."""
    path: str
    """Where, such as ``Patient.Identifiers[0].ID``."""
    got: str
    expected: str
    near: str | None = None
    """The name that was probably meant, or the one that stands in place of a missing one."""

    @property
    def sentence(self) -> str:
        """Such as ``Patient.Identifiers is missing``."""
        if self.fault in ("missing", "null"):
            return f"{self.path} is {self.fault}"
        return f"{self.path} is {self.got}, not {self.expected}"


def named(value: object) -> str:
    """The kind of a value, in plain words."""
    if value is None:
        return "null"
    kinds = (kind for kind, classes in CLASSES.items() if type(value) in classes)
    return _WORDS.get(next(kinds, ""), "no JSON")


def kind_of(field: Field) -> str:
    if field.many:
        return "a list"
    return either([_WORDS[kind] for kind in field.kinds])


def either(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


def written(path: Path) -> str:
    """``Patient.Identifiers[0].ID``."""
    return "".join(_steps(path)).lstrip(".")


def _steps(path: Path) -> Iterator[str]:
    for step in path:
        yield f"[{step}]" if isinstance(step, int) else f".{step:.60}"
