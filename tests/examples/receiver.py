"""A Redox webhook receiver in plain Flask: answers the challenge, takes pushes that may come in.

Run it: REDOX_VERIFICATION_TOKEN=my-made-up-token-0123456789 python receiver.py 8000
"""

import hmac
import os
import sys

from flask import Flask, Response, request

TOKEN = os.environ.get("REDOX_VERIFICATION_TOKEN", "my-made-up-token-0123456789")

app = Flask(__name__)
arrivals: dict[str, str] = {}


def matches(token: str | None) -> bool:
    return bool(token) and hmac.compare_digest(str(token).encode(), TOKEN.encode())


@app.get("/redox")
def challenge_by_get() -> tuple[str, int]:
    if not matches(request.headers.get("verification-token")):
        return "wrong verification token", 401
    return request.args["challenge"], 200


@app.post("/redox")
def receive() -> Response | tuple[str, int]:
    body = request.get_json(silent=True) or {}
    if "challenge" in body:
        if not matches(body.get("verification-token")):
            return "wrong verification token", 401
        return Response(body["challenge"], content_type="text/plain")
    if not matches(request.headers.get("verification-token")):
        return "wrong verification token", 401
    log_id = body["Meta"]["Logs"][0]["ID"]
    arrivals.setdefault(log_id, body["Patient"]["Demographics"]["LastName"])
    return "", 200


@app.get("/arrivals")
def list_arrivals() -> list[str]:
    return list(arrivals.values())


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
