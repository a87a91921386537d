"""The config file: YAML (or JSON, which is YAML), its mistakes named by line."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mock_redox.adapters.yaml_files import parsed, read_file
from mock_redox.core.errors import Misuse
from mock_redox.core.records import read
from mock_redox.core.settings import Settings, checked
from mock_redox.core.setup import Setup

_EMPTY = "leave --config out, or name a setting or client"


def load(path: str | Path) -> Setup:
    """The set-up in a file.

    Raises:
        Misuse: the file can't be read or is not YAML, or a key or value in it is wrong. The text
            names file, line, key, and the nearest right one.
    """
    return parsed(read_file(path), path, _EMPTY, _checked)


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


def as_setup(config: str | Path | Mapping[str, object] | Setup | None) -> Setup:
    """A set-up from whatever a caller has: a file's path, its content, or nothing."""
    if config is None:
        return Setup()
    if isinstance(config, Setup):
        return config
    return load(config) if isinstance(config, str | Path) else _checked(config)
