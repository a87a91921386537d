"""The machine of ``tests/machine.py`` on a real ``serve``, with a receiver behind HTTP."""

from __future__ import annotations

import json

import pytest
import requests
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from machine import DESTINATIONS, Endpoints, FeedMachine
from thoroughness import draws, some


class Live:
    """Acts by the control API."""

    def __init__(self, url, receiver):
        self.endpoints = Endpoints()
        self._base, self._http = f"{url}/__mock__", requests.Session()
        receiver.answer, base = self._answer, receiver.url.removesuffix("/redox")
        self._post("/reset", {})
        for name in DESTINATIONS:
            spec = {"id": name, "name": name, "url": f"{base}/{name}", "verification_token": "t"}
            self._post("/destinations", spec)

    def _answer(self, environ, body):
        name = environ["PATH_INFO"].strip("/")
        return self.endpoints.take(name, json.loads(body)["n"]), {}, b""

    def _post(self, path, body):
        reply = self._http.post(self._base + path, json=body, timeout=20)
        assert reply.ok, reply.text
        return reply.json()

    def enqueue(self, name, number):
        order = {"event": "PatientAdmin.Arrival", "to": name, "queued": True}
        return self._post("/deliveries", {**order, "unverified": True, "data": {"n": number}})["id"]

    def advance(self, seconds):
        self._post("/clock", {"advance": seconds})

    def act(self, feed, verb):
        self._post(f"/feeds/{feed}/{verb}", None)

    def feeds(self):
        return self._http.get(f"{self._base}/feeds", timeout=20).json()["feeds"]

    def now(self):
        return self._http.get(f"{self._base}/clock", timeout=20).json()["now"]


@pytest.mark.parametrize("state", some([True, False]), ids=["with a state file", "in memory"])
def test_the_same_machine_on_a_live_server(start_serve, receiver, tmp_path, state):
    kept = ["--state", str(tmp_path / "state.db")] if state else []
    serving = start_serve("--clock", "virtual", "--log", "none", *kept)

    class LiveFeeds(FeedMachine):
        statuses = (200, 204, 302, 400, 503)

        def start(self):
            return Live(serving.url, receiver)

    quiet = [HealthCheck.too_slow]
    run_state_machine_as_test(
        LiveFeeds,
        settings=settings(
            max_examples=draws(8),
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=quiet,
        ),
    )
