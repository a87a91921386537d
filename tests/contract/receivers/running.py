"""Sound receivers in processes of their own: what starts them, and what is looked at there."""

import json
import shutil
import sys
import urllib.request
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from endpoints import started

from .judging import QUICK

HERE = Path(__file__).parent
PEERS = Path(__file__).parents[2] / "peers"
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


PROCESS = replace(QUICK, quiet=0.015, patience=5.0, samples=60, large=5_000_000)
"""What is asked of them."""


def running(name):
    """An endpoint as a process of its own, which tells of itself under ``/arrivals``."""

    @contextmanager
    def start():
        with started(*COMMANDS[name]) as url:
            yield f"{url}/redox", lambda: len(_json(f"{url}/arrivals"))

    return start


def _json(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer)


def missing(name):
    """Why one of them can't be started here; nothing if it can."""
    if COMMANDS[name][0] == "node" and not shutil.which("node"):
        return "Node.js is not at hand"
    if name == "express" and not (PEERS / "node_modules" / "express").is_dir():
        return "Express is not at hand: npm --prefix tests/peers install --no-package-lock"
    return ""
