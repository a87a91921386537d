"""A sound receiver in one small WSGI app. A bug is a subclass with one method that is wrong."""

import hmac
import json
import threading
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

TOKEN = "my-made-up-token-0123456789"
PATH = "/redox"


@dataclass
class Request:
    """A request as handlers see it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    environ: dict = field(repr=False)
    message: object = None

    @property
    def challenge(self):
        held = self.message if self.method == "POST" else self.query
        return held.get("challenge") if isinstance(held, dict) else None


class Refused(Exception):
    """Ends the handling with an answer: a status and a text."""


class Endpoint:
    """Takes challenges and messages; ``processed`` holds a row for each message.

    Attributes:
        log: a file to which it writes, where a test gives one.
        calm: whether it does things in threads of its own, so that looking at it takes longer.
    """

    token = TOKEN
    log = None
    calm = False

    def __init__(self):
        self.processed = []
        self.seen = set()
        self.lock = threading.RLock()

    def __call__(self, environ, start):
        status, text, *headers = self.answered(environ)
        body = text if isinstance(text, bytes) else text.encode()
        head = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
        start(f"{status} Status", head + headers)
        return [body]

    def answered(self, environ):
        try:
            return self.handle(self.request(environ))
        except Refused as refused:
            return refused.args
        except Exception as crash:
            return self.crashed(crash)

    def crashed(self, crash):
        return 500, "Internal Server Error"

    def request(self, environ):
        head = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k[:5] == "HTTP_"}
        return Request(
            method=environ["REQUEST_METHOD"], path=environ["PATH_INFO"],
            query=dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True)),
            headers={**head, "content-type": environ.get("CONTENT_TYPE", "")},
            body=self.read(environ), environ=environ,
        )  # fmt: skip

    def read(self, environ):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        if len(body) < length:
            raise Refused(400, "cut short")
        return body

    def handle(self, request):
        self.route(request)
        request.message = self.parsed(request) if request.method == "POST" else None
        if request.challenge is not None:
            return self.challenged(request)
        if request.method == "GET":
            return 405, "by POST, please"
        self.guard(request)
        return self.pushed(request)

    def route(self, request):
        if request.path != PATH:
            raise Refused(404, "not here")
        if request.method not in ("GET", "POST"):
            raise Refused(405, "not so")

    def parsed(self, request):
        try:
            return json.loads(request.body)
        except ValueError:
            raise Refused(400, "no JSON") from None

    # The challenge

    def challenged(self, request):
        held = request.message if request.method == "POST" else request.query
        if not self.is_right(held.get("verification-token", "")):
            raise Refused(401, "wrong token")
        return self.verified(request)

    def verified(self, request):
        return 200, str(request.challenge)

    # Messages

    def guard(self, request):
        if not self.is_right(request.headers.get("verification-token")):
            raise Refused(401, "wrong token")

    def is_right(self, token):
        return hmac.compare_digest(str(token or "").encode(), self.token.encode())

    def pushed(self, request):
        message = request.message
        if not isinstance(message, dict):
            raise Refused(400, "no object")
        meta = message.get("Meta")
        if not isinstance(meta, dict):  # a FHIR bundle; it is set aside
            return 200, ""
        self.check(message, request)
        if not self.is_new(message, request):
            return self.repeated(message)
        self.process(message)
        return self.taken(message, request)

    def check(self, message, request):
        """Nothing is demanded."""

    def key(self, message, request):
        return message["Meta"]["Logs"][0]["ID"]

    def is_new(self, message, request):
        with self.lock:
            key = self.key(message, request)
            new = key not in self.seen
            self.seen.add(key)
            return new

    def process(self, message):
        self.processed.append(message["Meta"]["Logs"][0]["ID"])

    def repeated(self, message):
        return 200, ""

    def taken(self, message, request):
        return 200, ""

    def write(self, text):
        """To its log."""
        if self.log is not None:
            with self.log.open("a") as file:
                file.write(f"{text}\n")
