"""What failures by name cost a request while none is switched on.

    python benchmarks/failure_cost.py [--rounds 15] [--requests 400]

Requests go straight into the WSGI app, in this process. The contestants take turns request by
request, so that they share every slow moment: the app as it is; the same with all that looks
for failures taken out (the claim, the stages, the lists of checks); and as it is with one failure
switched on, for a path that nobody calls. A figure is the lower quartile of all requests.
"""

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from io import BytesIO
from statistics import quantiles
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from harness import table

from mock_redox import MockRedox, Settings
from mock_redox.core.auth import assertions, bearers, case
from mock_redox.web import current

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
TARGET = "under 1.05"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--requests", type=int, default=400)
    given = parser.parse_args()
    gc.disable()
    rows = []
    for name, prepare in {"token": _token, "message": _message}.items():
        found = _measure(prepare, given.rounds, given.requests)
        bare = found["taken out"]
        rows += [
            [f"{name}, {which}", f"{took * 1e6:.1f}", f"{took / bare:.3f}",
             TARGET if which == "none active" else "-"]
            for which, took in found.items()
        ]  # fmt: skip
    table("Time of a request", ["request", "µs", "ratio", "target"], rows)


def _measure(prepare: Any, rounds: int, requests: int) -> dict[str, float]:
    plain, busy = _mock(), _mock()
    busy.fail("service.error", path="/nobody/calls/this", must_fire=False)
    contestants: dict[str, tuple[MockRedox, Callable[[], Any]]] = {
        "taken out": (plain, _taken_out),
        "none active": (plain, nullcontext),
        "one active, elsewhere": (busy, nullcontext),
    }
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        for name, (mock, how) in contestants.items():
            environs = [prepare(mock) for _ in range(requests // 10 or 1)]
            with how():
                for environ in environs:
                    begun = time.perf_counter()
                    answer = mock.app.wsgi_app(environ, _ignore)
                    times[name].append(time.perf_counter() - begun)
                    assert b"error" not in b"".join(answer)
        gc.collect()
    return {name: quantiles(each, n=4)[0] for name, each in times.items()}


def _ignore(status: str, headers: Any, exc_info: Any = None) -> Any: ...


def _mock() -> MockRedox:
    mock = MockRedox(Settings(clock="virtual", journal_entries=100))
    mock.token()
    return mock


@contextmanager
def _taken_out() -> Iterator[None]:
    """As if no request could be made to fail."""

    def run(checks: Any, target: Any) -> None:
        for check in checks:
            check.run(target)

    with ExitStack() as stack:
        for where, name, value in (
            (assertions, "run", run),
            (assertions, "_ask", lambda _: None),
            (bearers, "run", run),
            (case.Case, "force", lambda *_: None),
            (current.Note, "meet", lambda _, call: call(None)),
        ):
            stack.enter_context(patch.object(where, name, value))
        yield


def _token(mock: MockRedox) -> dict[str, Any]:
    fields = {
        "grant_type": "client_credentials",
        "client_assertion_type": JWT_BEARER,
        "client_assertion": mock.assertion(),
    }
    form = "application/x-www-form-urlencoded"
    return _environ("/v2/auth/token", urlencode(fields).encode(), CONTENT_TYPE=form)


def _message(mock: MockRedox) -> dict[str, Any]:
    meta: dict[str, Any] = {"DataModel": "PatientAdmin", "EventType": "Arrival"}
    meta["Destinations"] = [{"ID": mock.destination.id}]
    patient = {"Identifiers": [{"ID": "1", "IDType": "MR"}]}
    body = json.dumps({"Meta": meta, "Patient": patient}).encode()
    return _environ("/endpoint", body, HTTP_AUTHORIZATION=f"Bearer {mock.token()}")


def _environ(path: str, body: bytes, **more: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "QUERY_STRING": "", "HTTP_HOST": "x",
        "SERVER_NAME": "x", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http", "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body)),
        "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), **more,
    }  # fmt: skip


if __name__ == "__main__":
    main()
