"""What our pytest plugin costs a test run that does not use it. Target: under 10 ms.

    python benchmarks/plugin_cost.py [--pairs 21]

Whole process: `python -m pytest` on a file with one empty test, with our plugin and without, in
pairs whose order alternates; the figure is the median of the differences, in wall time and in
processor time, which other work on the machine disturbs less. Import: how long a fresh
interpreter with pytest in it takes to import the plugin, and what comes along.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from harness import environment, need_module, number, spread, table
from pytest_child import PLUGIN, run_pytest

IMPORT = f"""
import json, pytest, sys, time
before = set(sys.modules)
start = time.perf_counter()
import {PLUGIN}
elapsed = (time.perf_counter() - start) * 1000
print(json.dumps([elapsed, sorted(set(sys.modules) - before)]))
"""


class Took(NamedTuple):
    """Milliseconds of a process."""

    wall: float
    processor: float


def processor_time() -> float:
    """Seconds that the children so far spent on a processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def time_run(folder: Path, keep: set[str]) -> Took:
    """A whole pytest process."""
    start, used = time.perf_counter(), processor_time()
    run_pytest(folder, "emptytest.py", keep)
    return Took((time.perf_counter() - start) * 1000, (processor_time() - used) * 1000)


def time_pairs(folder: Path, pairs: int) -> tuple[list[Took], list[Took]]:
    """Runs with the plugin and without, pair by pair; the first pair only warms the caches."""
    (folder / "emptytest.py").write_text("def test_nothing():\n    pass\n")
    results: dict[bool, list[Took]] = {True: [], False: []}
    for number_of_pair in range(pairs + 1):
        first = number_of_pair % 2 == 0
        for loaded in (first, not first):
            results[loaded].append(time_run(folder, {"mock_redox"} if loaded else set()))
    return results[True][1:], results[False][1:]


def time_import() -> tuple[float, list[str]]:
    """Importing the plugin alone, in milliseconds, and the modules that came with it."""
    command = [sys.executable, "-c", IMPORT]
    child = subprocess.run(command, env=environment(), check=True, capture_output=True, text=True)
    elapsed, modules = json.loads(child.stdout)
    return elapsed, modules


def report(loaded: list[Took], disabled: list[Took], imports: list[float]) -> None:
    """Print the table."""
    pairs = list(zip(loaded, disabled, strict=True))
    figures = {
        "pytest with the plugin": [run.wall for run in loaded],
        "pytest without it": [run.wall for run in disabled],
        "difference, pair by pair": [one.wall - other.wall for one, other in pairs],
        "the same in processor time": [one.processor - other.processor for one, other in pairs],
        "import of the plugin alone": imports,
    }
    base = median(figures["pytest without it"])
    rows = [
        [name, number(median(values)), spread(values), f"{median(values) / base:.3f}"]
        for name, values in figures.items()
    ]
    head = ["what", "median ms", "middle half", "of a run without"]
    table(f"Cost of the pytest plugin, {len(pairs)} pairs (target: under 10 ms)", head, rows)


def main() -> None:
    """Measure both figures and print them."""
    parser = argparse.ArgumentParser(description="Cost of our pytest plugin when not used.")
    parser.add_argument("--pairs", type=int, default=21)
    pairs = parser.parse_args().pairs
    missing = need_module(PLUGIN)
    if missing:
        print(f"mock_redox: not installed: {missing}")
        return
    with tempfile.TemporaryDirectory() as folder:
        loaded, disabled = time_pairs(Path(folder), pairs)
    imported = [time_import() for _ in range(pairs + 1)][1:]
    report(loaded, disabled, [elapsed for elapsed, _ in imported])
    modules = imported[0][1]
    packages = sorted({name.partition(".")[0] for name in modules})
    print(f"\n{len(modules)} modules come with it, from: {', '.join(packages)}")


if __name__ == "__main__":
    main()
