"""Sound receivers of many styles: nothing is found fault with, whatever was said of them."""

import importlib
import json
import shutil
import sys
import urllib.request
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from contract.receivers.correct import IN_ONE_FILE, SEEN_WITH_A_PROBE_ONLY
from contract.receivers.judging import QUICK, failed, judge, live, mounted, smaller
from endpoints import started

CALM = replace(QUICK, quiet=0.03, patience=5.0, samples=60)
"""For endpoints with threads of their own."""
OTHERS = replace(QUICK, quiet=0.005, patience=5.0, samples=60)
"""For those that process before they answer."""

HERE = Path(__file__).parent / "receivers"
PEERS = Path(__file__).parents[1] / "peers"
COMMANDS = {
    "flask": [sys.executable, "receiver.py"],
    "django": [sys.executable, "receiver_django.py"],
    "fastapi": [sys.executable, "-m", "uvicorn", "receiver_fastapi:app", "--port"],
    "asgi-by-hand": [sys.executable, "-m", "uvicorn", "--app-dir", str(HERE), "asgi:by_hand",
                     "--port"],
    "starlette": [sys.executable, "-m", "uvicorn", "--app-dir", str(HERE), "asgi:starlette",
                  "--port"],
    "http.server": [sys.executable, str(HERE / "http_server.py")],
    "node": ["node", str(HERE / "node_http.mjs")],
    "express": ["node", str(PEERS / "express_receiver.mjs")],
}  # fmt: skip
"""What starts each of them; the port comes last."""


def running(*command):
    """An endpoint as a process of its own, which tells of itself under ``/arrivals``."""

    @contextmanager
    def start():
        with started(*command) as url:
            yield f"{url}/redox", lambda: len(_json(f"{url}/arrivals"))

    return start


def _json(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer)


def needs(name):
    if COMMANDS[name][0] == "node" and not shutil.which("node"):
        pytest.skip("Node.js is not at hand")
    if name == "express" and not (PEERS / "node_modules" / "express").is_dir():
        pytest.skip("Express is not at hand: npm --prefix tests/peers install --no-package-lock")


@pytest.fixture
def in_small():
    with smaller():
        yield


@pytest.mark.parametrize("make", IN_ONE_FILE, ids=lambda make: make.__name__)
@pytest.mark.usefixtures("in_small")
def test_no_fault_is_found_with_a_probe(make):
    start, scale = (live, CALM) if make.calm else (mounted, OTHERS)

    assert failed(judge(start(make), scale=scale)) == {}


@pytest.mark.parametrize("make", IN_ONE_FILE, ids=lambda make: make.__name__)
@pytest.mark.usefixtures("in_small")
def test_no_fault_is_found_from_outside(make):
    found = failed(judge(mounted(make), probe=False))

    discreet = make in SEEN_WITH_A_PROBE_ONLY
    assert set(found) == ({"receiver.token.told-apart"} if discreet else set())


@pytest.mark.parametrize("name", COMMANDS)
def test_no_fault_is_found_in_a_process_of_its_own(name):
    needs(name)
    scale = replace(OTHERS, quiet=0.015, large=5_000_000)
    verdicts = judge(running(*COMMANDS[name]), scale=scale)

    assert failed(verdicts) == {}


@pytest.mark.parametrize("name", ["receiver", "receiver_django", "receiver_fastapi"])
def test_no_fault_is_found_in_an_app_in_this_process(name):
    module = importlib.import_module(name)
    module.arrivals.clear()

    @contextmanager
    def start():
        yield (module.app, "/redox"), lambda: len(module.arrivals)

    assert failed(judge(start)) == {}


@pytest.mark.parametrize("name", ["by_hand", "starlette"])
def test_no_fault_is_found_in_an_asgi_app_in_this_process(name):
    module = importlib.import_module("contract.receivers.asgi")
    module.arrivals.clear()

    @contextmanager
    def start():
        yield (getattr(module, name), "/redox"), lambda: len(module.arrivals)

    assert failed(judge(start)) == {}


def test_what_can_not_be_seen_from_outside_is_called_weak():
    verdicts = judge(mounted(IN_ONE_FILE[0]), probe=False)
    kinds = {verdict for verdict, _ in verdicts["receiver.token.absent"].values()}

    assert kinds == {"weak"}
    assert "probe" in verdicts["receiver.token.wrong"][""][1]
    assert verdicts["receiver.verification.challenge"][""] == ("passed", "")
