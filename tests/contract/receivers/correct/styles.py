"""Where they look for the token, and how they answer."""

import json
import time

from ..base import PATH, TOKEN, Endpoint, Refused


class AnswersInJson(Endpoint):
    """POST only; the challenge as JSON; what is no model of its own is refused."""

    def handle(self, request):
        if request.method != "POST":
            raise Refused(405, '{"error": "method"}')
        return super().handle(request)

    def verified(self, request):
        return 200, json.dumps({"challenge": request.challenge})

    def taken(self, message, request):
        return 200, json.dumps({"status": "OK", "at": time.time()})

    def check(self, message, request):
        if message["Meta"].get("DataModel") not in ("PatientAdmin", "Scheduling"):
            raise Refused(400, '{"error": "data model"}')


class GoesByTheHeader(Endpoint):
    """What has the token in a header is a message, all else a challenge; 403."""

    def handle(self, request):
        self.route(request)
        if request.method == "GET":
            raise Refused(405, "POST")
        if "verification-token" in request.headers:
            self.guard(request)
            request.message = self.parsed(request)
            return self.pushed(request)
        request.message = self.parsed(request)
        if request.challenge is None:
            raise Refused(403, "Forbidden")
        return self.challenged(request)

    def challenged(self, request):
        if not self.is_right(request.message.get("verification-token")):
            raise Refused(403, "Forbidden")
        return self.verified(request)


class VerifiesByGetOnly(Endpoint):
    """The token of the challenge in a header; a failed check is a 200 with another text."""

    def handle(self, request):
        self.route(request)
        if not self.is_right(request.headers.get("verification-token")):
            return 200, json.dumps({"data": "Failed to verify token."})
        if request.method == "GET":
            return 200, request.query.get("challenge", "")
        request.message = self.parsed(request)
        return self.pushed(request)

    def taken(self, message, request):
        return 200, json.dumps({"status": "OK"})


class ReadsTheBearerOnly(Endpoint):
    def guard(self, request):
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or not self.is_right(token):
            raise Refused(401, "", ("WWW-Authenticate", "Bearer"))


class DemandsItsHeader(Endpoint):
    """A framework misses the header, a handler finds it wrong: two refusals, POST alone."""

    def route(self, request):
        super().route(request)
        if request.method != "POST":
            raise Refused(405, '{"status": 405, "error": "Method Not Allowed"}')

    def guard(self, request):
        if "verification-token" not in request.headers:
            raise Refused(400, "Required header 'verification-token' is not present.")
        if not self.is_right(request.headers["verification-token"]):
            raise Refused(403, "Forbidden")


class WantsBothHeaders(Endpoint):
    def guard(self, request):
        super().guard(request)
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            raise Refused(401, "wrong token")
        if request.headers.get("application-name") != "RedoxEngine":
            raise Refused(403, "who are you?")


class TakesEitherHeader(Endpoint):
    def guard(self, request):
        if self.is_right(request.headers.get("authorization", "").removeprefix("Bearer ")):
            return
        super().guard(request)


class SaysYesAndDiscards(Endpoint):
    """200 to everybody, with a word about it; what has no right token is dropped."""

    def answered(self, environ):
        _, text, *head = super().answered(environ)
        return 200, text, *head


class IsDiscreet(Endpoint):
    """200 and nothing to everybody: that it discards can be seen with a probe only."""

    def guard(self, request):
        try:
            super().guard(request)
        except Refused:
            raise Refused(200, "") from None


class AnswersInHtml(Endpoint):
    def __call__(self, environ, start):
        status, text, *_ = self.answered(environ)
        start(f"{status} Status", [("Content-Type", "text/html; charset=utf-8")])
        return [f"<html><body><p>{text}</p></body></html>".encode()]


class Lambda(Endpoint):
    """A function of an event, as behind an API gateway that lower-cases no name."""

    def answered(self, environ):
        try:
            request = self.request(environ)
        except Refused as refused:
            return refused.args
        names = {"verification-token": "Verification-Token", "authorization": "Authorization"}
        event = {
            "httpMethod": request.method, "path": request.path,
            "headers": {names.get(k, k): v for k, v in request.headers.items()},
            "queryStringParameters": request.query or None,
            "body": request.body.decode("utf-8", "replace") or None,
        }  # fmt: skip
        made = self.on(event)
        return made["statusCode"], made["body"]

    def on(self, event):
        if event["path"] != PATH or event["httpMethod"] not in ("GET", "POST"):
            return {"statusCode": 404, "body": ""}
        head = {name.lower(): value for name, value in event["headers"].items()}
        query = event["queryStringParameters"] or {}
        try:
            body = json.loads(event["body"]) if event["httpMethod"] == "POST" else {}
        except (TypeError, ValueError):
            return {"statusCode": 400, "body": "no JSON"}
        if not isinstance(body, dict):
            return {"statusCode": 400, "body": "no object"}
        sent = body if "challenge" in body else query if "challenge" in query else {}
        token = sent.get("verification-token") if sent else head.get("verification-token")
        if not self.is_right(token):
            return {"statusCode": 401, "body": "Unauthorized"}
        if sent:
            return {"statusCode": 200, "body": sent["challenge"]}
        if isinstance(body.get("Meta"), dict) and self.is_new(body, None):
            self.process(body)
        return {"statusCode": 200, "body": ""}
