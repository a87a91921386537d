"""Reports of the contract, made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from mock_redox.adapters.contracting.results import Judged, Report, by_rule
from mock_redox.contract.rules import Rule

HOSTILE = (
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>\" ' & ]]>"
    " \x1b[31m\x00\u202e\ud800"
)


def a_rule(id="receiver.token.variants", level="must"):
    return Rule(
        id=id, level=level, title="A wrong token is refused", mark="documented",
        rests_on="Redox sends the token with each message", source="webhooks.md 3",
        means="strangers get in",
    )  # fmt: skip


def an_exchange(**more):
    return {
        "id": 1, "at": "2026-01-01T12:00:00.000Z", "direction": "out", "method": "POST",
        "url": "http://127.0.0.1:8000/redox", "path": "/redox", "client": None, "status": 200,
        "outcome": "ok", "took_ms": 3.2, "reason": "acknowledged", "explanation": None,
        "forced": None, "request": {"headers": [["a", "b"]], "body": "{}"},
        "response": {"headers": [], "body": "<b>fine</b>"}, **more,
    }  # fmt: skip


def judged(verdict="passed", id="receiver.token.variants", level="must", **more):
    parts = {
        "variant": None, "target": "http://127.0.0.1:8000/redox", "node": f"t.py::{id}",
        "started": "2026-01-01T12:00:00.000Z", "took": 0.25,
    }  # fmt: skip
    return Judged(rule=a_rule(id, level), verdict=verdict, **{**parts, **more})


def reported(*variants, **more):
    placed = (replace(each, place=place) for place, each in enumerate(variants))
    parts = {
        "seed": 7, "started": datetime(2026, 1, 1, 12, tzinfo=UTC), "took": 1.5, "version": "0.1.0",
    }  # fmt: skip
    return Report(rules=by_rule(placed), **{**parts, **more})
