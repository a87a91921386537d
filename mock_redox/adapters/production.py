"""The server behind ``mock-redox serve``: Granian with one worker, since state lives in it."""

import gc
import json
import os
import sys
import threading
from dataclasses import dataclass
from functools import partial
from typing import Any

from mock_redox.adapters.server import bind
from mock_redox.core.settings import Settings
from mock_redox.core.setup import Setup

_SOON = 0.005
_DEADLINE = 30.0


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the worker needs to build its mock."""

    settings: Settings
    setup: Setup
    host: str
    port: int

    @property
    def url(self) -> str:
        """Where it is reached from here; an address that means all of them is no place to call."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


def run(settings: Settings, setup: Setup) -> None:
    """Serve until a signal ends it. The worker announces itself once it answers.

    Raises:
        Misuse: the address can't be had.
    """
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    address, port = _reserve(settings.host, settings.port)
    plan = Plan(settings=settings, setup=setup, host=settings.host, port=port)
    server = Server(
        "mock_redox", address=address, port=port, interface=Interfaces.RSGI, workers=1,
        http=HTTPModes.http1, websockets=False,
        log_level=LogLevels.error, workers_kill_timeout=1,
    )  # fmt: skip
    # A closed terminal ends it; a reload would make a new worker without the state.
    setattr(server, "signal_handler_reload", server.signal_handler_interrupt)  # noqa: B010
    server.serve(target_loader=partial(load, plan), wrap_loader=False)


def load(plan: Plan) -> Any:
    """In the worker: an ``Rsgi``, with a key pair made while the rest is imported."""
    from mock_redox.core.auth.keys import make_key_pair

    key = threading.Thread(target=make_key_pair, args=(0,))
    if not plan.setup.clients:
        key.start()
    from mock_redox.adapters.assemble import LateSender, assemble
    from mock_redox.adapters.logs import Log
    from mock_redox.adapters.rsgi import Rsgi
    from mock_redox.adapters.turnstile import Turnstile
    from mock_redox.web.app import create_app
    from mock_redox.web.gate import body_limit, may_wait

    turnstile = Turnstile()
    redox = assemble(plan.settings, plan.setup, turnstile.sender(LateSender()))
    log = Log(redox, sys.stderr)
    app = create_app(redox, turnstile)
    if key.ident:
        key.join()
    threading.Thread(target=_announce, args=(plan, redox), daemon=True).start()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()  # what is here now stays, and need not be looked through again
    return Rsgi(app, partial(may_wait, redox), partial(body_limit, redox), log.flush)


def _reserve(host: str, port: int) -> tuple[str, int]:
    """An address and a port that is free.

    Granian binds with SO_REUSEPORT, which would share a port with another server of the same user
    without a word: so this looks first, without that option.
    """
    probe = bind(host, port)
    address, number = probe.getsockname()[:2]
    probe.close()
    return str(address), int(number)


def _announce(plan: Plan, redox: Any) -> None:
    """Once it really answers: one JSON line on stdout for programs, the rest on stderr."""
    from mock_redox.adapters.cli.welcome import facts, text

    if not _answers(plan.url):
        print(f"mock_redox does not answer on {plan.url}", file=sys.stderr)
        return
    known = facts(redox, plan.url)
    print(text(known), file=sys.stderr, flush=True)
    print(json.dumps(known), flush=True)


def _answers(url: str) -> bool:
    from http.client import HTTPConnection

    host, _, port = url.removeprefix("http://").rpartition(":")
    wait = threading.Event()
    for _ in range(int(_DEADLINE / _SOON)):
        connection = HTTPConnection(host.strip("[]"), int(port), timeout=_DEADLINE)
        try:
            connection.request("GET", "/__mock__/health/live")
            if connection.getresponse().status == 200:
                return True
        except OSError:
            wait.wait(_SOON)
        finally:
            connection.close()
    return False


def _end_with_parent() -> None:
    """If the main process is killed outright, don't stay behind holding the port."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
