"""What a fixture costs each test that uses it, beyond a bare test, beside pytest-httpserver.

    python benchmarks/fixture_cost.py [--rounds 5] [--tests 200]

Every case is a generated file of tests, run by its own pytest process; the cases take turns. A
hook times the whole protocol of each test: set-up, call, tear-down, reports. The figure is the
median of the tests after the first, less that of bare tests in the same round; the first test
pays the imports and any server's start, and has its own column.
"""

import argparse
import json
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from harness import (
    Contestant,
    interleave,
    need_module,
    number,
    print_missing,
    spread,
    table,
)
from pytest_child import PLUGIN, run_pytest

RECORDER = """
import json, pathlib, pytest, time

times = []

@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol():
    start = time.perf_counter()
    result = yield
    times.append((time.perf_counter() - start) * 1000)
    return result

def pytest_sessionfinish():
    pathlib.Path("times.json").write_text(json.dumps(times))
"""


@dataclass(frozen=True)
class Case:
    """One kind of test: whose plugin it needs, what it asks for, and what it does with it."""

    name: str
    plugin: str = ""
    fixtures: str = ""
    body: str = "pass"
    target: str = "-"


BARE = Case("bare test")
CASES = [
    BARE,
    Case("our plugin loaded, no fixture", "mock_redox"),
    Case("redox, nothing called", "mock_redox", "redox", target="under 2"),
    Case(
        "redox_intercept, one request",
        "mock_redox",
        "redox, redox_intercept",
        "assert requests.get('https://api.redoxengine.com/__mock__/health').ok",
    ),
    Case("redox_server, nothing called", "mock_redox", "redox_server", target="under 5"),
    Case(
        "redox_server, one request",
        "mock_redox",
        "redox_server",
        "assert requests.get(redox_server.url + '/__mock__/health').ok",
    ),
    Case("httpserver, nothing called", "pytest_httpserver", "httpserver"),
    Case(
        "httpserver, one request",
        "pytest_httpserver",
        "httpserver",
        "httpserver.expect_request('/health').respond_with_json({})\n"
        "    assert requests.get(httpserver.url_for('/health')).ok",
    ),
]


@dataclass(frozen=True)
class Cost:
    """Milliseconds of the first test, and of the median one after it."""

    first: float
    each: float


def source(case: Case, tests: int) -> str:
    """A file of that many like tests."""
    functions = [f"def test_{n}({case.fixtures}):\n    {case.body}\n" for n in range(tests)]
    return "\n\n".join(["import requests\n", *functions])


def time_case(case: Case, tests: int) -> Cost:
    """Run one file of tests in a process of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "conftest.py").write_text(RECORDER)
        (folder / "test_case.py").write_text(source(case, tests))
        run_pytest(folder, "test_case.py", {case.plugin})
        times = json.loads((folder / "times.json").read_text())
    return Cost(times[0], median(times[1:]))


def contestants(tests: int) -> list[Contestant[Cost]]:
    """All cases, the ones that cannot run here too."""
    requests = need_module("requests")
    missing = {
        "": requests,
        "mock_redox": requests or need_module(PLUGIN),
        "pytest_httpserver": requests or need_module("pytest_httpserver"),
    }
    return [
        Contestant(case.name, partial(time_case, case, tests), missing[case.plugin])
        for case in CASES
    ]


def report(results: dict[str, list[Cost]]) -> None:
    """Print each case, less the bare test of its round."""
    bare = results[BARE.name]
    rows = []
    for case in CASES:
        costs = results.get(case.name)
        if not costs:
            continue
        base = bare if case is not BARE else [Cost(0, 0)] * len(costs)
        each = [cost.each - less.each for cost, less in zip(costs, base, strict=True)]
        first = median(cost.first for cost in costs)
        cells = [number(median(each)), spread(each), number(first), case.target]
        rows.append([case.name, *cells])
    head = ["case", "ms per test", "middle half", "first test ms", "target"]
    table("Cost per test beyond a bare test (the bare test: its own time)", head, rows)


def main() -> None:
    """Measure all cases and print the table."""
    parser = argparse.ArgumentParser(description="Cost of fixtures, per test.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tests", type=int, default=200)
    asked = parser.parse_args()
    field = contestants(asked.tests)
    results = interleave(field, asked.rounds)
    report(results)
    print_missing(field)


if __name__ == "__main__":
    main()
