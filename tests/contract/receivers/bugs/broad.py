"""Bugs that are so broad that several rules see them."""

import threading
import uuid
from dataclasses import dataclass

from ..base import PATH, Endpoint, Refused


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
