"""The config file: YAML (or JSON, which is YAML), its mistakes named by line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from mock_redox.core.errors import Misuse
from mock_redox.core.records import read
from mock_redox.core.settings import Settings, checked
from mock_redox.core.setup import Setup

Where = dict[tuple[str | int, ...], int]


def load(path: str | Path) -> Setup:
    """The set-up in a file.

    Raises:
        Misuse: the file can't be read or is not YAML, or a key or value in it is wrong. The text
            names file, line, key, and the nearest right one.
    """
    root, data = _parsed(path)
    lines: Where = {}
    try:
        _collect(root, (), lines)
        return _checked(data)
    except Misuse as wrong:
        raise Misuse(f"{path}, line {_line(wrong.path, lines)}: {wrong}") from None
    except RecursionError:
        raise Misuse(f"{path}, line 1: a part of the file contains itself") from None


def _parsed(path: str | Path) -> tuple[yaml.Node, object]:
    """The file as nodes, which know their lines, and as data."""
    text = _text(Path(path))
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as wrong:
        raise Misuse(_yaml_problem(path, wrong)) from None
    if root is None:
        raise Misuse(f"{path}: the file is empty; leave --config out, or name a setting or client")
    return root, data


def _line(path: tuple[str | int, ...], lines: Where) -> int:
    """The line of a key, or of the nearest thing round it that stands in the file."""
    known = (path[:length] for length in range(len(path), -1, -1))
    return next((lines[each] for each in known if each in lines), 1)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        reason = getattr(wrong, "strerror", None) or str(wrong)
        raise Misuse(f"{path}: {reason}") from None


def _checked(data: object) -> Setup:
    """All of it is checked at once, by making a mock of it."""
    setup = read(Setup, data)
    for name, value in setup.settings.items():
        checked(str(name), value, ("settings", str(name)))
    for kind, key in (("clients", "client_id"), ("legacy_keys", "api_key"), ("destinations", "id")):
        _no_twins(kind, key, getattr(setup, kind))
    from mock_redox.adapters.assemble import assemble  # loads cryptography: only if it is needed

    # Whether http is allowed may come from another door, so that is judged when the mock starts.
    assemble(Settings(allow_http=True), setup=setup)
    return setup


def _no_twins(kind: str, key: str, entries: tuple[Any, ...]) -> None:
    seen: dict[str, int] = {}
    for index, entry in enumerate(entries):
        value = getattr(entry, key)
        if value is not None and value in seen:
            raise Misuse(
                f"{value!r} is also {kind}[{seen[value]}]; ids are unique", (kind, index, key)
            )
        seen[value] = index


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


def _yaml_problem(path: str | Path, wrong: Exception) -> str:
    mark = getattr(wrong, "problem_mark", None)
    where = f", line {mark.line + 1}" if mark else ""
    return f"{path}{where}: not YAML: {getattr(wrong, 'problem', None) or wrong}"


def as_setup(config: str | Path | Mapping[str, object] | Setup | None) -> Setup:
    """A set-up from whatever a caller has: a file's path, its content, or nothing."""
    if config is None:
        return Setup()
    if isinstance(config, Setup):
        return config
    return load(config) if isinstance(config, str | Path) else _checked(config)
