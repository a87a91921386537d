"""Settings from ``MOCK_REDOX_*`` variables, and from all doors in their order."""

import os
from collections.abc import Mapping
from typing import Any

from mock_redox.core.settings import Settings, catalogue, checked

PREFIX = "MOCK_REDOX_"


def from_environ(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The settings that the environment gives. Variables of no setting are left alone.

    Raises:
        Misuse: a value that the setting does not take; the variable is named.
    """
    environ = os.environ if environ is None else environ
    found = {}
    for name in catalogue():
        variable = PREFIX + name.upper()
        if variable in environ and not _by_kubernetes(environ[variable]):
            found[name] = checked(name, environ[variable], (variable,))
    return found


def _by_kubernetes(value: str) -> bool:
    """Where a service is called mock-redox, Kubernetes sets MOCK_REDOX_PORT to such an address."""
    return value.startswith("tcp://")


def resolve(*doors: Mapping[str, Any]) -> Settings:
    """Settings from several doors, the first one winning: command line, environment, file.

    Raises:
        Misuse: an unknown setting or a wrong value.
    """
    chosen: dict[str, Any] = {}
    for door in reversed(doors):
        chosen |= {name: checked(name, value, ("settings", name)) for name, value in door.items()}
    return Settings(**chosen)
