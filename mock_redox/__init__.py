"""A local stand-in for Redox: tokens, the Data Model API and webhooks, with failures on demand.

Names are loaded on first use: the pytest plugin lives in this package, so importing the package
must cost next to nothing in every test run of everybody who has it installed.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_redox.adapters.assemble import assemble
    from mock_redox.adapters.incidents import replay
    from mock_redox.adapters.intercept import intercept
    from mock_redox.adapters.mock import MockRedox
    from mock_redox.adapters.server import serve
    from mock_redox.core.redox import Redox
    from mock_redox.core.settings import Settings
    from mock_redox.web.app import create_app

__version__ = "0.1.0"

__all__ = [
    "MockRedox",
    "Redox",
    "Settings",
    "assemble",
    "create_app",
    "intercept",
    "replay",
    "serve",
]

_HOMES = {
    "MockRedox": "mock_redox.adapters.mock",
    "Redox": "mock_redox.core.redox",
    "Settings": "mock_redox.core.settings",
    "assemble": "mock_redox.adapters.assemble",
    "create_app": "mock_redox.web.app",
    "intercept": "mock_redox.adapters.intercept",
    "replay": "mock_redox.adapters.incidents",
    "serve": "mock_redox.adapters.server",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
