"""The part of the pytest plugin for contract tests: options, and fixtures that users override.

Imported in every pytest run of everybody who has the package installed: heavy imports stay inside
the fixtures.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mock_redox.adapters.mock import MockRedox
    from mock_redox.contract.evidence import Evidence
    from mock_redox.contract.receivers import Receiver

_RULE = "redox_rule(rule): the rule of the contract that the test judges"
TOKEN = "my-made-up-token-0123456789"  # noqa: S105  (an example)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("redox contract", "mock_redox, contract tests of your own system")
    group.addoption("--redox-receiver", metavar="URL", help="your receiver")
    group.addoption(
        "--redox-verification-token", metavar="T", help="the token that your receiver expects"
    )
    group.addoption("--redox-old-token", metavar="T", help="one that it expected before")
    group.addoption("--redox-other-token", metavar="T", help="one of another destination")
    group.addoption(
        "--redox-probe", metavar="URL",
        help="answers with a number or a list that grows with what your receiver processed",
    )  # fmt: skip
    group.addoption(
        "--redox-log", metavar="FILE", action="append", default=[],
        help="a log of your system, to be searched for secrets; may be given several times",
    )  # fmt: skip
    group.addoption("--redox-call", metavar="URL", help="a POST there makes your client call Redox")
    group.addoption("--redox-command", metavar="CMD", help="a command that makes it call Redox")
    group.addoption("--redox-reload", metavar="URL", help="a POST there tells it of a new key")
    group.addoption(
        "--redox-port", metavar="N", help="port of the mock for --redox-call; the setting's if not "
        "given. For --redox-command a free one",
    )  # fmt: skip
    group.addoption(
        "--redox-mock-url",
        metavar="URL",
        help="a mock that runs, in place of one of this run's own",
    )
    group.addoption(
        "--redox-patience", metavar="SECONDS", type=float,
        help="a little more than the time limit of your client's calls, to judge that it has one",
    )  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _RULE)


@pytest.fixture
def redox_receiver(request: pytest.FixtureRequest) -> Any:
    """The receiver under test: a URL, or a WSGI or ASGI app. Override it in a conftest."""
    return request.config.getoption("--redox-receiver")


@pytest.fixture
def redox_verification_token(request: pytest.FixtureRequest) -> str:
    """The token that the receiver expects. Override it in a conftest."""
    return request.config.getoption("--redox-verification-token") or TOKEN


@pytest.fixture
def redox_side_effects(request: pytest.FixtureRequest) -> Callable[[], Any] | None:
    """Counts what the receiver processed: a callable that returns a number or a list.

    Override it in a conftest; None where there is no way to tell.
    """
    probe = request.config.getoption("--redox-probe")
    if probe is None:
        return None
    from mock_redox.adapters.contracting import probing

    return probing.by_url(probe)


@pytest.fixture
def redox_evidence(request: pytest.FixtureRequest) -> "Evidence":
    """What a rule's test saw; the report shows it."""
    from mock_redox.contract.evidence import STASH, Evidence

    made: Evidence = request.node.stash.setdefault(STASH, Evidence())
    return made


@pytest.fixture
def redox_endpoint(
    redox: "MockRedox",
    redox_receiver: Any,
    redox_verification_token: str,
    redox_side_effects: Callable[[], Any] | None,
    redox_evidence: "Evidence",
) -> "Receiver":
    """The receiver under test, as the rules see it."""
    if redox_receiver is None:
        pytest.skip("no receiver is named: give --redox-receiver URL, or override redox_receiver")
    from mock_redox.adapters.contracting import probing, targets
    from mock_redox.contract.receivers import Receiver

    url = targets.reached(redox, redox_receiver)
    probe = probing.count(redox_side_effects) if redox_side_effects else None
    return Receiver(redox, url, redox_verification_token, probe, redox_evidence)
