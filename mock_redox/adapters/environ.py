"""Settings from ``MOCK_REDOX_*`` variables, and from all doors in their order."""

import os
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from mock_redox.core.nearest import nearest
from mock_redox.core.settings import Settings, catalogue, checked

PREFIX = "MOCK_REDOX_"
OTHERS = {
    "MOCK_REDOX_URL", "MOCK_REDOX_CONFIG", "MOCK_REDOX_VERIFICATION_TOKEN", "MOCK_REDOX_OLD_TOKEN",
    "MOCK_REDOX_OTHER_TOKEN", "MOCK_REDOX_SECRET", "MOCK_REDOX_SSO_SECRET",
}  # fmt: skip
"""Variables of the commands, which are no settings."""


def _warn(text: str) -> None:
    warnings.warn(text, stacklevel=4)


def from_environ(
    environ: Mapping[str, str] | None = None, tell: Callable[[str], None] = _warn
) -> dict[str, Any]:
    """The settings that the environment gives. Variables of no setting are left alone.

    Args:
        tell: gets a sentence on a variable that is nearly one of ours; by default a warning.

    Raises:
        Misuse: a value that the setting does not take; the variable is named.
    """
    environ = os.environ if environ is None else environ
    _tell_of_typos(environ, tell)
    found = {}
    for name in catalogue():
        variable = PREFIX + name.upper()
        if variable in environ and not _by_kubernetes(variable, environ[variable]):
            found[name] = checked(name, environ[variable], (variable,))
    return found


def _tell_of_typos(environ: Mapping[str, str], tell: Callable[[str], None]) -> None:
    """A variable that is nearly one of ours is told; one that is far from them may be another's."""
    known = {PREFIX + name.upper() for name in catalogue()} | OTHERS
    for name in environ:
        near = nearest(name, known) if name.startswith(PREFIX) and name not in known else None
        if near and not _by_kubernetes(name, environ[name]):
            tell(f"{name} is no setting; did you mean {near}?")


def _by_kubernetes(name: str, value: str) -> bool:
    """Where a service is called mock-redox, Kubernetes sets MOCK_REDOX_PORT and some like it."""
    return value.startswith("tcp://") or name.startswith(
        ("MOCK_REDOX_SERVICE_", "MOCK_REDOX_PORT_")
    )


def resolve(*doors: Mapping[str, Any]) -> Settings:
    """Settings from several doors, the first one winning: command line, environment, file.

    Raises:
        Misuse: an unknown setting or a wrong value.
    """
    return Settings(**chosen(*doors))


def chosen(*doors: Mapping[str, Any]) -> dict[str, Any]:
    """What several doors say, the first one winning; a door for those that come after it.

    Raises:
        Misuse: an unknown setting or a wrong value.
    """
    found: dict[str, Any] = {}
    for door in reversed(doors):
        if door.get("clock") == "real":
            found.pop("clock_start", None)  # it belonged to the clock that is overruled
        found |= {name: checked(name, value, ("settings", name)) for name, value in door.items()}
    return found
