"""What every benchmark here shares: run processes, take turns, take medians, print a table.

Not a benchmark itself; the scripts beside it import it.
"""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from typing import Generic, TypeVar

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "benchmarks" / "peers"
NODE_MODULES = PEERS / "node_modules"

GET_OURS = "pip install -e .[bench]"
GET_NPM = "install Node.js, then: npm --prefix benchmarks/peers install"

# A script finds its own folder only; this lets it find the checkout's package too.
sys.path.append(str(ROOT))

T = TypeVar("T")


@dataclass(frozen=True)
class Contestant(Generic[T]):
    """One thing to measure. `missing` says how to install what is not there."""

    name: str
    run: Callable[[], T]
    missing: str = ""


def need_module(name: str, how: str = GET_OURS) -> str:
    """How to install a Python module, or nothing if it is there."""
    with suppress(ImportError):
        if importlib.util.find_spec(name):
            return ""
    return how


def need_npm(package: str) -> str:
    """How to install an npm package, or nothing if it is there."""
    return "" if shutil.which("node") and (NODE_MODULES / package).is_dir() else GET_NPM


def interleave(contestants: Sequence[Contestant[T]], rounds: int) -> dict[str, list[T]]:
    """Let all take turns, so that a slow minute of the machine hits them all alike.

    The first round warms file and bytecode caches and is thrown away.
    """
    present = [one for one in contestants if not one.missing]
    results: dict[str, list[T]] = {one.name: [] for one in present}
    for number in range(rounds + 1):
        print(f"round {number} of {rounds}", file=sys.stderr)
        for one in present:
            results[one.name].append(one.run())
    return {name: values[1:] for name, values in results.items()}


def environment() -> dict[str, str]:
    """The environment for a child: it finds this checkout even where that is not installed."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    # Installed packages come with bytecode; without this ours would be compiled at every start.
    own = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**own, "PYTHONPATH": path, "NODE_ENV": "production"}


@contextmanager
def running(command: Sequence[str], *, read: bool = False) -> Iterator[subprocess.Popen[str]]:
    """Run a server, and stop it and all its workers at the end."""
    server = subprocess.Popen(
        command,
        cwd=PEERS,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if read else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        yield server
    finally:
        server.terminate()
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
        # Its session is its own, so this reaches only workers it left behind.
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def free_port() -> int:
    """A port nobody listens on, for servers that cannot choose one themselves."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ask(port: int, method: str, path: str, form: str | None = None) -> bytes:
    """Ask again every 2 ms until the server answers with a success, and give its body."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
    deadline = time.monotonic() + 60
    seen = "no answer"
    while time.monotonic() < deadline:
        with suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request(method, path, form, headers)
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            if answer.status < 400:
                return body
            seen = f"{answer.status} {body[:200]!r}"
        time.sleep(0.002)
    raise TimeoutError(f"{method} {path} on port {port}: {seen}")


def spread(values: Sequence[float]) -> str:
    """The middle half of the values: how far to trust their median."""
    if len(values) < 2:
        return "-"
    low, _, high = quantiles(values, n=4, method="inclusive")
    return f"{low:.2f} to {high:.2f}" if high < 100 else f"{low:.0f} to {high:.0f}"


def number(value: float) -> str:
    """Two decimals for small values, none for large ones."""
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under a head; the first column to the left, all others to the right."""
    lines = [tuple(head), *map(tuple, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{title}\n")
    for line in lines:
        first, *others = (text.ljust(width) for text, width in zip(line, widths, strict=True))
        cells = [text.strip().rjust(width) for text, width in zip(others, widths[1:], strict=True)]
        print("  ".join([first, *cells]).rstrip())


def print_missing(contestants: Sequence[Contestant[T]]) -> None:
    """Say who did not run, and what would let them."""
    lines = [f"{one.name}: not installed: {one.missing}" for one in contestants if one.missing]
    if lines:
        print("", *lines, sep="\n")
