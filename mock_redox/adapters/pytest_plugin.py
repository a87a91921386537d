"""The pytest plugin: options, a marker and fixtures.

It is imported in every pytest run of everybody who has the package installed: heavy imports stay
inside the fixtures.
"""

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from mock_redox.adapters import contract_plugin, report_plugin

if TYPE_CHECKING:
    from mock_redox.adapters.mock import MockRedox

_MARKER = (
    "redox(**settings): settings of the mock for this test, such as token_lifetime='10s'; "
    "they win over the command line, the environment and the config"
)
_FAIL = (
    "redox_fail(name, **options): let the next request to the mock fail by name, such as "
    "token.expired, with the options of redox.fail"
)
_KEY = pytest.StashKey["MockRedox"]()
_PASSED = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    for part in (contract_plugin, report_plugin):
        # ``pytest_plugins`` would have pytest read the metadata of all that is installed once more
        # for each: with a hundred packages that costs 15 ms a run.
        if not pluginmanager.has_plugin(part.__name__):
            pluginmanager.register(part, part.__name__)
    group = parser.getgroup("redox", "mock_redox, a local stand-in for Redox")
    group.addoption("--redox-config", metavar="FILE", help="config file of the mock")
    group.addoption("--redox-seed", metavar="N", help="seed of all ids, tokens and people")
    group.addoption(
        "--redox-set", metavar="NAME=VALUE", action="append", default=[],
        help="any setting of the mock; may be given several times",
    )  # fmt: skip
    parser.addini("redox_config", "config file of the mock", default="")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", _MARKER)
    config.addinivalue_line("markers", _FAIL)


@pytest.fixture
def redox_config(request: pytest.FixtureRequest) -> Any:
    """What the mock starts with: a path to a config file, or its content as a mapping.

    Override it in a conftest. By default the file of ``--redox-config``, or of the ini option
    ``redox_config``, or of ``MOCK_REDOX_CONFIG``, or nothing.
    """
    from mock_redox.adapters.testing import config_file

    return config_file(request.config)


@pytest.fixture(scope="session")
def _redox_session() -> "MockRedox":
    """The app is made once a session, when first needed; every test gets a new state in it."""
    from mock_redox.adapters.mock import MockRedox

    return MockRedox()


@pytest.fixture
def redox(
    request: pytest.FixtureRequest, _redox_session: "MockRedox", redox_config: Any
) -> Iterator["MockRedox"]:
    """A mock of one's own: fresh state, and a clock that stands still until it is moved."""
    from mock_redox.adapters.testing import choose, complain, let_fail

    settings, setup = choose(request.config, request.node, redox_config)
    _redox_session.renew(settings, setup)
    request.node.stash[_KEY] = _redox_session
    let_fail(_redox_session, request.node)
    yield _redox_session
    _redox_session.unmount()
    if request.node.stash.get(_PASSED, False):
        complain(_redox_session)


@pytest.fixture(scope="session")
def _redox_live(_redox_session: "MockRedox") -> Iterator["MockRedox"]:
    with _redox_session.serve() as served:
        yield served


@pytest.fixture
def redox_server(redox: "MockRedox", _redox_live: "MockRedox") -> "MockRedox":
    """The same mock on a live URL, ``redox_server.url``; one server serves the whole session."""
    return redox


@pytest.fixture
def redox_intercept(redox: "MockRedox") -> Iterator["MockRedox"]:
    """The same mock behind the real host names, for calls by ``requests`` and ``httpx``."""
    with redox.intercept():
        yield redox


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put what the mock saw under the report of a test that failed."""
    report = yield
    if report.when == "call":
        item.stash[_PASSED] = report.passed
    if report.failed and _KEY in item.stash:
        from mock_redox.adapters.testing import shorten, story

        shorten(report, item.stash[_KEY])
        report.sections.append(("mock_redox journal", story(item.stash[_KEY])))
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """A marker on a test that never had a mock did nothing: that must not look like success."""
    yield
    marked = item.get_closest_marker("redox_fail") is not None
    if marked and item.stash.get(_PASSED, False) and _KEY not in item.stash:
        pytest.fail(
            "mock_redox: redox_fail: the test did not use the mock; ask for the fixture redox, "
            "redox_server or redox_intercept",
            pytrace=False,
        )
