"""Sound receivers of differing style. Each passes every rule, with no more said than URL and token.

The styles are those of receivers that run today, as far as they are public: where the token is
looked for, how a challenge is answered, what a refusal looks like, when a message is processed.
"""

import json
import queue
import sqlite3
import threading
import time

from .base import PATH, TOKEN, Endpoint, Refused


class AnswersInJson(Endpoint):
    """POST only; the challenge as JSON; what is no model of its own is refused."""

    def handle(self, request):
        if request.method != "POST":
            raise Refused(405, '{"error": "method"}')
        return super().handle(request)

    def verified(self, request):
        return 200, json.dumps({"challenge": request.challenge})

    def taken(self, message, request):
        return 200, json.dumps({"status": "OK", "at": time.time()})

    def check(self, message, request):
        if message["Meta"].get("DataModel") not in ("PatientAdmin", "Scheduling"):
            raise Refused(400, '{"error": "data model"}')


class GoesByTheHeader(Endpoint):
    """What has the token in a header is a message, all else a challenge; 403."""

    def handle(self, request):
        self.route(request)
        if request.method == "GET":
            raise Refused(405, "POST")
        if "verification-token" in request.headers:
            self.guard(request)
            request.message = self.parsed(request)
            return self.pushed(request)
        request.message = self.parsed(request)
        if request.challenge is None:
            raise Refused(403, "Forbidden")
        return self.challenged(request)

    def challenged(self, request):
        if not self.is_right(request.message.get("verification-token")):
            raise Refused(403, "Forbidden")
        return self.verified(request)


class VerifiesByGetOnly(Endpoint):
    """The token of the challenge in a header; a failed check is a 200 with another text."""

    def handle(self, request):
        self.route(request)
        if not self.is_right(request.headers.get("verification-token")):
            return 200, json.dumps({"data": "Failed to verify token."})
        if request.method == "GET":
            return 200, request.query.get("challenge", "")
        request.message = self.parsed(request)
        return self.pushed(request)

    def taken(self, message, request):
        return 200, json.dumps({"status": "OK"})


class ReadsTheBearerOnly(Endpoint):
    def guard(self, request):
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or not self.is_right(token):
            raise Refused(401, "", ("WWW-Authenticate", "Bearer"))


class WantsBothHeaders(Endpoint):
    def guard(self, request):
        super().guard(request)
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            raise Refused(401, "wrong token")
        if request.headers.get("application-name") != "RedoxEngine":
            raise Refused(403, "who are you?")


class TakesEitherHeader(Endpoint):
    def guard(self, request):
        if self.is_right(request.headers.get("authorization", "").removeprefix("Bearer ")):
            return
        super().guard(request)


class SaysYesAndDiscards(Endpoint):
    """200 to everybody, with a word about it; what has no right token is dropped."""

    def answered(self, environ):
        _, text, *head = super().answered(environ)
        return 200, text, *head


class IsDiscreet(Endpoint):
    """200 and nothing to everybody: that it discards can be seen with a probe only."""

    def guard(self, request):
        try:
            super().guard(request)
        except Refused:
            raise Refused(200, "") from None


class AnswersInHtml(Endpoint):
    def __call__(self, environ, start):
        status, text, *_ = self.answered(environ)
        start(f"{status} Status", [("Content-Type", "text/html; charset=utf-8")])
        return [f"<html><body><p>{text}</p></body></html>".encode()]


class HasAWorker(Endpoint):
    """202 at once; a thread processes later, one after the other."""

    calm = True

    def __init__(self):
        super().__init__()
        self.line = queue.Queue()
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self):
        while True:
            message = self.line.get()
            time.sleep(0.002)
            super().process(message)

    def process(self, message):
        self.line.put(message)

    def taken(self, message, request):
        return 202, "queued"


class KeepsFirstAndReadsLater(HasAWorker):
    """Looks at the token, keeps the bytes, says 202; a worker makes sense of them."""

    def handle(self, request):
        self.route(request)
        if request.method != "POST":
            raise Refused(405, "POST")
        if not request.body:
            raise Refused(411, "how long is it?")
        if b'"challenge"' in request.body and b'"Meta"' not in request.body:
            request.message = self.parsed(request)
            return self.challenged(request)
        self.guard(request)
        self.line.put(request.body)
        return 202, "kept"

    def _work(self):
        while True:
            body = self.line.get()
            try:
                message = json.loads(body)
                if self.is_new(message, None):
                    self.processed.append(message["Meta"]["Logs"][0]["ID"])
            except (ValueError, LookupError, TypeError):
                continue  # set aside, for people


class LooksAtTheTokenInItsWorker(HasAWorker):
    """Says 200 before it looks at anything, as Redox advises; the worker discards."""

    def handle(self, request):
        self.route(request)
        request.message = self.parsed(request) if request.method == "POST" else None
        if request.challenge is not None:
            return self.challenged(request)
        self.line.put(request)
        return 200, ""

    def _work(self):
        while True:
            request = self.line.get()
            try:
                self.guard(request)
                if self.is_new(request.message, request):
                    self.processed.append(self.key(request.message, request))
            except (Refused, LookupError, TypeError):
                continue


class IsThereForRegistrations(Endpoint):
    """Sets all other events aside."""

    def process(self, message):
        if message["Meta"].get("EventType") == "Registration":
            super().process(message)


class IsThereForAppointments(Endpoint):
    def process(self, message):
        if message["Meta"].get("DataModel") == "Scheduling":
            super().process(message)


class WritesManyRows(Endpoint):
    """A patient, a visit and an audit row each; hospital and provider once."""

    def process(self, message):
        patient, visit = message.get("Patient") or {}, message.get("Visit") or {}
        identifiers = [each.get("ID") for each in patient.get("Identifiers") or []]
        place = (visit.get("Location") or {}).get("Facility")
        rows = {("patient", *identifiers), ("visit", visit.get("VisitNumber"), *identifiers),
                ("place", place), ("audit", message["Meta"]["Logs"][0]["ID"])}  # fmt: skip
        with self.lock:
            self.processed += [row for row in rows if row not in self.processed]


class AsksADatabase(Endpoint):
    """INSERT OR IGNORE by the log id; the rows are what was processed."""

    def __init__(self):
        super().__init__()
        self.base = sqlite3.connect(":memory:", check_same_thread=False)
        self.base.execute("CREATE TABLE messages (id TEXT PRIMARY KEY, body TEXT)")

    def is_new(self, message, request):
        return True

    def process(self, message):
        row = (message["Meta"]["Logs"][0]["ID"], json.dumps(message))
        with self.lock:
            self.base.execute("INSERT OR IGNORE INTO messages VALUES (?, ?)", row)
            self.processed = [*self.base.execute("SELECT id FROM messages")]


class IsSlow(Endpoint):
    def taken(self, message, request):
        time.sleep(0.02)
        return 204, ""


class RefusesWhatItDoesNotKnow(Endpoint):
    """Only what it was made for, all else a 4xx: other types, events, encodings, sizes."""

    def guard(self, request):
        super().guard(request)
        kind = request.headers["content-type"].partition(";")[0].strip()
        if kind != "application/json" or "content-encoding" in request.headers:
            raise Refused(415, "JSON")

    def read(self, environ):
        if int(environ.get("CONTENT_LENGTH") or 0) > 20_000_000:
            raise Refused(413, "too large")
        return super().read(environ)

    def pushed(self, request):
        if not isinstance(request.message, dict) or "Meta" not in request.message:
            raise Refused(422, "no Meta")
        return super().pushed(request)

    def check(self, message, request):
        meta = message["Meta"]
        known = meta.get("DataModel") == "PatientAdmin" and meta.get("EventType") != "Astrology"
        if not known or meta["EventType"] == "PatientMerge":
            raise Refused(400, "not for me")


class AsksForARest(Endpoint):
    """429 where too much comes at once: the feed waits, and nothing is lost."""

    def __init__(self):
        super().__init__()
        self.times = []

    def check(self, message, request):
        now = time.monotonic()
        self.times = [each for each in self.times if now - each < 0.05]
        if len(self.times) >= 25:
            raise Refused(429, "a rest, please", ("Retry-After", "1"))
        self.times.append(now)


class Lambda(Endpoint):
    """A function of an event, as behind an API gateway that lower-cases no name."""

    def answered(self, environ):
        try:
            request = self.request(environ)
        except Refused as refused:
            return refused.args
        names = {"verification-token": "Verification-Token", "authorization": "Authorization"}
        event = {
            "httpMethod": request.method, "path": request.path,
            "headers": {names.get(k, k): v for k, v in request.headers.items()},
            "queryStringParameters": request.query or None,
            "body": request.body.decode("utf-8", "replace") or None,
        }  # fmt: skip
        made = self.on(event)
        return made["statusCode"], made["body"]

    def on(self, event):
        if event["path"] != PATH or event["httpMethod"] not in ("GET", "POST"):
            return {"statusCode": 404, "body": ""}
        head = {name.lower(): value for name, value in event["headers"].items()}
        query = event["queryStringParameters"] or {}
        try:
            body = json.loads(event["body"]) if event["httpMethod"] == "POST" else {}
        except (TypeError, ValueError):
            return {"statusCode": 400, "body": "no JSON"}
        if not isinstance(body, dict):
            return {"statusCode": 400, "body": "no object"}
        sent = body if "challenge" in body else query if "challenge" in query else {}
        token = sent.get("verification-token") if sent else head.get("verification-token")
        if not self.is_right(token):
            return {"statusCode": 401, "body": "Unauthorized"}
        if sent:
            return {"statusCode": 200, "body": sent["challenge"]}
        if isinstance(body.get("Meta"), dict) and self.is_new(body, None):
            self.process(body)
        return {"statusCode": 200, "body": ""}


IN_ONE_FILE = (
    Endpoint, AnswersInJson, GoesByTheHeader, VerifiesByGetOnly, ReadsTheBearerOnly,
    WantsBothHeaders, TakesEitherHeader, SaysYesAndDiscards, IsDiscreet, AnswersInHtml, HasAWorker,
    KeepsFirstAndReadsLater, LooksAtTheTokenInItsWorker, IsThereForRegistrations,
    IsThereForAppointments, WritesManyRows, AsksADatabase, IsSlow, RefusesWhatItDoesNotKnow,
    AsksForARest, Lambda,
)  # fmt: skip

SEEN_WITH_A_PROBE_ONLY = (IsDiscreet, LooksAtTheTokenInItsWorker)
"""To somebody outside they look as if they took every token; one rule says so."""
