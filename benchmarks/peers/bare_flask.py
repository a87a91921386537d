"""The least a Flask server can be: one route. `python bare_flask.py PORT` serves it on Werkzeug."""

import sys

from flask import Flask

app = Flask(__name__)


@app.get("/")
def answer() -> dict[str, str]:
    """Answer the one question."""
    return {"status": "ok"}


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(sys.argv[1]), threaded=True)
