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
import traceback
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_redox.adapters import certificates
from mock_redox.adapters.listening import Listening, answers, listening
from mock_redox.core.settings import Settings
from mock_redox.core.setup import Setup

if TYPE_CHECKING:
    from mock_redox.adapters.loading import Loaded

GRACE = 0.7
"""Seconds that requests have to end in when the server is told to; all of it takes under one."""


def run(settings: Settings, setup: Setup) -> None:
    """Serve until a signal ends it, and the process with it; it announces itself once it answers.

    Raises:
        Misuse: an address can't be had, or a file of the CA can't be read or written.
    """
    gc.set_threshold(50_000)  # what is loaded stays, and little of what comes is in a circle
    with ExitStack() as stack:
        place, listeners = stack.enter_context(listening(settings))
        files = list[Path]()
        if settings.tls:
            pems = certificates.make(settings)
            files = stack.enter_context(certificates.as_paths(pems.chain, pems.key))
            place = replace(place, ca=pems.ca)
        mock = load(settings, setup, place)
        gc.freeze()
        if place.ca:  # not before it is sure that no other mock is in the way
            certificates.publish(settings, place.ca)
        broken = threading.Event()
        threading.Thread(target=_announce, args=(mock, place, broken), daemon=True).start()
        with _runner() as runner:
            runner.run(_serve(mock.server, listeners, files))
    # Threads that wait for somebody's endpoint would hold the process up.
    os._exit(1 if broken.is_set() else 0)


def load(settings: Settings, setup: Setup, place: Listening) -> "Loaded":
    """The state and what answers, with a key pair made while they are imported."""
    from mock_redox.core.auth.keys import make_key_pair

    if not setup.clients:
        threading.Thread(target=make_key_pair, args=(0,), daemon=True).start()
    from mock_redox.adapters.loading import Loaded

    return Loaded(settings, setup, place)


def _runner() -> asyncio.Runner:
    try:
        from uvloop import new_event_loop
    except ImportError:  # there is none for Windows
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=new_event_loop)


async def _serve(app: Any, listeners: list[socket.socket], files: list[Path]) -> None:
    """One server a port, both on this loop and in front of the same app; the second has the files.

    Granian's server has one listener, but several servers get on in a process; so TLS is Rustls'
    work, a handshake that never ends holds nobody up, and the app is told the scheme as it is.
    """
    end = _end()  # before there is anything that a signal could not end cleanly
    from mock_redox.adapters.port_server import PortServer

    servers: list[Any] = [
        PortServer(app, *each) for each in zip(listeners, [[], files], strict=False)
    ]
    servings = [asyncio.create_task(each.serve()) for each in servers]
    ended = asyncio.create_task(end.wait())
    await asyncio.wait([*servings, ended], return_when=asyncio.FIRST_COMPLETED)
    app.end_streams()
    for each in servers:
        each.stop()
    await asyncio.wait(servings, timeout=GRACE)
    for serving in servings:
        if serving.done():
            serving.result()


def _end() -> asyncio.Event:
    """Set when a signal says so; a closed terminal does, too."""
    end, loop = asyncio.Event(), asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # Windows; there Ctrl-C ends the runner itself
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            loop.add_signal_handler(getattr(signal, name), end.set)
    return end


def _announce(mock: "Loaded", place: Listening, broken: threading.Event) -> None:
    """Once it really answers it says so. What it did not need for that comes then."""
    try:
        if answers(place):
            _tell(mock, place)
            mock.redox.webhooks.queue.kick()  # what waited when it ended last
        else:
            _say(f"mock_redox does not answer on {place.url()}")
    finally:
        _load_the_rest(mock, broken)


def _tell(mock: "Loaded", place: Listening) -> None:
    """One JSON line on stdout for programs, the rest on stderr."""
    from mock_redox.adapters.cli.welcome import facts, text

    known = facts(mock.redox, place.url())
    if place.ca is not None:
        known |= {"tls_url": place.url("https"), "ca_url": f"{place.url()}/__mock__/ca.pem"}
    if place.made:
        known["control_token"] = place.token
    _say(text(known, mock.redox.settings.now))
    try:
        print(json.dumps(known), flush=True)
    except (OSError, ValueError) as wrong:
        _say(f"mock_redox can't write its line to stdout: {wrong}")


def _say(what: str) -> None:
    """Nobody may be reading any more, which is no reason not to serve."""
    with contextlib.suppress(OSError, ValueError):
        print(what, file=sys.stderr, flush=True)


def _load_the_rest(mock: "Loaded", broken: threading.Event) -> None:
    """Before it is asked for. Who asks for it meanwhile gets it when it is here."""
    try:
        _ = mock.app
    except Exception:  # half a mock, which answers for tokens alone, would be taken for a whole one
        _say(f"{traceback.format_exc()}mock_redox can't load all of itself, so it ends; install it "
             "and what it needs anew")  # fmt: skip
        broken.set()
        signal.raise_signal(signal.SIGTERM)
    gc.freeze()
