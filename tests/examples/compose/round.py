"""The whole round in the stack: docker compose run --rm round

The app gets a token from https://api.redoxengine.com and looks up a patient; the mock verifies the
app's endpoint, then pushes with the right token, a wrong one and none.
"""

import os
import sys
from typing import Any

import requests

APP = os.environ.get("APP_URL", "http://app:8000")
CONTROL = os.environ.get("MOCK_REDOX_URL", "http://mock:7336") + "/__mock__"
TO = "my-app"

mock = requests.Session()
mock.headers["Authorization"] = f"Bearer {os.environ.get('MOCK_REDOX_CONTROL_TOKEN', '')}"


def main() -> int:
    """Run it; 0 if all went as it should."""
    return 0 if all([call(), verification(), pushes()]) else 1


def call() -> bool:
    """What the app asks Redox for, by the name that is fixed in its code."""
    answer = requests.get(f"{APP}/patients/0000000001", timeout=30)
    if not answer.ok:
        return said("token and call", False, answer.reason)
    calls = {each["path"]: each["status"] for each in journal(direction="in")}
    done = calls.get("/v2/auth/token") == calls.get("/endpoint") == 200
    return said("token and call", done, f"found {answer.json()['LastName']}")


def verification() -> bool:
    answer = control("/verify", {"to": TO})
    return said("verification", answer["ok"], answer["reason"])


def pushes() -> bool:
    """Each is answered as it should be, and one alone is taken in."""
    before = len(arrivals())
    done = []
    for variant, wanted in (("right", 200), ("wrong", 401), ("missing", 401)):
        order = {"event": "PatientAdmin.Arrival", "to": TO, "variant": variant}
        sent = control("/deliveries", order)
        status = sent["attempts"][-1]["status"]
        done.append(said(f"push, {variant} token", status == wanted, f"answered {status}"))
    taken = len(arrivals()) - before
    return all([*done, said("taken in", taken == 1, f"{taken} of 3")])


def control(path: str, body: object) -> dict[str, Any]:
    answer = mock.post(CONTROL + path, json=body, timeout=30)
    answer.raise_for_status()
    read: dict[str, Any] = answer.json()
    return read


def journal(**query: str) -> list[dict[str, Any]]:
    answer = mock.get(f"{CONTROL}/journal", params=query, timeout=30)
    answer.raise_for_status()
    found: list[dict[str, Any]] = answer.json()["exchanges"]
    return found


def arrivals() -> list[str]:
    found: list[str] = requests.get(f"{APP}/arrivals", timeout=30).json()
    return found


def said(what: str, done: bool, text: str) -> bool:
    print(f"{'ok  ' if done else 'FAIL'} {what}: {text}", flush=True)
    return done


if __name__ == "__main__":
    sys.exit(main())
