"""Where a drill from the command line is held, and what is known there at the start."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import click

from mock_redox.adapters.cli.options import read_doors
from mock_redox.adapters.cli.remote import Remote
from mock_redox.adapters.drills.systems import System, variables
from mock_redox.adapters.drills.there import There
from mock_redox.core.drills.bench import Bench, New
from mock_redox.core.drills.scripts import Ready
from mock_redox.core.drills.service import Order
from mock_redox.core.errors import Misuse


class Stage(NamedTuple):
    """Where the drill is held; ``own`` is a mock that nobody knows yet."""

    bench: Bench
    url: str
    own: bool


@contextmanager
def stage(url: str | None, config: str | None, port: int | None) -> Iterator[Stage]:
    if url and port is not None:
        raise Misuse("--port is for a mock of the drill's own; with --url it uses that one")
    if url:
        with _ended_by_sigterm():
            yield Stage(There(Remote(url)), url.rstrip("/").removesuffix("/__mock__"), False)
        return
    from mock_redox.adapters.mock import MockRedox
    from mock_redox.core.drills.here import Here

    settings, setup = read_doors({"port": port}, config)
    mock = MockRedox(settings, setup)
    with mock.serve(settings.host, settings.port):
        click.echo(f"mock_redox answers on {mock.url} while the drill is held", err=True)
        yield Stage(Here(mock.core), mock.url, True)


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """As by Ctrl-C, so that the running mock gets its clock back; timeout(1) and CI send that."""

    def end(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def environ(stage: Stage, chosen: Ready, order: Order) -> dict[str, str]:
    """What is known at the start, of the credential that is rotated and of the first others."""
    looks = {"client": _client, "legacy key": _legacy_key, "destination": _destination}
    found = {"REDOX_URL": stage.url}
    for kind, look in looks.items():
        mine = kind == chosen.kind
        try:
            found |= look(stage.bench, order if mine else Order(script=""))
        except Misuse:
            if mine:
                raise
    return found


def _client(bench: Bench, order: Order) -> dict[str, str]:
    client = bench.client(order.of)
    return {"REDOX_CLIENT_ID": client.client_id} | (variables(client.key) if client.key else {})


def _legacy_key(bench: Bench, order: Order) -> dict[str, str]:
    key = bench.legacy_key(order.of)
    return {"REDOX_API_KEY": key.api_key} | (variables(key.current) if key.current else {})


def _destination(bench: Bench, order: Order) -> dict[str, str]:
    return {"REDOX_DESTINATION_ID": bench.destination(order.of, order.verification_token)}


def introduce(bench: Bench, chosen: Ready, order: Order, system: System) -> None:
    """Nobody knows yet what a new mock has made up: so the system is told before it begins."""
    known: New | None = None
    if chosen.kind == "client":
        known = bench.client(order.of).key
    elif chosen.kind == "legacy key":
        known = bench.legacy_key(order.of).current
    if known is not None:
        system.switch(known)
