"""The webhook's side: your endpoint as its own process, in any language."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

TOKEN = "my-made-up-token-0123456789"


@pytest.fixture(scope="module")
def endpoint():
    """Your endpoint; here the plain Flask app beside this file."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    app = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("receiver.py")), str(port)],
        env={**os.environ, "REDOX_VERIFICATION_TOKEN": TOKEN},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield _once_it_answers(f"http://127.0.0.1:{port}", app)
    finally:
        app.terminate()
        app.wait(timeout=10)


def _once_it_answers(url, app):
    until = time.monotonic() + 20
    while time.monotonic() < until and app.poll() is None:
        try:
            requests.get(f"{url}/arrivals", timeout=5)
            return url
        except requests.ConnectionError:
            time.sleep(0.05)
    raise RuntimeError("the endpoint did not start")


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_my_endpoint_is_verified(redox, endpoint, method):
    assert redox.verify(f"{endpoint}/redox", TOKEN, method).ok


def test_a_right_token_gets_in_and_a_wrong_one_does_not(redox, endpoint):
    url = f"{endpoint}/redox"
    redox.verify(url, TOKEN)
    before = len(requests.get(f"{endpoint}/arrivals", timeout=5).json())

    assert redox.push("PatientAdmin.Arrival", url).status == 200
    assert redox.push("PatientAdmin.Arrival", url, as_="wrong").status == 401
    assert redox.push("PatientAdmin.Arrival", url, as_="missing").status == 401
    assert redox.push("PatientAdmin.Arrival", url, as_="empty").status == 401

    after = requests.get(f"{endpoint}/arrivals", timeout=5).json()
    assert len(after) == before + 1
