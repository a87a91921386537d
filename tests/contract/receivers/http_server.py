"""A Redox receiver with nothing but the standard library. Run it: python http_server.py 8000"""

import hmac
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

TOKEN = os.environ.get("REDOX_VERIFICATION_TOKEN", "my-made-up-token-0123456789")
arrivals: dict[str, str] = {}
lock = Lock()


class Handler(BaseHTTPRequestHandler):
    timeout = 10

    def do_POST(self):
        length = int(self.headers.get("content-length") or 0)
        raw = self.rfile.read(length)
        try:
            body = json.loads(raw) if len(raw) == length else None
        except ValueError:
            body = None
        if not isinstance(body, dict) or self.path.partition("?")[0] != "/redox":
            return self.answer(400, "no JSON object")
        asked = "challenge" in body
        token = body.get("verification-token") if asked else self.headers["verification-token"]
        if not hmac.compare_digest(str(token or "").encode(), TOKEN.encode()):
            return self.answer(401, "wrong verification token")
        if asked:
            return self.answer(200, body["challenge"])
        if meta := body.get("Meta"):
            with lock:
                arrivals.setdefault(meta["Logs"][0]["ID"], meta["EventType"])
        return self.answer(200, "")

    def do_GET(self):
        if self.path == "/arrivals":
            return self.answer(200, json.dumps([*arrivals.values()]))
        return self.answer(405, "by POST")

    def answer(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *given):
        """Nothing."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
