"""What a rule's test knows besides its evidence: the system under test, its secrets, its file."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from mock_redox.adapters.collecting import COMMAND, TOKENS
from mock_redox.adapters.contracting.hiding import ANOTHER, Hider, in_exchange
from mock_redox.adapters.mock import MockRedox
from mock_redox.contract import rules
from mock_redox.contract.evidence import Evidence
from mock_redox.contract.rules import Side
from mock_redox.core import redaction
from mock_redox.core.journal import Exchange

_PACKAGE = Path(rules.__file__).parents[1]
_OVERRIDE = re.compile(r",? or override redox_\w+|, redox_\w+(?=\))")


def variant(item: pytest.Item) -> str | None:
    spec = getattr(item, "callspec", None)
    return str(spec.id) if spec is not None else None


def advised(text: str, item: pytest.Item) -> str:
    """Options are named as they are given: the command has no fixtures, and shorter options."""
    if not item.config.pluginmanager.hasplugin(COMMAND):
        return text
    return _OVERRIDE.sub("", text).replace("--redox-", "--")


def hider(item: pytest.Item, evidence: Evidence, exchanges: Iterable[Exchange]) -> Hider:
    """Knows what was given as a secret, and those of the rule, the mock and these exchanges."""
    learned = dict.fromkeys(evidence.secrets, "SECRET")
    for each in exchanges:
        learned |= in_exchange(each)
    known = {item.config.getoption(option) or "": name for option, name in TOKENS.items()}
    own = fixture(item, "redox_verification_token")
    known[str(own or "")] = TOKENS["--redox-verification-token"]
    mock = fixture(item, "redox")
    if isinstance(mock, MockRedox):
        known = {**_of_mock(mock), **known}
    return Hider(known).more(learned)


def _of_mock(mock: MockRedox) -> dict[str, str]:
    """Private keys are known by their look."""
    known = {key.secret: "REDOX_SECRET" for key in mock.core.auth.legacy.all()}
    for each in mock.core.destinations.all():
        known |= dict.fromkeys((each.verification_token, *each.former_tokens), ANOTHER)
    return known


def fixture(item: pytest.Item, name: str) -> Any:
    return (getattr(item, "funcargs", None) or {}).get(name)


def target(item: pytest.Item, side: Side) -> str:
    """What was judged: a URL, a command, or the name of what runs in this process."""
    options = (item.config.getoption(name) for name in ("--redox-call", "--redox-command"))
    given = (
        fixture(item, "redox_receiver") if side == "receiver"
        else next(filter(None, options), fixture(item, "redox_client_call"))
    )  # fmt: skip
    if isinstance(given, tuple):
        given = given[0]
    if given is None:
        return ""
    if isinstance(given, str):
        return redaction.url(given) if "://" in given else redaction.text(given)
    named = getattr(given, "__qualname__", None) or getattr(given, "name", type(given).__name__)
    return f"{named} (in process)"


def file(item: pytest.Item) -> str | None:
    """The user's own file that brings the rule in, from where pytest was started."""
    if item.path.is_relative_to(_PACKAGE):
        return None
    return Path(os.path.relpath(item.path, item.config.invocation_params.dir)).as_posix()
