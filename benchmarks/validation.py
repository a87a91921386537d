"""What validating a message costs, in microseconds.

    python benchmarks/validation.py [--rounds 30] [--messages 200]

A golden message, as Redox would push it, is validated in this process. The contestants take turns
round by round: ours; ours in strict validation; jsonschema-rs alone; jsonschema alone, which is
the usual library; and ours with one field missing, where it has to find the path. A figure is
the lower quartile of all rounds. The last line tells what reading the schemas costs at first
use, in a process of its own.
"""

import argparse
import gc
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from typing import Any

from harness import ROOT, table

EVENT = ("PatientAdmin", "Arrival")
TARGET = "under 50"
FIRST = """
import time; from mock_redox.core.data_model import schemas as s
t = time.process_time(); s.schema_of("PatientAdmin", "Arrival"); one = time.process_time() - t
t = time.process_time(); list(s.all_schemas()); print(one * 1000, (time.process_time() - t) * 1000)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--messages", type=int, default=200)
    given = parser.parse_args()
    contestants = _contestants()
    gc.disable()
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(given.rounds + 1):
        for name, run in contestants.items():
            begun = time.perf_counter()
            for _ in range(given.messages):
                run()
            times[name].append((time.perf_counter() - begun) / given.messages * 1e6)
    rows = [[name, f"{quantiles(each[1:], n=4)[0]:.1f}"] for name, each in times.items()]
    table("Validating a message of 6 kB", ["contestant", f"microseconds (ours: {TARGET})"], rows)
    one, others = _first_use()
    print(f"\nFirst use, ms of processor time: one model {one:.1f}, all others {others:.1f}")


def _contestants() -> dict[str, Callable[[], object]]:
    import jsonschema
    import jsonschema_rs

    from mock_redox.core.data_model.schemas import schema_of
    from mock_redox.core.data_model.schemas.json_schema import json_schema
    from mock_redox.core.data_model.schemas.validation import problems

    schema = schema_of(*EVENT)
    made = json_schema(schema)
    message = _message()
    faulty = {name: value for name, value in message.items() if name != "Patient"}
    alone, usual = jsonschema_rs.validator_for(made), jsonschema.Draft202012Validator(made)
    return {
        "ours": lambda: problems(schema, message),
        "ours, strict": lambda: problems(schema, message, strict=True),
        "ours, a field missing": lambda: problems(schema, faulty),
        "jsonschema-rs": lambda: alone.is_valid(message),
        "jsonschema": lambda: usual.is_valid(message),
    }


def _message() -> dict[str, Any]:
    path = Path(ROOT) / "fixtures" / f"{'.'.join(EVENT)}.json"
    meta = {"DataModel": EVENT[0], "EventType": EVENT[1]}
    return {"Meta": meta, **json.loads(path.read_text(encoding="utf-8"))}


def _first_use() -> tuple[float, ...]:
    command = [sys.executable, "-c", FIRST]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(float(each) for each in ran.stdout.split())


if __name__ == "__main__":
    main()
