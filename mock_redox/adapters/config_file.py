"""The config file: YAML (or JSON, which is YAML), its mistakes named by line."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from mock_redox.adapters.yaml_files import parsed, read_file
from mock_redox.core.errors import Misuse
from mock_redox.core.records import read
from mock_redox.core.settings import Settings, checked
from mock_redox.core.setup import Setup

_EMPTY = "leave --config out, or name a setting or client"


def load(path: str | Path, over: Mapping[str, Any] | None = None) -> Setup:
    """The set-up in a file.

    Args:
        over: settings of the doors that overrule the file's. They may allow http, so whether a
            destination may have it is judged here only if they are given, else at the start.

    Raises:
        Misuse: the file can't be read or is not YAML, or a key or value in it is wrong. The text
            names file, line, key, and the nearest right one.
    """
    return parsed(read_file(path), path, _EMPTY, partial(_checked, over=over))


def _checked(data: object, over: Mapping[str, Any] | None) -> Setup:
    """All of it is checked at once, by making a mock of it."""
    setup = read(Setup, data)
    given = _settings(setup.settings)
    from mock_redox.adapters.assemble import assemble  # loads cryptography: only if it is needed

    may = True if over is None else {**given, **over}.get("allow_http", False)
    assemble(Settings(allow_http=may), setup=setup)
    return setup


def _settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that a file gives, which may leave the clock to another door."""
    found = {str(name): checked(str(name), given[name], ("settings", str(name))) for name in given}
    try:
        Settings(**{"clock": "virtual", **found})
    except Misuse as wrong:
        raise Misuse(wrong.problem, ("settings", *wrong.path)) from None
    return found


def as_setup(
    config: str | Path | Mapping[str, object] | Setup | None, over: Mapping[str, Any] | None = None
) -> Setup:
    """A set-up from whatever a caller has: a file's path, its content, or nothing.

    Args:
        over: as in ``load``.
    """
    if config is None:
        return Setup()
    if isinstance(config, Setup):
        return config
    return load(config, over) if isinstance(config, str | Path) else _checked(config, over)
