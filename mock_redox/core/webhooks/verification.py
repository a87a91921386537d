"""The challenge by which Redox proves an endpoint (webhooks.md 2)."""

import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit, urlunsplit

from mock_redox.core.ports import Answer, Failure, Outgoing
from mock_redox.core.settings import Settings
from mock_redox.core.times import brief, iso
from mock_redox.core.wire import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """One attempt to verify an endpoint, and why it went as it did."""

    ok: bool
    at: datetime
    url: str
    method: str
    status: int | None
    reason: str
    took: float
    destination: str
    exchange: int
    failure: Failure | None = None
    """Why there is no status."""

    def as_json(self) -> dict[str, object]:
        return {
            "ok": self.ok, "at": iso(self.at), "url": self.url, "method": self.method,
            "status": self.status, "reason": self.reason, "took_ms": round(self.took * 1000, 3),
            "destination": self.destination, "exchange": self.exchange, "failure": self.failure,
        }  # fmt: skip


def challenge_by_post(url: str, token: str, challenge: str, settings: Settings) -> Outgoing:
    """Token and challenge in the body only, and these headers only (2.2)."""
    body = json.dumps(
        {"verification-token": token, "challenge": challenge}, separators=(",", ":")
    ).encode()
    return Outgoing(
        method="POST",
        url=url,
        headers=(
            ("application-name", "RedoxEngine"),
            ("content-type", "application/json"),
            ("connection", "close"),
        ),
        body=body,
        timeout=settings.verification_timeout,
    )


def challenge_by_get(url: str, token: str, challenge: str, settings: Settings) -> Outgoing:
    """Token and challenge in the query and in headers: receivers look in either place (2.3)."""
    parts = urlsplit(url)
    added = urlencode([("challenge", challenge), ("verification-token", token)])
    return Outgoing(
        method="GET",
        url=urlunsplit(parts._replace(query=f"{parts.query}&{added}" if parts.query else added)),
        headers=(
            ("application-name", "RedoxEngine"),
            ("verification-token", token),
            ("challenge", challenge),
            ("connection", "close"),
        ),
        timeout=settings.verification_timeout,
    )


def judge(answer: Answer, challenge: str, strict: bool) -> Verdict:
    """A 2xx whose body holds the challenge; strictly, whose body is it (2.4)."""
    if answer.status is None:
        return Verdict(False, answer.lack)
    if 300 <= answer.status < 400:
        return Verdict(False, f"answered {answer.status}; Redox follows no redirect")
    if not answer.good:
        return Verdict(False, f"answered {answer.status}; a verified endpoint answers 2xx")
    text = answer.body.decode("utf-8", "replace")
    if challenge not in text:
        return Verdict(
            False,
            f"answered {answer.status}, but the challenge is not in the body "
            f"({len(answer.body)} bytes); send it back as it came",
        )
    if strict and text.strip() != challenge:
        return Verdict(False, "the body holds more than the challenge, and strict_challenge is on")
    return Verdict(True, f"answered {answer.status} with the challenge")


def timed(verdict: Verdict, answer: Answer, settings: Settings) -> Verdict:
    """The same, with the limit named where it was what failed."""
    if answer.failure != "timeout":
        return verdict
    return Verdict(False, f"no answer within {brief(settings.verification_timeout)}")
