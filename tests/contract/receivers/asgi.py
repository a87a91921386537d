"""Two Redox receivers for ASGI: one written by hand, one with Starlette."""

import hmac
import json
import os
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

TOKEN = os.environ.get("REDOX_VERIFICATION_TOKEN", "my-made-up-token-0123456789")
arrivals: dict[str, str] = {}


def is_right(token: object) -> bool:
    return hmac.compare_digest(str(token or "").encode("utf-8", "replace"), TOKEN.encode())


def keep(meta: object) -> None:
    if isinstance(meta, dict):
        arrivals.setdefault(meta["Logs"][0]["ID"], meta.get("EventType", ""))


async def by_hand(scope, receive, send):
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        event = await receive()
        body, more = body + event.get("body", b""), event.get("more_body", False)
    status, text = decide(scope, body)
    head = [(b"content-type", b"text/plain"), (b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": text})


def decide(scope, body):
    if scope["path"] == "/arrivals":
        return 200, json.dumps([*arrivals.values()]).encode()
    if scope["path"] != "/redox" or scope["method"] not in ("GET", "POST"):
        return 404, b""
    head = {name.decode("latin-1").lower(): value for name, value in scope["headers"]}
    held = dict(parse_qsl(scope["query_string"].decode("latin-1")))
    if scope["method"] == "POST":
        try:
            held = json.loads(body)
        except ValueError:
            return 400, b"no JSON"
    if not isinstance(held, dict):
        return 400, b"no object"
    if "challenge" in held:
        right = is_right(held.get("verification-token"))
        return (200, held["challenge"].encode()) if right else (401, b"")
    if not is_right(head.get("verification-token", b"").decode("latin-1")):
        return 401, b""
    if scope["method"] == "POST":
        keep(held.get("Meta"))
    return 200, b""


async def receive(request: Request):
    if request.method == "GET":
        given = request.query_params
    else:
        try:
            given = await request.json()
        except ValueError:
            return PlainTextResponse("no JSON", 400)
    if not isinstance(given, dict) and request.method == "POST":
        return PlainTextResponse("no object", 422)
    asked = "challenge" in given
    token = given.get("verification-token") if asked else request.headers.get("verification-token")
    if not is_right(token):
        return PlainTextResponse("wrong verification token", 401)
    if asked:
        return JSONResponse({"challenge": given["challenge"]})
    if request.method == "POST":
        keep(given.get("Meta"))
    return PlainTextResponse("", 202)


def listed(request: Request):
    return JSONResponse([*arrivals.values()])


starlette = Starlette(
    routes=[Route("/redox", receive, methods=["GET", "POST"]), Route("/arrivals", listed)]
)
