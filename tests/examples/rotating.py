"""An app that takes over a new key while it runs: what ``mock-redox drill`` needs of one.

Run it: REDOX_URL=http://127.0.0.1:7336 python rotating.py 8000
Then:   mock-redox drill key --call http://127.0.0.1:8000/call --reload http://127.0.0.1:8000/reload
"""

import os
import sys

from client import RedoxClient
from flask import Flask, request
from test_first import QUERY

app = Flask(__name__)
clients: list[RedoxClient] = []


@app.post("/reload")
def reload() -> str:
    """Told of a key, here as at the start."""
    new = request.get_json()
    if clients:
        clients[0].use(new["kid"], new["private_key"])
    else:
        clients.append(RedoxClient(**new, base_url=os.environ["REDOX_URL"]))
    return ""


@app.post("/call")
def call() -> str:
    """One call to Redox; this one fails when that does."""
    clients[0].send(QUERY)
    return ""


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]) if len(sys.argv) > 1 else 8000)
