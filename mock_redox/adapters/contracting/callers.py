"""The user's client under test, made ready for one rule: what the fixture does, apart from it."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click import ClickException

from mock_redox.adapters.config_file import as_setup
from mock_redox.adapters.contracting.calling import ByCallable, reload, way
from mock_redox.adapters.contracting.here import Here
from mock_redox.adapters.contracting.logs import LogFiles, recorded
from mock_redox.adapters.contracting.there import There
from mock_redox.adapters.environ import chosen, from_environ, resolve
from mock_redox.adapters.mock import MockRedox
from mock_redox.adapters.testing import config_file, options
from mock_redox.contract.calling.causes import FLOW
from mock_redox.contract.calling.runs import Run
from mock_redox.contract.clients import Client
from mock_redox.contract.rules import rule_of
from mock_redox.core.errors import Misuse

if TYPE_CHECKING:
    from mock_redox.contract.evidence import Evidence

NO_WAY = (
    "no way to make your system call Redox is named: give --redox-call URL or --redox-command CMD, "
    "or override redox_client_call"
)


@dataclass(frozen=True)
class Stage:
    """A mock and what is known of the system that it is for."""

    mock: Here | There
    run: Run


@contextmanager
def for_the_run(config: pytest.Config) -> Iterator[Stage]:
    """The mock of a whole run, for a system that lives on between the rules.

    Raises:
        pytest.fail.Exception: a setting is wrong, the address can't be had, or the mock that is
            named does not answer.
    """
    run = Run(lasting=True, patience=config.getoption("--redox-patience"))
    url = config.getoption("--redox-mock-url")
    with ExitStack() as stack:
        try:
            mock = There(url) if url else stack.enter_context(_served(config))
        except (Misuse, ClickException) as wrong:
            raise pytest.fail.Exception(f"mock_redox: {wrong}", pytrace=False) from None
        yield Stage(mock, run)
        mock.restore()


@contextmanager
def _served(config: pytest.Config) -> Iterator[Here]:
    port = config.getoption("--redox-port")
    if port is None and not config.getoption("--redox-call"):
        port = "0"  # a command is told the URL
    given = options(config) if port is None else {**options(config), "port": port}
    if config.getoption("--redox-seed") is not None:
        given.pop("seed")  # that of the run; a system that lives on knows the ids of its config
    over = chosen(given, from_environ())
    setup = as_setup(config_file(config), over)
    settings = resolve(over, setup.settings)
    mock = MockRedox(settings, setup)
    with mock.serve(settings.host, settings.port):
        yield Here(mock)


def fresh(redox: MockRedox, config: pytest.Config, pause: Callable[[float], None]) -> Stage:
    """The mock of one rule, for a client that is made for it, too."""
    if pause is time.sleep:
        redox.clock.real()  # both live by the wall clock
    return Stage(Here(redox), Run(pause=pause, patience=config.getoption("--redox-patience")))


@contextmanager
def caller(
    request: pytest.FixtureRequest,
    stage: Stage,
    given: Any,
    told: Any,
    evidence: "Evidence",
    logs: Any,
) -> Iterator[Client]:
    """The client under test, as one rule sees it."""
    rule = rule_of(request.node)
    rules = (rule_of(each) for each in request.session.items)
    try:
        made = way(given, stage.mock.environ)
        tell = reload(told)
        evidence.secrets.update(each for each in stage.mock.secrets() if "\n" not in each)
        files = [Path(name) for name in logs or ()]
        kept = isinstance(made, ByCallable) and not files
        with recorded() if kept else _files(files, stage.run) as log:
            client = Client(
                stage.mock, made, evidence, stage.run, rule=rule.id if rule else "",
                others=frozenset(each.id for each in rules if each), reload=tell, logs=log,
            )  # fmt: skip
            if stage.run.lasting and not stage.run.begun and tell is not None:
                _introduce(stage, tell)
            yield client
    except Misuse as wrong:
        raise pytest.fail.Exception(f"mock_redox: {wrong}", pytrace=False) from None


def _files(files: list[Path], run: Run) -> Any:
    """From where they ended when the run began, if the system lives on through it."""
    log = run.logs or (LogFiles(files) if files else None)
    if run.lasting:
        run.logs = log
    return nullcontext(log)


def _introduce(stage: Stage, tell: Callable[[dict[str, str]], Any]) -> None:
    """Nobody but the mock knows a key that it made: the system is told of it as of a new one."""
    known = stage.mock.environ()
    if "REDOX_PRIVATE_KEY" in known:
        names = {"client_id": "CLIENT_ID", "kid": "KID", "private_key": "PRIVATE_KEY"}
        try:
            tell({name: known[f"REDOX_{end}"] for name, end in names.items()})
        except AssertionError as wrong:
            stage.run.broken = FLOW, str(wrong)
