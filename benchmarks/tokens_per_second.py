"""Tokens per second over 16 kept-alive connections, beside the two token servers from npm.

    python benchmarks/tokens_per_second.py [--rounds 9] [--seconds 2] [--assertions 16000]

One process each. Ours and oidc-provider verify an RS384 assertion per token and refuse one they
have seen, so every request carries its own, signed before the clock starts. oauth2-mock-server
verifies nothing and signs its token; it is sent the shortest body it takes. wrk does the asking.
"Refused" counts answers of 400 and above, and has to be 0 for a rate to mean anything.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from assertions import CLIENT_CREDENTIALS, Client, new_client, public_jwks, sign_many, token_form
from harness import (
    PEERS,
    Contestant,
    ask,
    free_port,
    interleave,
    need_module,
    need_npm,
    number,
    print_missing,
    running,
    spread,
    table,
)
from servers import (
    OUR_TOKENS,
    OURS,
    oauth2_mock_server,
    oidc_provider,
    our_client,
    read_ready_line,
)

OUR_NAME = "mock_redox, RS384 verified"
UNLOGGED = "the same without a log, as the peers"
TARGETS = {"npm oidc-provider, RS384 verified": 1.5, "npm oauth2-mock-server, no check": 2.0}


@dataclass(frozen=True)
class Load:
    """What wrk saw in one go."""

    answers: int
    seconds: float
    refused: int
    broken: int
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Tokens per second."""
        return (self.answers - self.refused) / self.seconds


@dataclass(frozen=True)
class Bench:
    """Where the bodies lie and how hard to press."""

    folder: Path
    seconds: int
    assertions: int

    def press(self, url: str, forms: Sequence[str]) -> Load:
        """Send the forms, each once, for as long as wrk is told to."""
        bodies = self.folder / "bodies"
        bodies.write_text("\n".join(forms) + "\n")
        options = ["-t1", "-c16", f"-d{self.seconds}s", "-s", str(PEERS / "feed.lua")]
        command = ["wrk", *options, url, "--", str(bodies)]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return Load(**json.loads(out.splitlines()[-1]))

    def signed(self, url: str, client: Client) -> Callable[[], Load]:
        """A measurement that signs its own forms first: they are good for five minutes."""
        return lambda: self.press(url, sign_many(client, self.assertions))

    def plain(self, url: str) -> Callable[[], Load]:
        """A measurement of a server that asks for no assertion."""
        return lambda: self.press(url, [CLIENT_CREDENTIALS])


def start_ours(stack: ExitStack, bench: Bench, options: Sequence[str] = ()) -> Callable[[], Load]:
    """Our server with the first client it knows."""
    server = stack.enter_context(running([*OURS, *options], read=True))
    port, client = our_client(read_ready_line(server))
    ask(port, "POST", OUR_TOKENS, token_form(client))
    return bench.signed(f"http://127.0.0.1:{port}{OUR_TOKENS}", client)


def start_unlogged(stack: ExitStack, bench: Bench) -> Callable[[], Load]:
    """Our server as it is when it writes as little as the others."""
    return start_ours(stack, bench, ["--log", "none"])


def start_oidc_provider(stack: ExitStack, bench: Bench) -> Callable[[], Load]:
    """npm oidc-provider with a client of our making."""
    port = free_port()
    client = new_client(audience=f"http://127.0.0.1:{port}")
    jwks = bench.folder / "jwks.json"
    jwks.write_text(json.dumps(public_jwks(client)))
    stack.enter_context(running(oidc_provider(port, client.client_id, jwks)))
    ask(port, "POST", "/token", token_form(client))
    return bench.signed(f"http://127.0.0.1:{port}/token", client)


def start_oauth2_mock_server(stack: ExitStack, bench: Bench) -> Callable[[], Load]:
    """npm oauth2-mock-server as it comes: it signs with RS256."""
    port = free_port()
    stack.enter_context(running(oauth2_mock_server(port)))
    ask(port, "POST", "/token", CLIENT_CREDENTIALS)
    return bench.plain(f"http://127.0.0.1:{port}/token")


def contestants(stack: ExitStack, bench: Bench) -> list[Contestant[Load]]:
    """All of them; those present are started, and stay up in between their turns."""
    oidc, oauth2 = TARGETS
    field = [
        (OUR_NAME, start_ours, need_module("mock_redox")),
        (UNLOGGED, start_unlogged, need_module("mock_redox")),
        (oidc, start_oidc_provider, need_npm("oidc-provider")),
        (oauth2, start_oauth2_mock_server, need_npm("oauth2-mock-server")),
    ]
    return [
        Contestant(name, absent if missing else start(stack, bench), missing)
        for name, start, missing in field
    ]


def absent() -> Load:
    """Stands in for a measurement that cannot be taken."""
    raise RuntimeError("not installed")


def rates(loads: Sequence[Load]) -> list[float]:
    """Tokens per second, round by round."""
    return [load.rate for load in loads]


def ratio(ours: Sequence[Load], theirs: Sequence[Load]) -> float:
    """The median of the rounds' ratios: what slows one round slows both alike."""
    return median(a / b for a, b in zip(rates(ours), rates(theirs), strict=True))


def row(name: str, loads: Sequence[Load], ours: Sequence[Load] | None) -> list[str]:
    """One line of the table."""
    return [
        name,
        number(median(rates(loads))),
        spread(rates(loads)),
        number(median(load.p50 for load in loads)),
        number(median(load.p99 for load in loads)),
        str(sum(load.refused for load in loads)),
        str(sum(load.broken for load in loads)),
        f"{ratio(ours, loads):.2f}" if ours else "-",
    ]


def report(results: dict[str, list[Load]]) -> None:
    """Print the table, and ours against what we set ourselves."""
    ours = results.get(OUR_NAME)
    head = ["server", "per second", "middle half", "p50 ms", "p99 ms", "refused", "broken"]
    rows = [row(name, loads, ours) for name, loads in results.items()]
    table("Tokens per second, 16 connections", [*head, "ours / it"], rows)
    for name, target in TARGETS.items():
        if ours and name in results:
            print(f"\nours / {name}: {ratio(ours, results[name]):.2f} (target: at least {target})")
            print(f"without a log: {ratio(results[UNLOGGED], results[name]):.2f}")
    for name, loads in results.items():
        if any(load.refused or load.broken for load in loads):
            print(f"\n{name}: refusals make its rate worthless; were there enough --assertions?")


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description="Tokens per second, beside npm servers.")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--assertions", type=int, default=16000, help="signed for each round")
    return parser.parse_args()


def main() -> None:
    """Start the servers, let them take turns, print the table."""
    if not shutil.which("wrk"):
        print("wrk: not installed: apt-get install wrk")
        return
    asked = arguments()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        field = contestants(stack, Bench(Path(folder), asked.seconds, asked.assertions))
        results = interleave(field, asked.rounds)
    report(results)
    print_missing(field)


if __name__ == "__main__":
    main()
