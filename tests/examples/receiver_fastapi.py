"""A Redox webhook receiver in FastAPI. Run it: python -m uvicorn receiver_fastapi:app"""

import hmac
import os
from typing import Annotated, Any

from fastapi import FastAPI, Header, HTTPException, Response

TOKEN = os.environ.get("REDOX_VERIFICATION_TOKEN", "my-made-up-token-0123456789")
app = FastAPI()
arrivals: dict[str, str] = {}
Token = Annotated[str, Header()]


def check(token: object) -> None:
    if not hmac.compare_digest(str(token or "").encode(), TOKEN.encode()):
        raise HTTPException(401, "wrong verification token")


@app.get("/redox")
def challenge_by_get(challenge: str, verification_token: Token = "") -> Response:
    check(verification_token)
    return Response(challenge, media_type="text/plain")


@app.post("/redox")
def receive(body: dict[str, Any], verification_token: Token = "") -> Response:
    check(body.get("verification-token") if "challenge" in body else verification_token)
    if "challenge" in body:
        return Response(body["challenge"], media_type="text/plain")
    if meta := body.get("Meta"):  # a FHIR bundle has none; it is set aside
        arrivals.setdefault(meta["Logs"][0]["ID"], meta["EventType"])
    return Response()


@app.get("/arrivals")
def list_arrivals() -> list[str]:
    return list(arrivals.values())
