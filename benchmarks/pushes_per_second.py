"""Pushes per second of one feed, beside a bare urllib3 loop; and memory over many deliveries.

    python benchmarks/pushes_per_second.py [--rounds 7] [--pushes 2000] [--memory 100000]

Messages of 4 KB go over loopback to a receiver that answers at once. Ours is a feed that drains:
each push is queued, sent, judged and journaled. The loop only posts the same bytes. `--memory`
pushes so many more with the journal full, and prints what the process holds before and after.
"""

import argparse
import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import urllib3
from harness import Contestant, ask, free_port, interleave, number, running, spread, table

from mock_redox import MockRedox, Settings

EVENT = "PatientAdmin.Arrival"
SIZE = 4096
TARGET = 0.6


def mock_for(url: str) -> MockRedox:
    """A mock whose one feed leads to the receiver, on a clock that stands still."""
    settings = Settings(clock="virtual", push_unverified=True, journal_entries=1000)
    return MockRedox(
        settings, {"destinations": [{"id": "d", "url": url, "verification_token": "t"}]}
    )


def message(mock: MockRedox) -> dict[str, object]:
    """A sample, made as long as it has to be."""
    body = mock.enqueue(EVENT, "d")
    return {**body.message, "Filler": "x" * (SIZE - len(body.body) - 14)}


def ours(url: str, pushes: int) -> Callable[[], float]:
    """Line all up while the feed is held, then time how it drains."""
    mock = mock_for(url)
    data = {name: value for name, value in message(mock).items() if name != "Meta"}

    def drain() -> float:
        feed = mock.queue.pause("d")
        for _ in range(pushes):
            mock.enqueue(EVENT, "d", data=data)
        begun = time.perf_counter()
        mock.queue.resume("d")
        took = time.perf_counter() - begun
        assert not feed.waiting, "not all were delivered"
        return pushes / took

    return drain


def bare(url: str, pushes: int) -> Callable[[], float]:
    """The same bytes and headers by urllib3 alone."""
    mock = mock_for(url)
    delivery = mock.enqueue(EVENT, "d", data={"Filler": "x" * (SIZE - 500)})
    headers = {
        "verification-token": "t", "authorization": "Bearer t",
        "application-name": "RedoxEngine", "content-type": "application/json",
    }  # fmt: skip
    pool = urllib3.PoolManager()

    def loop() -> float:
        begun = time.perf_counter()
        for _ in range(pushes):
            assert pool.request("POST", url, body=delivery.body, headers=headers).status == 200
        return pushes / (time.perf_counter() - begun)

    return loop


def resident() -> float:
    """Megabytes that this process holds."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def watch_memory(url: str, pushes: int) -> None:
    """Deliver until everything that is bounded is full, then as many again, and print both."""
    mock, rows = mock_for(url), []
    data = {name: value for name, value in message(mock).items() if name != "Meta"}
    for done in range(pushes + 1):
        if done % (pushes // 5) == 0:
            rows.append([f"{done:,}", f"{resident():.0f}"])
        mock.enqueue(EVENT, "d", data=data)
    table("Memory over deliveries", ["delivered", "resident MB"], rows)


def main() -> None:
    """Start the receiver, take turns, print."""
    parser = argparse.ArgumentParser(description="Pushes per second, and memory.")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--pushes", type=int, default=2000)
    parser.add_argument("--memory", type=int, default=100_000)
    asked = parser.parse_args()
    port = free_port()
    url = f"http://127.0.0.1:{port}/redox"
    with running([sys.executable, "quick_receiver.py", str(port)]):
        ask(port, "POST", "/", "x")
        field = [
            Contestant("mock_redox, a feed that drains", ours(url, asked.pushes)),
            Contestant("bare urllib3 pool, a loop", bare(url, asked.pushes)),
        ]
        results = interleave(field, asked.rounds)
        mine, loop = results.values()
        ratios = [a / b for a, b in zip(mine, loop, strict=True)]
        rows = [[name, number(median(rates)), spread(rates)] for name, rates in results.items()]
        table("Pushes of 4 KB over loopback", ["sender", "per second", "middle half"], rows)
        print(f"\nours / bare loop: {median(ratios):.2f} (target: at least {TARGET})")
        if asked.memory:
            watch_memory(url, asked.memory)


if __name__ == "__main__":
    main()
