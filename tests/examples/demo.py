"""The main job, from outside: a token, a call, a dead token, a push with a right and a wrong token.

Starts ``mock-redox serve`` and the receiver beside this file, each as its own process.
"""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests
from client import RedoxClient
from test_first import QUERY

TOKEN = "my-made-up-token-0123456789"
HERE = Path(__file__).parent


def main() -> int:
    """Run it; 0 if all went as it should."""
    receiver = f"http://127.0.0.1:{_free_port()}"
    with (
        _started("-m", "mock_redox", "serve", "--port", "0", stdout=subprocess.PIPE) as mock,
        _started(str(HERE / "receiver.py"), receiver.rpartition(":")[2]),
    ):
        assert mock.stdout
        facts = json.loads(mock.stdout.readline())
        show("Your code calls Redox")
        good = calls(facts)
        show("Redox calls your code")
        return 0 if pushes(facts["url"], receiver) and good else 1


def calls(facts: dict[str, Any]) -> bool:
    """Token, query, a wrong token, and the same token five minutes later."""
    url, me = facts["url"], facts["clients"][0]
    client = RedoxClient(me["client_id"], me["kid"], me["private_key"], url)
    patient = client.send(QUERY)["Patient"]["Demographics"]
    show(f"  token for 300 s, then a query: found {patient['FirstName']} {patient['LastName']}")
    steps = [("a made-up token", "made-up"), ("the token, 301 s later", client.token)]
    answers = []
    for what, token in steps:
        if token == client.token:
            requests.post(f"{url}/__mock__/clock", json={"advance": 301}, timeout=5)
        head = {"Authorization": f"Bearer {token}"}
        answer = requests.post(f"{url}/endpoint", json=QUERY, headers=head, timeout=5)
        answers.append(answer.status_code)
        show(f"  {what}: {answer.status_code} {answer.text}\n      why: {_why(url)}")
    return answers == [401, 401]


def pushes(url: str, receiver: str) -> bool:
    """Verify the endpoint, then push with each kind of token, by the command line."""
    results = []
    for variant in ("right", "wrong", "missing"):
        command = ["-m", "mock_redox", "push", "PatientAdmin.Arrival", "--url", url]
        command += ["--to", f"{receiver}/redox", "--verification-token", TOKEN, "--as", variant]
        done = subprocess.run([sys.executable, *command], capture_output=True, text=True)
        results.append(done.returncode)
        show("\n".join(f"  {line}" for line in (done.stdout + done.stderr).splitlines()))
    arrived = requests.get(f"{receiver}/arrivals", timeout=5).json()
    show(f"  the receiver took in: {', '.join(arrived)}")
    return results == [0, 0, 0] and len(arrived) == 1


def show(text: str) -> None:
    print(text, flush=True)


def _why(url: str) -> str:
    found = requests.get(f"{url}/__mock__/journal", params={"limit": "1"}, timeout=5).json()
    why = found["exchanges"][0]["explanation"]
    return f"{why['check']}: got {why['got']}. {why['fix'].capitalize()}."


class _started(subprocess.Popen):  # noqa: N801
    """A process that ends with the block."""

    def __init__(self, *command: str, stdout: int = subprocess.DEVNULL) -> None:
        environ = {**os.environ, "REDOX_VERIFICATION_TOKEN": TOKEN}
        super().__init__(
            [sys.executable, *command], stdout=stdout, stderr=subprocess.DEVNULL, env=environ
        )
        port = command[-1]
        until = time.monotonic() + 20
        while port != "0" and time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(port))) == 0:
                    return
            time.sleep(0.05)

    def __exit__(self, *error: object) -> None:
        self.terminate()
        super().__exit__(*error)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(main())
