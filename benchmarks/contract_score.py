"""How well the contract judges: bugs that it catches, and alarms over systems that are sound.

Every receiver of the tests is judged by every rule: those with one bug each, and the sound ones of
differing style. A bug is caught if the rule about it fails, and caught exactly if no other does.
"""

import argparse
import logging
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from harness import ROOT

sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "examples")]

SIDES = ("receiver",)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--side", choices=SIDES, default="receiver", help="which systems to judge")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)  # that receivers crash is the point
    {"receiver": receivers}[arguments.side]()


def receivers() -> None:
    """Print what was caught and what was found fault with for nothing."""
    from contract.receivers import judging
    from contract.receivers.bugs import BROAD, BUGS
    from contract.receivers.correct import IN_ONE_FILE, SEEN_WITH_A_PROBE_ONLY

    begun = time.monotonic()
    caught, exact = 0, 0
    for name, bug in BUGS.items():
        failed = set(_bug(judging, name, bug))
        caught += bug.rule in failed
        exact += failed == {bug.rule}
        _tell(name, failed == {bug.rule}, failed)
    broad = 0
    for name, bug in BROAD.items():
        scale = replace(judging.QUICK, quiet=bug.quiet)
        failed = set(_failed(judging, judging.mounted(bug.make), probe=bug.probe, scale=scale))
        broad += failed >= bug.rules
        _tell(name, failed >= bug.rules, failed)
    alarms = {"with a probe": 0, "from outside": 0}
    for make in IN_ONE_FILE:
        calm = replace(judging.QUICK, quiet=0.03, patience=5.0)
        for how, probe in (("with a probe", True), ("from outside", False)):
            failed = _failed(judging, judging.live(make), probe=probe, scale=calm)
            if not probe and make in SEEN_WITH_A_PROBE_ONLY:
                failed.pop("receiver.token.told-apart", None)  # that it says so is no alarm
            alarms[how] += len(failed)
            _tell(f"{make.__name__} {how}", not failed, set(failed))
    print(f"bugs caught               {caught + broad} of {len(BUGS) + len(BROAD)}")
    print(f"by exactly the rule       {exact} of {len(BUGS)}")
    for how, count in alarms.items():
        print(f"false alarms {how} {count} over {len(IN_ONE_FILE)} sound receivers")
    print(f"seconds                   {time.monotonic() - begun:.0f}", file=sys.stderr)


def _bug(judging, name, bug):  # type: ignore[no-untyped-def]
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "receiver.log"
        make = type(name, (bug.make,), {"log": log})
        target = {**bug.target, "logs": (log,)} if ".log-" in bug.rule else bug.target
        start: Callable[..., object] = judging.live if bug.live else judging.mounted
        return _failed(
            judging, start(make), probe=bug.probe, fresh=bug.fresh,
            scale=replace(judging.QUICK, **bug.scale), **target,
        )  # fmt: skip


def _failed(judging, start, **more):  # type: ignore[no-untyped-def]
    return judging.failed(judging.judge(start, **more))


def _tell(name: str, fine: bool, failed: set[str]) -> None:
    print(f"{'ok ' if fine else 'BAD'} {name} {'' if fine else sorted(failed)}", file=sys.stderr)


if __name__ == "__main__":
    main()
