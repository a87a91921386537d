"""The part of the pytest plugin for contract tests: options, and fixtures that users override.

Imported in every pytest run of everybody who has the package installed: heavy imports stay inside
the fixtures.
"""

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from mock_redox.adapters.collecting import take_tokens

if TYPE_CHECKING:
    from mock_redox.adapters.contracting.callers import Stage
    from mock_redox.adapters.mock import MockRedox
    from mock_redox.contract.clients import Client
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
    config.addinivalue_line("markers", _SLOW)
    take_tokens(config)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One system that lives on, one mock: all its rules go to one worker of xdist."""
    if not _lives_on(config) or config.getoption("dist") == "each":
        return None
    from mock_redox.adapters.contracting.scheduling import OneWorker

    return OneWorker(config, log)


def _lives_on(config: pytest.Config) -> bool:
    return bool(config.getoption("--redox-call") or config.getoption("--redox-command"))


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


@pytest.fixture
def redox_client_call(request: pytest.FixtureRequest) -> Any:
    """Makes your system do one Redox call: a callable, a URL to POST to, or a shell command.

    Override it in a conftest. With a callable that is made from ``redox_intercept`` or
    ``redox_server``, client and mock are fresh for each rule. A callable says that its call
    failed by raising, or by returning False; a URL by a status that is not 2xx, a command by its
    exit code.
    """
    options = request.config.getoption
    return options("--redox-call") or options("--redox-command")


@pytest.fixture
def redox_client_reload(request: pytest.FixtureRequest) -> Any:
    """Tells your system of a new key: a callable that takes it as a mapping, or a URL to POST to.

    Override it in a conftest; None where there is no way. The mapping has ``client_id``, ``kid``
    and ``private_key``, or ``api_key`` and ``secret``.
    """
    return request.config.getoption("--redox-reload")


@pytest.fixture
def redox_client_pause() -> Callable[[float], None]:
    """Lets so many seconds pass for your client and for the mock: sleeps.

    Override it in a conftest where your tests move the time of your code; move the mock's as well,
    by ``redox.clock.advance(seconds)``.
    """
    return time.sleep


@pytest.fixture(scope="session")
def _redox_lasting(pytestconfig: pytest.Config) -> "Iterator[Stage]":
    """The mock for a system that lives on between the rules."""
    from mock_redox.adapters.contracting.callers import for_the_run

    with for_the_run(pytestconfig) as stage:
        yield stage


@pytest.fixture
def redox_caller(
    request: pytest.FixtureRequest,
    redox_client_call: Any,
    redox_client_reload: Any,
    redox_client_pause: Callable[[float], None],
    redox_evidence: "Evidence",
    redox_logs: Any,
) -> "Iterator[Client]":
    """The client under test, as the rules see it."""
    from mock_redox.adapters.contracting import callers

    if redox_client_call is None:
        pytest.skip(callers.NO_WAY)
    if "redox" in request.fixturenames:
        mock = request.getfixturevalue("redox")
        stage = callers.fresh(mock, request.config, redox_client_pause)
    else:
        stage = request.getfixturevalue("_redox_lasting")
    with callers.caller(
        request, stage, redox_client_call, redox_client_reload, redox_evidence, redox_logs
    ) as made:
        yield made
