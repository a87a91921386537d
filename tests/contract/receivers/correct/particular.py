"""What they process, how they keep it, and what they refuse."""

import json
import sqlite3
import time
import weakref

from ..base import Endpoint, Refused


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
        weakref.finalize(self, self.base.close)
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


_TYPES = {
    "Meta": {"DataModel": str, "EventType": str, "Test": bool, "Logs": [{"ID": str}]},
    "Patient": {
        "Identifiers": [{"ID": str, "IDType": str}],
        "Demographics": {"FirstName": str, "DOB": str, "EmailAddresses": [str]},
    },
    "Visit": {"VisitNumber": str, "Duration": float, "Location": {"Facility": str}},
}


class ReadsIntoTypes(Endpoint):
    """As languages with types do: null and absent are nothing, another type is a 4xx."""

    def check(self, message, request):
        if not self.fits(message, _TYPES):
            raise Refused(400, '{"message": "unable to unmarshal"}')

    def fits(self, value, kind):
        if value is None:
            return True
        if isinstance(kind, dict):
            held = isinstance(value, dict)
            return held and all(self.fits(value.get(name), each) for name, each in kind.items())
        if isinstance(kind, list):
            return isinstance(value, list) and all(self.fits(each, kind[0]) for each in value)
        return isinstance(value, (int, float) if kind is float else kind)


class AsksForARest(Endpoint):
    """429 where too much comes at once: the feed waits, and nothing is lost."""

    def __init__(self):
        super().__init__()
        self.times = []

    def check(self, message, request):
        now = time.monotonic()
        self.times = [each for each in self.times if now - each < 0.05]
        if len(self.times) >= 25:
            raise Refused(429, "a rest, please")
        self.times.append(now)
