"""A client of Redox as a service: POST /call lets it call, POST /reload tells it of a new key.

python server.py PORT [FAULT ...], with REDOX_URL in its environment, and for a legacy client
REDOX_API_KEY and REDOX_SECRET. It logs to the file LOG, if that is there.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from clientele.legacy import Legacy
from clientele.system import Failed, System
from clientele.wire import by_urllib

MADE: list[Any] = []


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, body = self._answer(json.loads(raw or b"{}"))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _answer(self, told: dict[str, str]) -> tuple[int, bytes]:
        if self.path == "/reload":
            if MADE:
                MADE[0].reload(told)
            else:
                MADE.append(System(told, by_urllib, FAULTS, base=BASE, limit=LIMIT))
            return 204, b""
        try:
            return 200, json.dumps({"found": MADE[0].call()}).encode()
        except Failed as failed:
            return 502, str(failed).encode()
        except Exception as wrong:
            return 500, type(wrong).__name__.encode()

    def log_message(self, *args: Any) -> None: ...


class Server(ThreadingHTTPServer):
    request_queue_size = 64


if __name__ == "__main__":
    BASE, FAULTS = os.environ["REDOX_URL"], frozenset(sys.argv[2:])
    LIMIT = float(os.environ.get("LIMIT", "20"))
    if "REDOX_API_KEY" in os.environ:
        names = {"api_key": "REDOX_API_KEY", "secret": "REDOX_SECRET"}
        own = {name: os.environ[variable] for name, variable in names.items()}
        MADE.append(Legacy(own, by_urllib, FAULTS, base=BASE, limit=LIMIT))
    if "LOG" in os.environ:
        logging.basicConfig(filename=os.environ["LOG"], level=logging.INFO)
    server = Server(("127.0.0.1", int(sys.argv[1])), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
