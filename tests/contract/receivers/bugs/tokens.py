"""Bugs in how tokens are compared."""

import hmac
import threading
import unicodedata
from urllib.parse import unquote

from ..base import TOKEN, Endpoint, Refused
from .table import OLD, OTHER, breaks

_CYRILLIC = "\u0430\u0435\u043e\u0440\u0455\u0445\u0443\u0456"


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
