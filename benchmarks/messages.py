"""What making a message costs, in microseconds, and the first use of the people.

    python benchmarks/messages.py [--rounds 40] [--messages 50]

A message of each event below is made, about the next patient each time, and serialised as a push
is; the bytes alone, and a profile of bare Faker, stand beside it. The contestants take turns round
by round; a figure is the lower quartile of all rounds, and the middle of all 115 events is that
of their quartiles. The five slowest events stand below those that are always shown. The last line
tells what the first message costs, in a process of its own.
"""

import argparse
import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median, quantiles

from harness import ROOT, table

SHOWN = ("PatientAdmin.Arrival", "Scheduling.New", "Results.New", "Clinical Summary.VisitPush")
SLOWEST = 5
TARGET = "under 150"
AT = datetime(2026, 1, 5, 15, tzinfo=UTC)
FIRST = """
import time; t = time.process_time()
from mock_redox.adapters.samples import LateSamples
from datetime import datetime, UTC
LateSamples(0).message("PatientAdmin.Arrival", datetime(2026, 1, 5, 15, tzinfo=UTC))
print((time.process_time() - t) * 1000)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--messages", type=int, default=50)
    given = parser.parse_args()
    from mock_redox.core.webhooks.messages import serialised
    from mock_redox.synthetic.samples import SyntheticSamples

    samples = SyntheticSamples(0)
    runs: dict[str, Callable[[], object]] = {}
    sizes: dict[str, int] = {}
    for event in samples.events():
        runs[event] = lambda event=event: serialised(samples.message(event, AT))  # type: ignore[misc]
        sizes[event] = len(serialised(samples.message(event, AT)))
    arrival = samples.message(SHOWN[0], AT)
    runs["the bytes alone of an Arrival"] = lambda: serialised(arrival)
    runs["bare Faker: a profile, as JSON"] = _faker()
    figures = _quartiles(runs, given.rounds, given.messages)
    events = [figures[event] for event in sizes]
    within = sum(each < 150 for each in events)
    slowest = sorted(sizes, key=lambda event: -figures[event])[:SLOWEST]
    rows = [_row(event, sizes, figures) for event in SHOWN]
    rows.append(["middle of all events", f"{median(sizes.values()):.0f}", f"{median(events):.0f}"])
    rows += [_row(event, sizes, figures) for event in slowest if event not in SHOWN]
    rows += [[name, "", f"{figures[name]:.0f}"] for name in list(runs)[-2:]]
    table("Making and serialising a message", ["what", "bytes", f"us (ours: {TARGET})"], rows)
    print(f"\n{within} of {len(events)} events {TARGET} us")
    print(f"First message, ms of processor time: {_first():.0f}")


def _row(event: str, sizes: dict[str, int], figures: dict[str, float]) -> list[str]:
    return [event, f"{sizes[event]}", f"{figures[event]:.0f}"]


def _quartiles(
    runs: dict[str, Callable[[], object]], rounds: int, messages: int
) -> dict[str, float]:
    gc.disable()
    times: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds + 1):
        for name, run in runs.items():
            begun = time.perf_counter()
            for _ in range(messages):
                run()
            times[name].append((time.perf_counter() - begun) / messages * 1e6)
        gc.collect()
    return {name: quantiles(each[1:], n=4)[0] for name, each in times.items()}


def _faker() -> Callable[[], object]:
    from faker import Faker

    fake = Faker("en_US")
    fake.seed_instance(0)
    return lambda: json.dumps(fake.profile(), default=str)


def _first() -> float:
    command = [sys.executable, "-c", FIRST]
    ran = [
        subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        for _ in range(5)
    ]
    return min(float(each.stdout) for each in ran)


if __name__ == "__main__":
    main()
