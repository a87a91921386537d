"""Bugs that show when messages come again, or in another order."""

import threading
import time

from ..base import Endpoint, Refused
from .table import breaks


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
