"""The part of the pytest plugin for contract tests: options, and fixtures that users override.

Imported in every pytest run of everybody who has the package installed: heavy imports stay inside
the fixtures.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mock_redox.adapters.mock import MockRedox
    from mock_redox.contract.evidence import Evidence
    from mock_redox.contract.receivers import Receiver

_RULE = "redox_rule(rule): the rule of the contract that the test judges"
_SLOW = "redox_slow: the rule takes many seconds; leave it out with -m 'not redox_slow'"
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
    group.addoption(
        "--redox-event", metavar="EVENT",
        help="an event that your receiver processes, such as Scheduling.New; else found out",
    )  # fmt: skip
    group.addoption(
        "--redox-environment", choices=("Development", "Staging", "Production"),
        help="of Redox, for which the receiver is meant; the last two demand https",
    )  # fmt: skip
    group.addoption("--redox-call", metavar="URL", help="a POST there makes your client call Redox")
    group.addoption("--redox-command", metavar="CMD", help="a command that makes it call Redox")
    group.addoption("--redox-reload", metavar="URL", help="a POST there tells it of a new key")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _RULE)
    config.addinivalue_line("markers", _SLOW)


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
def redox_event(request: pytest.FixtureRequest) -> Any:
    """What your receiver is pushed, where it takes other messages than the mock finds by itself.

    Override it in a conftest: with the name of an event, a whole message with its ``Meta``, or a
    callable that makes a new message each time.
    """
    return request.config.getoption("--redox-event")


@pytest.fixture
def redox_logs(request: pytest.FixtureRequest) -> Any:
    """The log files of your system, to be searched for secrets. Override it in a conftest."""
    return request.config.getoption("--redox-log")


@pytest.fixture(scope="session")
def _redox_latest() -> Any:
    from mock_redox.adapters.contracting.endpoints import Latest

    return Latest()


@pytest.fixture
def _redox_turn(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Under xdist the rules about a receiver take turns: its probe counts for all of them."""
    if not hasattr(request.config, "workerinput"):
        yield
        return
    from mock_redox.adapters.contracting.turns import turn

    with turn(tmp_path_factory.getbasetemp().parent / "redox-receiver.lock"):
        yield


@pytest.fixture
def redox_endpoint(
    request: pytest.FixtureRequest,
    redox: "MockRedox",
    redox_receiver: Any,
    redox_verification_token: str,
    redox_side_effects: Callable[[], Any] | None,
    redox_evidence: "Evidence",
    redox_event: Any,
    redox_logs: Any,
    _redox_latest: Any,
    _redox_turn: None,
) -> "Receiver":
    """The receiver under test, as the rules see it."""
    if redox_receiver is None:
        pytest.skip("no receiver is named: give --redox-receiver URL, or override redox_receiver")
    from mock_redox.adapters.contracting import endpoints

    option = request.config.getoption
    made = endpoints.endpoint(
        redox, redox_receiver, redox_verification_token, redox_side_effects, redox_evidence,
        _redox_latest, event=endpoints.checked_event(redox_event), logs=endpoints.logs(redox_logs),
        old_token=option("--redox-old-token"), other_token=option("--redox-other-token"),
        environment=option("--redox-environment"),
    )  # fmt: skip
    endpoints.demand(made, request.node)
    return made
