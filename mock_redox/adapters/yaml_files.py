"""YAML files: read with the lines of their keys, so that a mistake is named by its line."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import yaml

from mock_redox.core.errors import Misuse

Where = dict[tuple[str | int, ...], int]
T = TypeVar("T")


def read_file(path: str | Path) -> str:
    """The text of a file. Raises Misuse, which names the file and what the system says."""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as wrong:
        reason = getattr(wrong, "strerror", None) or str(wrong)
        raise Misuse(f"{path}: {reason}") from None


def parsed(
    text: str, name: str | Path, empty: str, read: Callable[[object], T],
    loader: type[yaml.SafeLoader] = yaml.SafeLoader,
) -> T:  # fmt: skip
    """What ``read`` makes of the data in a YAML text.

    Args:
        name: of the file, for messages.
        empty: what to do about a file with nothing in it.

    Raises:
        Misuse: it is not YAML, or ``read`` complains. The text names file, line and key.
    """
    lines: Where = {}
    try:
        root = yaml.compose(text, Loader=loader)
        data = yaml.load(text, Loader=loader)  # noqa: S506  (a safe one)
    except (yaml.YAMLError, RecursionError, ValueError) as wrong:
        raise Misuse(_problem(name, wrong)) from None
    if root is None:
        raise Misuse(f"{name}: the file is empty; {empty}")
    try:
        _collect(root, (), lines)
        return read(data)
    except Misuse as wrong:
        raise Misuse(f"{name}, line {_line(wrong.path, lines)}: {wrong}") from None
    except RecursionError:
        raise Misuse(f"{name}, line 1: a part of the file contains itself") from None


def _line(path: tuple[str | int, ...], lines: Where) -> int:
    """The line of a key, or of the nearest thing round it that stands in the file."""
    known = (path[:length] for length in range(len(path), -1, -1))
    return next((lines[each] for each in known if each in lines), 1)


def _collect(node: yaml.Node, path: tuple[str | int, ...], lines: Where) -> None:
    """The line of every key and entry; a key that stands twice is a contradiction."""
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for index, each in enumerate(node.value):
            _collect(each, (*path, index), lines)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            if here in lines:
                first, lines[here] = lines[here], key.start_mark.line + 1
                raise Misuse(f"the key stands twice, first in line {first}", here)
            lines[here] = key.start_mark.line + 1
            _collect(value, here, lines)


def _problem(name: str | Path, wrong: Exception) -> str:
    mark = getattr(wrong, "problem_mark", None)
    where = f", line {mark.line + 1}" if mark else ""
    return f"{name}{where}: not YAML: {getattr(wrong, 'problem', None) or wrong}"
