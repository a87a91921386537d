"""Live servers, the command's (Granian) and the fixture's (Werkzeug), by their control API."""

from __future__ import annotations

import socket

import pytest
import requests


class Live:
    """A live server, whichever it is, by its control API."""

    def __init__(self, url):
        self.url = url
        self.port = int(url.rpartition(":")[2])

    def control(self, method, path, body=None):
        return requests.request(method, f"{self.url}/__mock__{path}", json=body, timeout=20).json()

    def fail(self, name, **more):
        return self.control("POST", "/active-failures", {"name": name, **more})["id"]

    def fired(self, id_):
        active = self.control("GET", "/active-failures")["active_failures"]
        return next(each["fired"] for each in active if each["id"] == id_)

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=5)

    def status(self, **more):
        return requests.post(f"{self.url}/endpoint", timeout=20, **more).status_code

    def login(self, key):
        body = {"apiKey": key["api_key"], "secret": key["secret"]}
        return requests.post(f"{self.url}/auth/authenticate", json=body, timeout=20).status_code


@pytest.fixture(params=["serve", "fixture"])
def live(request):
    if request.param == "fixture":
        yield Live(request.getfixturevalue("redox_server").url)
        return
    found = Live(request.getfixturevalue("served").url)
    yield found
    found.control("DELETE", "/active-failures")


@pytest.fixture
def serve(served):
    found = Live(served.url)
    yield found
    found.control("DELETE", "/active-failures")
