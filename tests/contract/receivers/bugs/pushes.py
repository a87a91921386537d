"""Bugs that right pushes meet."""

import time

from ..base import PATH, Endpoint, Refused
from .table import IMPATIENT, breaks


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


@breaks("receiver.push.slow-body", live=True, scale={"broken_limit": 20.0})
class HasNoPatience(Endpoint):
    def read(self, environ):
        """Of eight pieces five may not come late: on a busy machine a whole body may be."""
        length, late, pieces = int(environ.get("CONTENT_LENGTH") or 0), 0, []
        for first in range(0, length, max(1, -(-length // 8))):
            begun = time.monotonic()
            pieces.append(environ["wsgi.input"].read(min(-(-length // 8), length - first)))
            late += time.monotonic() - begun > 0.03
        if late >= 5 and length < 1_000_000:
            raise Refused(408, "too slow")
        if sum(map(len, pieces)) < length:
            raise Refused(400, "cut short")
        return b"".join(pieces)


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
