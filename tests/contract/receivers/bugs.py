"""Receivers with one bug each, and the one rule that it breaks."""

import hmac
import json
import threading
import time
import unicodedata
import uuid
from dataclasses import dataclass, field
from urllib.parse import unquote

from .base import PATH, TOKEN, Endpoint, Refused, Request

OLD, OTHER = "an-older-made-up-token-98765", "the-token-of-a-neighbour-42"


_CYRILLIC = "\u0430\u0435\u043e\u0440\u0455\u0445\u0443\u0456"
IMPATIENT = {"challenge_limit": 0.2, "push_limit": 0.2}


@dataclass(frozen=True)
class Bug:
    """A bug, the rule it breaks, and how it has to be looked at.

    Args:
        live: it shows over a socket only.
        fresh: each rule gets a new endpoint, as this one is not itself any more afterwards.
        scale: what of the scale has to be another, so that it shows.
    """

    rule: str
    make: type[Endpoint]
    live: bool = False
    fresh: bool = False
    probe: bool = True
    scale: dict = field(default_factory=dict)
    target: dict = field(default_factory=dict)

    @property
    def name(self):
        return self.make.__name__


BUGS: dict[str, Bug] = {}


def breaks(rule, **more):
    """Enter a receiver as one that breaks just this rule."""

    def enter(make):
        BUGS[make.__name__] = Bug(rule, make, **more)
        return make

    return enter


# The challenge


@breaks("receiver.verification.challenge")
class DoesNotKnowTheChallenge(Endpoint):
    def verified(self, request):
        return 200, "OK"


@breaks("receiver.verification.challenge")
class AnswersTheChallengeInAHeader(Endpoint):
    def verified(self, request):
        return 200, "", ("challenge", str(request.challenge))


@breaks("receiver.verification.challenge")
class AnswersTheChallengeWithAnError(Endpoint):
    def verified(self, request):
        return 422, str(request.challenge)


@breaks("receiver.verification.challenge")
class WantsTheTokenInAHeaderOfTheChallenge(Endpoint):
    def route(self, request):
        super().route(request)
        if request.method == "GET":
            raise Refused(405, "by POST, please")
        self.guard(request)


@breaks("receiver.verification.get")
class CrashesOnAGet(Endpoint):
    def route(self, request):
        super().route(request)
        if request.method == "GET":
            json.loads(request.body)


@breaks("receiver.verification.get")
class WantsNothingButTheChallengeInTheQuery(Endpoint):
    def challenged(self, request):
        if request.method == "GET" and list(request.query) != ["challenge"]:
            return 400, "what is that?"
        return super().challenged(request)


@breaks("receiver.verification.token")
class AnswersEveryChallenge(Endpoint):
    def challenged(self, request):
        right = request.method == "POST" or self.is_right(request.query.get("verification-token"))
        return self.verified(request) if right else (401, "wrong token")


@breaks("receiver.verification.token")
class LooksAtTheBeginningOfTheTokenInTheChallenge(Endpoint):
    def challenged(self, request):
        if request.method == "GET":
            return super().challenged(request)
        given = request.message.get("verification-token", "")
        return self.verified(request) if given and TOKEN.startswith(given) else (401, "")


@breaks("receiver.verification.token")
class AnswersAChallengeWithoutAToken(Endpoint):
    def challenged(self, request):
        if request.method == "POST" and "verification-token" not in request.message:
            return self.verified(request)
        return super().challenged(request)


@breaks("receiver.verification.get-token")
class AnswersEveryChallengeByGet(Endpoint):
    def challenged(self, request):
        return self.verified(request) if request.method == "GET" else super().challenged(request)


@breaks("receiver.verification.fresh")
class HasItsChallengeInTheCode(Endpoint):
    def verified(self, request):
        return 200, "3f0c8a8e-2a55-4c0e-9b52-0d5f6f6c1e11"


@breaks("receiver.verification.fresh")
class KeepsTheFirstChallenge(Endpoint):
    kept = None

    def verified(self, request):
        self.kept = self.kept or str(request.challenge)
        return 200, self.kept


@breaks("receiver.verification.in-time", scale=IMPATIENT)
class IsSlowToProveItself(Endpoint):
    def verified(self, request):
        time.sleep(0.25)
        return super().verified(request)


@breaks("receiver.verification.no-message")
class TakesAChallengeForAMessage(Endpoint):
    def verified(self, request):
        self.processed.append(request.challenge)
        return super().verified(request)


# Tokens


@breaks("receiver.token.wrong")
class LooksAtTheFormOfTheToken(Endpoint):
    def guard(self, request):
        given = request.headers.get("verification-token", "")
        if len(given) != len(TOKEN) or not given.islower() or not given.isascii():
            raise Refused(401, "wrong token")
        if len(set(given)) < 10:  # "x" all over; a password meter
            raise Refused(401, "weak token")


@breaks("receiver.token.absent")
class LooksAtTheTokenIfThereIsOne(Endpoint):
    def guard(self, request):
        if "verification-token" in request.headers:
            super().guard(request)


@breaks("receiver.token.absent")
class TakesAnEmptyToken(Endpoint):
    def guard(self, request):
        if request.headers.get("verification-token") != "":
            super().guard(request)


@breaks("receiver.token.prefix")
class TakesABeginningOfTheToken(Endpoint):
    def guard(self, request):
        given = request.headers.get("verification-token", "")
        if not (given and TOKEN.startswith(given)):
            raise Refused(401, "wrong token")


@breaks("receiver.token.prefix")
class TakesWhatBeginsWithTheToken(Endpoint):
    def guard(self, request):
        if not request.headers.get("verification-token", "").startswith(TOKEN):
            raise Refused(401, "wrong token")


@breaks("receiver.token.prefix")
class ComparesEightBytes(Endpoint):
    def guard(self, request):
        if request.headers.get("verification-token", "")[8:16] != TOKEN[8:16]:
            raise Refused(401, "wrong token")


class Reads(Endpoint):
    """Makes something of the token before it compares it."""

    def guard(self, request):
        given = request.headers.get("verification-token")
        if not self.is_right(given and self.read_as(given)):
            raise Refused(401, "wrong token")


@breaks("receiver.token.case")
class DoesNotLookAtCase(Reads):
    def read_as(self, given):
        return given.lower()


@breaks("receiver.token.exact")
class DecodesTheToken(Reads):
    def read_as(self, given):
        return unquote(given)


@breaks("receiver.token.exact")
class LeavesBlanksOut(Reads):
    def read_as(self, given):
        return "".join(given.split())


@breaks("receiver.token.exact")
class FoldsLettersThatLookAlike(Reads):
    def read_as(self, given):
        text = unicodedata.normalize("NFKC", given.encode("latin-1").decode("utf-8", "replace"))
        twins = str.maketrans(_CYRILLIC, "aeopsxyi")
        return text.translate(twins)


@breaks("receiver.token.rotated-out", target={"old_token": OLD})
class KeepsFormerTokens(Endpoint):
    def is_right(self, token):
        return token == OLD or super().is_right(token)


@breaks("receiver.token.other-destination", target={"other_token": OTHER})
class TakesTheTokenOfEveryDestination(Endpoint):
    def is_right(self, token):
        return token == OTHER or super().is_right(token)


@breaks("receiver.token.place")
class TakesTheTokenFromTheQuery(Endpoint):
    def guard(self, request):
        if not self.is_right(request.query.get("verification-token")):
            super().guard(request)


@breaks("receiver.token.place")
class TakesTheTokenFromTheBody(Endpoint):
    def guard(self, request):
        held = request.message if isinstance(request.message, dict) else {}
        if not self.is_right(held.get("verification-token")):
            super().guard(request)


@breaks("receiver.token.later", fresh=True, scale={"later": 1.6})
class ProcessesRefusedMessagesLater(Endpoint):
    def handle(self, request):
        try:
            return super().handle(request)
        except Refused as refused:
            if refused.args[0] == 401 and request.message and "Meta" in request.message:
                threading.Timer(1.0, self.process, [request.message]).start()
            raise


@breaks("receiver.token.told-apart", probe=False)
class DoesNotLookAtTheToken(Endpoint):
    def guard(self, request):
        """Everybody may."""


@breaks("receiver.token.told-apart", probe=False)
class SaysYesToEverybody(Endpoint):
    """It is sound, but that can be seen with a probe only."""

    def guard(self, request):
        try:
            super().guard(request)
        except Refused:
            raise Refused(200, "") from None


@breaks("receiver.token.prefix", probe=False)
class TakesABeginningOfTheTokenUnseen(TakesABeginningOfTheToken):
    pass


@breaks("receiver.token.crash")
class ComparesTextThatIsNotAscii(Endpoint):
    def guard(self, request):
        if not hmac.compare_digest(request.headers.get("verification-token", ""), TOKEN):
            raise Refused(401, "wrong token")


@breaks("receiver.token.crash")
class CrashesWithoutAToken(Endpoint):
    def guard(self, request):
        if not self.is_right(request.headers["verification-token"]):
            raise Refused(401, "wrong token")


@breaks("receiver.token.crash")
class CrashesOnAnotherScheme(Endpoint):
    def guard(self, request):
        super().guard(request)
        if request.headers["authorization"].split("Bearer ")[1] is None:
            raise Refused(401, "wrong token")


# Right pushes


@breaks("receiver.push.accepted")
class LooksHeadersUpInTheirCase(Endpoint):
    def guard(self, request):
        if "Verification-Token" not in request.headers:
            raise Refused(401, "no token")


@breaks("receiver.push.accepted")
class WantsAJwt(Endpoint):
    def guard(self, request):
        super().guard(request)
        if request.headers.get("authorization", "").count(".") != 2:
            raise Refused(401, "not a JWT")


@breaks("receiver.push.accepted")
class WantsRetiredIds(Endpoint):
    def check(self, message, request):
        if "Message" not in message["Meta"]:
            raise Refused(400, "no Meta.Message.ID")


@breaks("receiver.push.processed")
class AcknowledgesAndForgets(Endpoint):
    def process(self, message):
        """Some other day."""


@breaks("receiver.push.in-time", scale=IMPATIENT)
class IsSlowToAnswer(Endpoint):
    def taken(self, message, request):
        time.sleep(0.25)
        return super().taken(message, request)


@breaks("receiver.path.redirect")
class WantsASlash(Endpoint):
    def route(self, request):
        if request.path == PATH:
            raise Refused(308, "", ("Location", f"{PATH}/"))
        raise Refused(404, "not here")


@breaks("receiver.push.after-refusals", fresh=True)
class LocksOutAfterTenWrongTokens(Endpoint):
    wrong = 0

    def guard(self, request):
        if self.wrong >= 10:
            raise Refused(403, "locked")
        try:
            super().guard(request)
        except Refused:
            self.wrong += 1
            raise


@breaks("receiver.push.charset")
class WantsTheContentTypeWord(Endpoint):
    def guard(self, request):
        super().guard(request)
        if request.headers["content-type"] != "application/json":
            raise Refused(415, "JSON only")


@breaks("receiver.push.slow-body", live=True, scale={"broken_limit": 12.0})
class HasNoPatience(Endpoint):
    def read(self, environ):
        begun = time.monotonic()
        body = super().read(environ)
        if time.monotonic() - begun > 0.15 and len(body) < 1_000_000:
            raise Refused(408, "too slow")
        return body


@breaks("receiver.push.parallel", live=True)
class DoesOneThingAtATime(Endpoint):
    busy = False

    def process(self, message):
        if self.busy:
            self.seen.discard(message["Meta"]["Logs"][0]["ID"])
            raise Refused(503, "busy")
        self.busy = True
        time.sleep(0.01)
        super().process(message)
        self.busy = False


@breaks("receiver.push.parallel", live=True)
class LosesWhatComesAtTheSameTime(Endpoint):
    def process(self, message):
        kept = [*self.processed, message["Meta"]["Logs"][0]["ID"]]
        time.sleep(0.005)
        self.processed = kept


# Repeats and order


@breaks("receiver.repeat.once")
class ProcessesEveryRepeat(Endpoint):
    def is_new(self, message, request):
        return True


@breaks("receiver.repeat.once", live=True)
class KnowsMessagesByTheirAttempt(Endpoint):
    def key(self, message, request):
        return message["Meta"]["Logs"][0]["AttemptID"]


@breaks("receiver.repeat.once")
class KnowsMessagesByTheirBytes(Endpoint):
    def key(self, message, request):
        return hash(request.body)


@breaks("receiver.repeat.once")
class RemembersTheLastMessageOnly(Endpoint):
    last = None

    def is_new(self, message, request):
        before, self.last = self.last, self.key(message, request)
        return before != self.last


@breaks("receiver.repeat.acknowledged")
class RefusesRepeats(Endpoint):
    def repeated(self, message):
        return 409, "seen before"


@breaks("receiver.repeat.same-time")
class KnowsMessagesByTheirTime(Endpoint):
    def key(self, message, request):
        return message["Meta"].get("EventDateTime")


@breaks("receiver.repeat.parallel", live=True)
class LooksFirstAndNotesLater(Endpoint):
    def is_new(self, message, request):
        key = self.key(message, request)
        new = key not in self.seen
        time.sleep(0.005)
        self.seen.add(key)
        return new


@breaks("receiver.repeat.unheard", live=True)
class ProcessesWhenItHasBeenHeard(Endpoint):
    """Notes the id, answers, and processes when the answer is out: never, if nobody takes it."""

    def __call__(self, environ, start):
        status, text, *_ = self.answered(environ)
        start(f"{status} Status", [("Content-Type", "text/plain")])
        yield text.encode() or b"ok"
        waiting = environ.pop("waiting", None)
        if waiting:
            for _ in range(2):
                time.sleep(0.003)
                yield b" "
            super().process(waiting)

    def pushed(self, request):
        self.current.environ = request.environ
        return super().pushed(request)

    current = threading.local()

    def process(self, message):
        self.current.environ["waiting"] = message


@breaks("receiver.repeat.after-refusal")
class NotesTheIdBeforeTheToken(Endpoint):
    def guard(self, request):
        meta = request.message.get("Meta") if isinstance(request.message, dict) else None
        if isinstance(meta, dict):
            request.environ["new"] = super().is_new(request.message, request)
        super().guard(request)

    def is_new(self, message, request):
        return request.environ["new"]


@breaks("receiver.burst.drained", fresh=True)
class LosesWhatDoesNotFitItsQueue(Endpoint):
    def process(self, message):
        if len(self.processed) < 30:
            super().process(message)


@breaks("receiver.burst.drained", fresh=True)
class TakesSoManyAnHour(Endpoint):
    def check(self, message, request):
        if len(self.processed) >= 30:
            raise Refused(429, "so many, and no more")


@breaks("receiver.order.merge-first")
class WantsToKnowWhomItMerges(Endpoint):
    def __init__(self):
        super().__init__()
        self.patients = set()

    def check(self, message, request):
        patient = message.get("Patient") or {}
        known = {each["ID"] for each in patient.get("Identifiers") or [] if each.get("ID")}
        if message["Meta"].get("EventType") == "PatientMerge" and not known & self.patients:
            raise Refused(404, "no such patient")
        self.patients |= known


# Unusual messages


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


# Leaks


@breaks("receiver.leak.token")
class TellsWhatTokenItWants(Endpoint):
    def guard(self, request):
        try:
            super().guard(request)
        except Refused:
            raise Refused(401, f"expected {TOKEN}") from None


@breaks("receiver.leak.token")
class ShowsItsSettingsWhenItCrashes(Endpoint):
    def crashed(self, crash):
        return 500, f"{crash!r} REDOX_TOKEN={TOKEN}"

    def check(self, message, request):
        if "Visit" in message:
            _ = (message["Visit"] or {}).get("VisitNumber")

    def pushed(self, request):
        if isinstance(request.message, dict) and isinstance(request.message.get("Meta"), str):
            _ = request.message["Meta"]["DataModel"]
        return super().pushed(request)


@breaks("receiver.leak.token")
class SendsTheWholeChallengeBack(Endpoint):
    def verified(self, request):
        held = request.message if request.method == "POST" else request.query
        return 200, json.dumps(held)


@breaks("receiver.leak.other-patients")
class ListsItsPatientsToEverybody(Endpoint):
    def __init__(self):
        super().__init__()
        self.names = []

    def process(self, message):
        super().process(message)
        person = (message.get("Patient") or {}).get("Demographics") or {}
        self.names.append(person.get("LastName"))

    def handle(self, request):
        if request.method == "GET" and request.path == PATH and "challenge" not in request.query:
            return 200, json.dumps(self.names)
        return super().handle(request)


@breaks("receiver.leak.echo")
class RepeatsTheMessage(Endpoint):
    def taken(self, message, request):
        return 200, json.dumps({"received": message["Meta"], "patient": message.get("Patient")})


@breaks("receiver.leak.log-token")
class LogsHeaders(Endpoint):
    def handle(self, request):
        self.write(f"{request.method} {request.headers}")
        return super().handle(request)


@breaks("receiver.leak.log-token")
class LogsTheTokenThatItWants(Endpoint):
    def guard(self, request):
        try:
            super().guard(request)
        except Refused:
            self.write(f"expected {TOKEN}")
            raise


@breaks("receiver.leak.log-patient")
class LogsNames(Endpoint):
    def process(self, message):
        super().process(message)
        person = (message.get("Patient") or {}).get("Demographics") or {}
        self.write(f"welcome, {person.get('FirstName')}")


@breaks("receiver.leak.log-patient")
class LogsWhatItCanNotRead(Endpoint):
    def parsed(self, request):
        try:
            return super().parsed(request)
        except Refused:
            around = request.body.partition(b'"LastName":')[2][:40]
            self.write(f"no JSON near {around!r}")
            raise


@breaks("receiver.leak.log-number")
class LogsVisits(Endpoint):
    def process(self, message):
        super().process(message)
        self.write(f"visit {(message.get('Visit') or {}).get('VisitNumber')}")


# Time, methods, paths


@breaks("receiver.timing.bytes", scale={"samples": 300})
class TakesLongerTheMoreIsRight(Endpoint):
    step = 18e-6

    def is_right(self, token):
        for one, other in zip(str(token or ""), TOKEN, strict=False):
            until = time.perf_counter() + self.step
            while time.perf_counter() < until:
                pass
            if one != other:
                return False
        return super().is_right(token)


@breaks("receiver.timing.plain")
class TakesMuchLongerTheMoreIsRight(TakesLongerTheMoreIsRight):
    step = 1e-4


@breaks("receiver.method.unguarded")
class LooksAtTheTokenOfPostsOnly(Endpoint):
    def route(self, request):
        if request.method != "PUT":
            super().route(request)

    def handle(self, request):
        if request.method == "PUT":
            request.message = self.parsed(request)
            if not self.is_right(request.headers.get("verification-token")):
                return self.pushed(request)
            return 405, "not so"
        return super().handle(request)


@breaks("receiver.method.unguarded")
class LooksAtTheTokenOfOnePathOnly(Endpoint):
    def route(self, request):
        if request.path != f"{PATH}/":
            super().route(request)

    def guard(self, request):
        if request.path == PATH:
            super().guard(request)


@breaks("receiver.method.other")
class TakesMessagesByGet(Endpoint):
    def handle(self, request):
        if request.method == "GET" and request.body:
            request = Request(**{**vars(request), "method": "POST"})
        return super().handle(request)


@breaks("receiver.transport.https", live=True, target={"environment": "Production"})
class IsPlainHttpInProduction(Endpoint):
    pass


# Bugs that are so broad that several rules see them


@dataclass(frozen=True)
class Broad:
    """A receiver whose bug breaks these rules at least."""

    make: type
    rules: set[str]
    probe: bool = True
    quiet: float = 0.001


_EVERY_TOKEN = {"receiver.token.wrong", "receiver.token.absent", "receiver.token.prefix",
                "receiver.token.case", "receiver.token.exact"}  # fmt: skip


class TakesEveryToken(Endpoint):
    def guard(self, request):
        """Everybody may."""


class RefusesAndProcesses(Endpoint):
    """Answers 401, but the row is written."""

    def handle(self, request):
        try:
            return super().handle(request)
        except Refused as refused:
            if refused.args[0] == 401 and request.message and "Meta" in request.message:
                self.process(request.message)
            raise


class TakesBackLater(Endpoint):
    """Processes first, refuses, and takes back what it did a little later."""

    def handle(self, request):
        try:
            return super().handle(request)
        except Refused as refused:
            if refused.args[0] == 401 and request.message and "Meta" in request.message:
                row = str(uuid.uuid4())
                self.processed.append(row)
                threading.Timer(0.03, self.processed.remove, [row]).start()
            raise


class ProcessesInAWorkerWhatItRefuses(Endpoint):
    """Puts all into a queue before it looks at the token."""

    def handle(self, request):
        if request.method == "POST" and request.path == PATH:
            message = self.parsed(request)
            if isinstance(message, dict) and isinstance(message.get("Meta"), dict):
                threading.Timer(0.01, self._work, [message]).start()
        return super().handle(request)

    def _work(self, message):
        if self.is_new(message, None):
            Endpoint.process(self, message)

    def pushed(self, request):
        return 200, ""


class SaysYesAndDoesNothing(Endpoint):
    """A static page."""

    def answered(self, environ):
        return 200, "OK"


class SaysNoToEverybody(Endpoint):
    def answered(self, environ):
        return 401, "no"


BROAD = {
    each.make.__name__ + ("" if each.probe else "Unseen"): each
    for each in (
        Broad(TakesEveryToken, _EVERY_TOKEN),
        Broad(RefusesAndProcesses, _EVERY_TOKEN),
        Broad(TakesBackLater, _EVERY_TOKEN, quiet=0.06),
        Broad(ProcessesInAWorkerWhatItRefuses, _EVERY_TOKEN, quiet=0.03),
        Broad(SaysYesAndDoesNothing,
              {"receiver.verification.challenge", "receiver.push.processed"}),
        Broad(SaysYesAndDoesNothing,
              {"receiver.verification.challenge", "receiver.token.told-apart"}, probe=False),
        Broad(SaysNoToEverybody, {"receiver.verification.challenge", "receiver.push.accepted"}),
        Broad(SaysNoToEverybody,
              {"receiver.verification.challenge", "receiver.push.accepted"}, probe=False),
    )
}  # fmt: skip
