"""The part of the pytest plugin that judges rules of the contract, and reports what was found.

Imported in every pytest run of everybody who has the package installed: all else is imported once a
rule is in the run, since to import a module of a plugin costs pytest nearly a millisecond.
"""

import json
from collections.abc import Generator
from typing import Any

import pytest

from mock_redox.adapters.collecting import (
    FORMS,
    LOWEST,
    PLACE,
    RESULT,
    Collector,
    known_failures,
    settle,
)

MARKER = "redox_rule"
"""As in ``contract.rules``, which who has no rule in the run does not import."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("redox contract")
    for form in FORMS:
        group.addoption(f"--redox-report-{form}", metavar="FILE", help=f"report as {form}")
    group.addoption(
        "--redox-level", metavar="LEVEL", default=LOWEST,
        help="leave out rules below this level: must, should or advice; a rule of advice never "
        "fails the run",
    )  # fmt: skip
    group.addoption(
        "--redox-baseline", metavar="FILE",
        help="failures that are known: they don't fail the run, new ones do",
    )  # fmt: skip
    group.addoption(
        "--redox-update-baseline", action="store_true", help="write what fails into that file"
    )


def pytest_configure(config: pytest.Config) -> None:
    settle(config)
    if not hasattr(config, "workerinput"):  # workers of xdist tell the one that started them
        config.pluginmanager.register(Collector(config), "redox_collector")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """All workers of xdist draw from one number."""
    from mock_redox.adapters.contracting.numbering import run_number

    node.workerinput["redox_run"] = run_number(node.config)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let ``-k`` find rules by their ids, and leave out those below ``--redox-level``."""
    if not any(item.get_closest_marker(MARKER) for item in items):
        return
    from mock_redox.contract.rules import LEVELS, rule_of

    below = LEVELS[LEVELS.index(config.getoption("--redox-level")) + 1 :]
    left_out = set()
    for place, item in enumerate(items):
        rule = rule_of(item)
        if rule is not None:
            item.stash[PLACE] = place
            item.extra_keyword_matches.add(rule.id)
            if rule.level in below:
                left_out.add(item)
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if PLACE in item.stash:
        from mock_redox.adapters.contracting import gathering

        judged = gathering.gathered(item, call, report, known_failures(item.config))
        if judged is not None:
            setattr(report, RESULT, json.dumps(judged.as_json()))
            gathering.tell(item, report, judged)
    return report
