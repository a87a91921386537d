"""Bugs in time, methods and paths."""

import time

from ..base import PATH, TOKEN, Endpoint, Request
from .table import breaks


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


@breaks("receiver.timing.plain", scale={"samples": 120})
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
