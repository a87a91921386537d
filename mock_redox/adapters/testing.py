"""What the pytest fixtures do, apart from the plugin so that the plugin stays light."""

from typing import Any

import pytest

from mock_redox.adapters.config_file import as_setup
from mock_redox.adapters.environ import from_environ, resolve
from mock_redox.adapters.mock import MockRedox
from mock_redox.core.errors import Misuse
from mock_redox.core.settings import Settings
from mock_redox.core.setup import Setup

SHOWN = 20
"""Exchanges that a failing test shows."""


def choose(config: pytest.Config, node: pytest.Item, given: Any) -> tuple[Settings, Setup]:
    """Settings and set-up for a test: marker, command line, environment, config, default.

    Raises:
        pytest.fail.Exception: one of them is wrong; the text says which and how to mend it.
    """
    try:
        setup = as_setup(given)
        fixture_default = {"clock": "virtual"}
        return (
            resolve(
                _marked(node), _options(config), from_environ(), setup.settings, fixture_default
            ),
            setup,
        )
    except Misuse as wrong:
        pytest.fail(f"mock_redox: {wrong}", pytrace=False)


def _marked(node: pytest.Item) -> dict[str, Any]:
    """All markers on the test, the nearest one winning."""
    found: dict[str, Any] = {}
    for marker in reversed(list(node.iter_markers("redox"))):
        if marker.args:
            raise Misuse("the redox marker takes settings by name, such as redox(seed=7)")
        found |= marker.kwargs
    return found


def _options(config: pytest.Config) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pair in config.getoption("--redox-set"):
        name, sign, value = pair.partition("=")
        if not sign:
            raise Misuse(f"--redox-set {pair!r}: write NAME=VALUE")
        found[name.strip().replace("-", "_")] = value
    seed = config.getoption("--redox-seed")
    return found if seed is None else {**found, "seed": seed}


def story(mock: MockRedox) -> str:
    """The last exchanges, with the explanation of each refusal; no secret in it."""
    exchanges = mock.journal.find()
    if not exchanges:
        return "No exchange: the code under test called nothing, and nothing was pushed."
    hidden = len(exchanges) - SHOWN
    head = [f"... {hidden} earlier exchanges"] if hidden > 0 else []
    return "\n".join([*head, *(each.line() for each in exchanges[-SHOWN:])])
