"""YAML files: read with the lines of their keys, so that a mistake is named by its line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import yaml

from mock_redox.core.errors import Misuse

Place = tuple[str | int, ...]
T = TypeVar("T")

MOST_AGAIN = 10_000
"""Entries that aliases may repeat: nested ones make a small file huge."""


class Loader(yaml.SafeLoader):
    """Safe, and without YAML 1.1's numbers to the base of 60: ``1:30`` is text, not 90."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> Any:
        tag = super().resolve(kind, value, implicit)  # type: ignore[no-untyped-call]
        sixty = kind is yaml.ScalarNode and ":" in value and tag.endswith((":int", ":float"))
        return "tag:yaml.org,2002:str" if sixty else tag

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Of a tag that is written out, PyYAML believes that the value is of its kind."""
        try:
            return super().construct_object(node, deep)
        except (LookupError, AttributeError, TypeError, ArithmeticError):
            what = f"{node.value!r:.80} is no {node.tag.rpartition(':')[2]}"
            raise yaml.constructor.ConstructorError(None, None, what, node.start_mark) from None


def read_file(path: str | Path) -> str:
    """The text of a file. Raises Misuse, which names the file and what the system says."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as wrong:
        reason = getattr(wrong, "strerror", None) or str(wrong)
        raise Misuse(f"{path}: {reason}") from None


def parsed(
    text: str, name: str | Path, empty: str, read: Callable[[object], T],
    loader: type[yaml.SafeLoader] = Loader,
) -> T:  # fmt: skip
    """What ``read`` makes of the data in a YAML text.

    Args:
        name: of the file, for messages.
        empty: what to do about a file with nothing in it.

    Raises:
        Misuse: it is not YAML, or ``read`` complains. The text names file, line and key.
    """
    lines = _Lines()
    try:
        reader = loader(text)
        root = reader.get_single_node()
        if root is not None:
            lines.collect(root, ())  # before anything is made of it
            data = reader.construct_document(root)
    except Misuse as wrong:
        raise lines.placed(name, wrong) from None
    except (yaml.YAMLError, RecursionError, ValueError) as wrong:
        raise Misuse(_problem(name, wrong)) from None
    if root is None:
        raise Misuse(f"{name}: the file is empty; {empty}")
    try:
        return read(data)
    except Misuse as wrong:
        raise lines.placed(name, wrong) from None


class _Lines:
    """The line of every key and entry, and what no file may have: it would say nothing sound."""

    def __init__(self) -> None:
        self._at: dict[Place, int] = {}
        self._known: set[int] = set()
        self._around: set[int] = set()
        self._again = 0

    def placed(self, name: str | Path, wrong: Misuse) -> Misuse:
        """With the line of a key, or of the nearest thing round it that stands in the file."""
        path = wrong.path
        around = (path[:length] for length in range(len(path), -1, -1))
        line = next((self._at[each] for each in around if each in self._at), 1)
        return Misuse(f"{name}, line {line}: {wrong}")

    def collect(self, node: yaml.Node, path: Place) -> None:
        """Raises Misuse: a key that stands twice or is no text, or aliases without end."""
        self._at.setdefault(path, node.start_mark.line + 1)
        self._count(node, path)
        self._around.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            for index, each in enumerate(node.value):
                self.collect(each, (*path, index))
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                self.collect(value, self._key(key, path))
        self._around.discard(id(node))

    def _count(self, node: yaml.Node, path: Place) -> None:
        if id(node) in self._around:
            raise Misuse("a part of the file contains itself", path)
        self._again += id(node) in self._known
        self._known.add(id(node))
        if self._again > MOST_AGAIN:
            raise Misuse(
                f"aliases (*) repeat more than {MOST_AGAIN:,} entries; write out what is needed",
                path,
            )

    def _key(self, key: yaml.Node, path: Place) -> Place:
        """The place of a key in a mapping."""
        if not isinstance(key, yaml.ScalarNode):
            raise Misuse("a list or a mapping is no key; write text", path)
        here, line = (*path, str(key.value)), key.start_mark.line + 1
        first = self._at.get(here)
        self._at[here] = line
        if first is not None:
            raise Misuse(f"the key stands twice, first in line {first}", here)
        return here


def _problem(name: str | Path, wrong: Exception) -> str:
    mark = getattr(wrong, "problem_mark", None)
    where = f", line {mark.line + 1}" if mark else ""
    return f"{name}{where}: not YAML: {getattr(wrong, 'problem', None) or wrong}"
