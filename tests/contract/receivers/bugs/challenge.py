"""Bugs in the answer to a challenge."""

import json
import time

from ..base import TOKEN, Endpoint, Refused
from .table import IMPATIENT, breaks


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
