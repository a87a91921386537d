"""An application that Redox signs people on at, in plain Flask: the token is checked with PyJWT.

Run it: REDOX_SSO_SECRET=my-shared-secret-of-32-characters python sso.py 8000
"""

import os
import sys

import jwt
from flask import Flask, Response, abort, redirect, request
from werkzeug.wrappers import Response as Redirect

SECRET = os.environ.get("REDOX_SSO_SECRET", "my-shared-secret-of-32-characters")
AUDIENCE = os.environ.get("REDOX_SSO_AUDIENCE", "my-application")
app = Flask(__name__)


@app.post("/sso")
def sign_on() -> Redirect:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        abort(401)
    needed = {"require": ["exp", "iat", "sub"]}
    try:
        who = jwt.decode(token, SECRET, algorithms=["HS256"], audience=AUDIENCE, options=needed)
    except jwt.InvalidTokenError:
        abort(401)
    return redirect(f"/charts/{who['patient_ids'][0]['id']}")


@app.get("/charts/<patient>")
def chart(patient: str) -> Response:
    return Response(f"The chart of {patient}", content_type="text/plain")


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
