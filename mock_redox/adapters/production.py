"""The server behind ``mock-redox serve``: Granian in this very process, where the state lives."""

import asyncio
import contextlib
import gc
import json
import os
import signal
import socket
import sys
import threading
from functools import partial
from typing import Any

from mock_redox.adapters.server import bind
from mock_redox.core.settings import Settings
from mock_redox.core.setup import Setup

GRACE = 1.0
"""Seconds that requests have to end in when the server is told to."""

_SOON = 0.005
_DEADLINE = 30.0
_HELLO = b"GET /__mock__/health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def run(settings: Settings, setup: Setup) -> None:
    """Serve until a signal ends it, and the process with it; it announces itself once it answers.

    Raises:
        Misuse: the address can't be had.
    """
    address, port = _reserve(settings.host, settings.port)
    redox, app = load(settings, setup)
    threading.Thread(target=_announce, args=(redox, settings.host, port), daemon=True).start()
    # What is here now stays, and little of what comes holds itself in a circle: look less often.
    gc.freeze()
    gc.set_threshold(50_000)
    with _runner() as runner:
        runner.run(_serve(app, address, port))
    # Threads that wait for somebody's endpoint would hold the process up.
    sys.stdout.flush()
    os._exit(0)


def load(settings: Settings, setup: Setup) -> tuple[Any, Any]:
    """The state and an ``Rsgi``, with a key pair made while the rest is imported."""
    from mock_redox.core.auth.keys import make_key_pair

    key = threading.Thread(target=make_key_pair, args=(0,))
    if not setup.clients:
        key.start()
    from mock_redox.adapters.assemble import LateSender, assemble
    from mock_redox.adapters.logs import Log
    from mock_redox.adapters.rsgi import Rsgi
    from mock_redox.adapters.turnstile import Turnstile
    from mock_redox.web.app import create_app
    from mock_redox.web.gate import body_limit, may_wait

    turnstile = Turnstile()
    redox = assemble(settings, setup, turnstile.sender(LateSender()), turnstile)
    log = Log(redox, sys.stderr)
    app = create_app(redox, turnstile)
    if key.ident:
        key.join()
    return redox, Rsgi(app, partial(may_wait, redox), partial(body_limit, redox), log.flush)


def _runner() -> asyncio.Runner:
    try:
        from uvloop import new_event_loop
    except ImportError:  # there is none for Windows
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=new_event_loop)


async def _serve(app: Any, address: str, port: int) -> None:
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server.embed import Server

    server = Server(
        app, address=address, port=port, interface=Interfaces.RSGI, http=HTTPModes.http1,
        websockets=False, log_level=LogLevels.error,
    )  # fmt: skip
    serving = asyncio.create_task(server.serve())
    ended = asyncio.create_task(_ended())
    await asyncio.wait([serving, ended], return_when=asyncio.FIRST_COMPLETED)
    server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait([serving], timeout=GRACE)
    if serving.done():
        serving.result()


async def _ended() -> None:
    """Returns when a signal says so; a closed terminal does, too."""
    end, loop = asyncio.Event(), asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows; there Ctrl-C ends the runner itself
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            loop.add_signal_handler(getattr(signal, name), end.set)
    await end.wait()


def _reserve(host: str, port: int) -> tuple[str, int]:
    """An address and a port that is free.

    Granian binds with SO_REUSEPORT, which would share a port with another server of the same user
    without a word: so this looks first, without that option.
    """
    probe = bind(host, port)
    address, number = probe.getsockname()[:2]
    probe.close()
    return str(address), int(number)


def _announce(redox: Any, host: str, port: int) -> None:
    """Once it really answers: one JSON line on stdout for programs, the rest on stderr."""
    from mock_redox.adapters.cli.welcome import facts, text

    # An address that means all of them is no place to call.
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    if not _answers(host, port):
        print(f"mock_redox does not answer on {url}", file=sys.stderr)
        return
    known = facts(redox, url)
    print(text(known), file=sys.stderr, flush=True)
    print(json.dumps(known), flush=True)
    redox.webhooks.queue.kick()  # what waited when it ended last


def _answers(host: str, port: int) -> bool:
    wait = threading.Event()
    for _ in range(int(_DEADLINE / _SOON)):
        try:
            with socket.create_connection((host, port), timeout=_DEADLINE) as line:
                line.sendall(_HELLO)
                if b" 200 " in line.recv(64):
                    return True
        except OSError:
            wait.wait(_SOON)
    return False
