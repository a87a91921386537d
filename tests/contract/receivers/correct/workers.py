"""Receivers that answer first and process later."""

import json
import queue
import threading
import time

from ..base import Endpoint, Refused


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
