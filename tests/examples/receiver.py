"""A Redox webhook receiver in plain Flask: answers the challenge, takes pushes that may come in.

Run it: REDOX_VERIFICATION_TOKEN=my-made-up-token-0123456789 python receiver.py 8000
"""

import hmac
import os
import sys

from flask import Flask, Response, abort, request

TOKEN = os.environ.get("REDOX_VERIFICATION_TOKEN", "my-made-up-token-0123456789")
app = Flask(__name__)
arrivals: dict[str, str] = {}


@app.route("/redox", methods=["GET", "POST"])
def receive() -> Response:
    body = request.args if request.method == "GET" else request.get_json()
    asked = "challenge" in body  # then the token is there, too; else it is in a header
    token = body.get("verification-token") if asked else request.headers.get("verification-token")
    if not hmac.compare_digest(str(token or "").encode(), TOKEN.encode()):
        abort(401)
    if asked:
        return Response(body["challenge"], content_type="text/plain")
    meta = body.get("Meta")
    if meta:  # a FHIR bundle has none; it is set aside
        arrivals.setdefault(meta["Logs"][0]["ID"], meta["EventType"])
    return Response()


@app.get("/arrivals")
def list_arrivals() -> list[str]:
    return list(arrivals.values())


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
