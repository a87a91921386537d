"""Time from process start to the first token, beside servers people already start in tests.

    python benchmarks/start_up.py [--rounds 7]

The clock runs from `Popen` until the answer is in hand. Ours has to answer an assertion signed
with RS384; a bare one-route Flask app on two servers is the floor, moto_server and npm
oauth2-mock-server are the peers. All take turns; the table gives medians in milliseconds.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from statistics import median

from assertions import CLIENT_CREDENTIALS, load_key, token_form
from harness import (
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
from servers import OUR_TOKENS, OURS, oauth2_mock_server, our_client, read_ready_line

OUR_NAME = "mock_redox, first token"
BARE_NAME = "bare Flask on Werkzeug, first answer"
MOTO_NAMES = ("moto_server, first page", "moto_server, first S3 call")


def milliseconds_since(start: float) -> float:
    """Elapsed wall time."""
    return (time.perf_counter() - start) * 1000


def time_ours() -> float:
    """Start our server, wait for its line, sign in."""
    start = time.perf_counter()
    with running(OURS, read=True) as server:
        port, client = our_client(read_ready_line(server))
        form = token_form(client, load_key(client.private_key))
        body = ask(port, "POST", OUR_TOKENS, form)
        elapsed = milliseconds_since(start)
    json.loads(body)["access_token"]
    return elapsed


def timed(
    command: Callable[[int], list[str]], method: str, path: str, form: str | None = None
) -> Callable[[], float]:
    """A measurement of a server that is told its port, up to its first answer."""

    def measure() -> float:
        port = free_port()
        start = time.perf_counter()
        with running(command(port)):
            ask(port, method, path, form)
            return milliseconds_since(start)

    return measure


def flask_on_werkzeug(port: int) -> list[str]:
    """The bare app as `app.run` serves it."""
    return [sys.executable, "bare_flask.py", str(port)]


def flask_on_granian(port: int) -> list[str]:
    """The bare app on one Granian worker."""
    options = ["--interface", "wsgi", "--workers", "1", "--port", str(port)]
    return [sys.executable, "-m", "granian", *options, "bare_flask:app"]


def moto_server(port: int) -> list[str]:
    """What the `moto_server` command runs."""
    return [sys.executable, "-m", "moto.server", "-p", str(port)]


def contestants() -> list[Contestant[float]]:
    """All of them, the absent ones too."""
    moto = need_module("moto.server", "pip install 'moto[server]'")
    npm = need_npm("oauth2-mock-server")
    page, s3_call = MOTO_NAMES
    first_npm_token = timed(oauth2_mock_server, "POST", "/token", CLIENT_CREDENTIALS)
    return [
        Contestant(OUR_NAME, time_ours, need_module("mock_redox")),
        Contestant(BARE_NAME, timed(flask_on_werkzeug, "GET", "/"), need_module("flask")),
        Contestant(
            "bare Flask on Granian, first answer",
            timed(flask_on_granian, "GET", "/"),
            need_module("granian"),
        ),
        Contestant(page, timed(moto_server, "GET", "/moto-api/"), moto),
        Contestant(s3_call, timed(moto_server, "GET", "/"), moto),
        Contestant("npm oauth2-mock-server, first token", first_npm_token, npm),
    ]


def print_targets(medians: dict[str, float]) -> None:
    """Ours against what we set ourselves."""
    ours = medians.get(OUR_NAME)
    if ours is None:
        return
    if BARE_NAME in medians:
        limit = 1.3 * medians[BARE_NAME] + 150
        print(f"\n1.3 x bare Flask + 150 ms = {limit:.0f} ms; ours {ours:.0f} ms")
    for name in MOTO_NAMES:
        if name in medians:
            print(f"ours / {name}: {ours / medians[name]:.2f} (target: under 0.7)")


def main() -> None:
    """Measure all of them and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=7)
    field = contestants()
    results = interleave(field, parser.parse_args().rounds)
    medians = {name: median(values) for name, values in results.items()}
    ours = medians.get(OUR_NAME)
    rows = [
        [name, number(value), spread(results[name]), f"{value / ours:.2f}" if ours else "-"]
        for name, value in medians.items()
    ]
    head = ["server", "median ms", "middle half", "times ours"]
    table("From process start to the first answer", head, rows)
    print_targets(medians)
    print_missing(field)


if __name__ == "__main__":
    main()
