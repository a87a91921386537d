"""Bugs that unusual, broken and large messages meet."""

import json
import time

from ..base import Endpoint, Refused
from .table import IMPATIENT, breaks


@breaks("receiver.robust.extra-fields")
class WantsKnownFieldsOnly(Endpoint):
    def check(self, message, request):
        for part in (message["Meta"], message.get("Patient") or {}):
            if {"AddedLater", "Transmission"} & set(part):
                raise Refused(400, "additional properties are not allowed")


@breaks("receiver.robust.extra-fields")
class CrashesOnRetiredIds(Endpoint):
    def check(self, message, request):
        assert "Transmission" not in message["Meta"]


@breaks("receiver.robust.absent")
class ReadsTheFacilityUnguarded(Endpoint):
    def check(self, message, request):
        _ = message["Visit"]["Location"]["Facility"]


@breaks("receiver.robust.absent")
class TakesTheFirstOfAList(Endpoint):
    def check(self, message, request):
        if message.get("Visit"):
            _ = (message["Visit"].get("Insurances") or [{}] if "Insurances" not in message["Visit"]
                 else message["Visit"]["Insurances"])[0]  # fmt: skip


@breaks("receiver.robust.absent")
class RefusesWhoHasNoName(Endpoint):
    def check(self, message, request):
        person = (message.get("Patient") or {}).get("Demographics") or {}
        if message["Meta"].get("EventType") == "Arrival" and not person.get("LastName"):
            raise Refused(422, "who is that?")


@breaks("receiver.robust.values")
class WritesLatin1(Endpoint):
    def check(self, message, request):
        json.dumps(message, ensure_ascii=False).encode("latin-1")


@breaks("receiver.robust.values")
class PutsNamesIntoSql(Endpoint):
    def check(self, message, request):
        person = (message.get("Patient") or {}).get("Demographics") or {}
        assert "'" not in (person.get("LastName") or "")


@breaks("receiver.robust.values")
class TakesNumbersForText(Endpoint):
    def check(self, message, request):
        number = (message.get("Visit") or {}).get("VisitNumber")
        _ = number and number.strip()


@breaks("receiver.robust.values")
class HasShortColumns(Endpoint):
    def check(self, message, request):
        person = (message.get("Patient") or {}).get("Demographics") or {}
        assert len(person.get("LastName") or "") < 255


@breaks("receiver.robust.values")
class KnowsTwoSexes(Endpoint):
    def check(self, message, request):
        person = (message.get("Patient") or {}).get("Demographics") or {}
        _ = {None: 0, "Female": 1, "Male": 2}[person.get("Sex")]


@breaks("receiver.robust.unknown")
class LooksUnknownModelsUp(Endpoint):
    def check(self, message, request):
        _ = {"PatientAdmin": 1, "Scheduling": 2}[message["Meta"]["DataModel"]]


@breaks("receiver.robust.unknown")
class LooksUnknownEventsUp(Endpoint):
    def check(self, message, request):
        assert message["Meta"]["EventType"] != "Astrology"


@breaks("receiver.robust.fhir")
class CrashesWithoutMeta(Endpoint):
    def pushed(self, request):
        if isinstance(request.message, dict):
            _ = request.message["Meta"]
        return super().pushed(request)


@breaks("receiver.robust.large")
class TakesAMegabyte(Endpoint):
    def read(self, environ):
        if int(environ.get("CONTENT_LENGTH") or 0) > 1_000_000:
            raise Refused(413, "too large")
        return super().read(environ)


@breaks("receiver.robust.huge")
class CrashesOnTooMuch(Endpoint):
    def read(self, environ):
        if int(environ.get("CONTENT_LENGTH") or 0) > 3_000_000:
            raise MemoryError
        return super().read(environ)


@breaks("receiver.robust.malformed", fresh=True)
class IsSpoiltByWhatIsNoMessage(Endpoint):
    spoilt = False

    def pushed(self, request):
        if self.spoilt:
            raise Refused(500, "some global variable")
        self.spoilt = request.message is None
        return super().pushed(request)


@breaks("receiver.robust.malformed", scale=IMPATIENT)
class HangsOnAnEmptyBody(Endpoint):
    def read(self, environ):
        if environ["REQUEST_METHOD"] == "POST" and not int(environ.get("CONTENT_LENGTH") or 0):
            time.sleep(0.25)
        return super().read(environ)


@breaks("receiver.robust.malformed-status")
class CrashesOnBadJson(Endpoint):
    def parsed(self, request):
        return json.loads(request.body)


@breaks("receiver.robust.broken-send", live=True, fresh=True)
class IsDeafAfterABrokenConnection(Endpoint):
    deaf = False

    def read(self, environ):
        if self.deaf:
            raise Refused(503, "waiting for the rest")
        try:
            return super().read(environ)
        except Exception:
            self.deaf = True
            raise


@breaks("receiver.robust.encoding")
class CrashesOnAnEncodingThatItDoesNotKnow(Endpoint):
    def read(self, environ):
        assert not environ.get("HTTP_CONTENT_ENCODING")
        return super().read(environ)


@breaks("receiver.robust.encoding")
class AcknowledgesWhatItDoesNotRead(Endpoint):
    def pushed(self, request):
        if not request.headers["content-type"].startswith("application/json"):
            return 200, ""
        return super().pushed(request)
