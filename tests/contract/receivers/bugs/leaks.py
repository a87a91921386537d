"""Receivers that tell what they should keep to themselves."""

import json

from ..base import PATH, TOKEN, Endpoint, Refused
from .table import breaks


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
