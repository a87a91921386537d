"""How well the contract judges: bugs that it catches, and alarms over systems that are sound.

Every receiver of the tests is judged by every rule: those with one bug each, and the sound ones of
differing style. A bug is caught if the rule about it fails, and caught exactly if no other does.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from harness import ROOT

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "examples")]

SIDES = ("receiver",)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--side", choices=SIDES, default="receiver", help="which systems to judge")
    arguments = parser.parse_args()
    begun = time.monotonic()
    {"receiver": receivers}[arguments.side]()
    print(f"{time.monotonic() - begun:.0f} seconds", file=sys.stderr)


def receivers() -> None:
    """Print what was caught, and what was found fault with for nothing."""
    from contract.receivers.judging import smaller

    with smaller():
        bugs()
        alarms()


def bugs() -> None:
    from contract.receivers.bugs import BROAD, BUGS
    from contract.receivers.judging import failed, judge_broad, judge_bug

    caught = exact = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, bug in BUGS.items():
            found = set(failed(judge_bug(bug, Path(folder) / f"{name}.log")))
            caught += bug.rule in found
            exact += found == {bug.rule}
            tell(name, found == {bug.rule}, found)
    for name, broad in BROAD.items():
        found = set(failed(judge_broad(broad)))
        caught += found >= broad.rules
        tell(name, found >= broad.rules, found)
    print(f"bugs caught           {caught} of {len(BUGS) + len(BROAD)}")
    print(f"by exactly the rule   {exact} of {len(BUGS)}, and {len(BROAD)} are of several rules")


def alarms() -> None:
    from contract.receivers.correct import IN_ONE_FILE, SEEN_WITH_A_PROBE_ONLY
    from contract.receivers.judging import QUICK, failed, judge, live

    calm = replace(QUICK, quiet=0.03, patience=5.0)
    for how, probe in (("with a probe", True), ("from outside", False)):
        false = 0
        for make in IN_ONE_FILE:
            found = set(failed(judge(live(make), probe=probe, scale=calm)))
            if not probe and make in SEEN_WITH_A_PROBE_ONLY:
                found.discard("receiver.token.told-apart")  # it says that it can't see
            false += len(found)
            tell(f"{make.__name__}, {how}", not found, found)
        print(f"false alarms          {false} over {len(IN_ONE_FILE)} sound receivers, {how}")


def tell(name: str, fine: bool, failed: set[str]) -> None:
    print(f"{'ok ' if fine else 'BAD'} {name} {'' if fine else sorted(failed)}", file=sys.stderr)


if __name__ == "__main__":
    main()
