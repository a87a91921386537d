"""``doctor token``: an access token by its looks, the header it is sent in, and its lifetime."""

import re
from datetime import datetime
from typing import NamedTuple

from mock_redox.core.auth.bearers import CHECKS, Bearer, no_token
from mock_redox.core.auth.causes import not_filled_in
from mock_redox.core.auth.tokens import Tokens
from mock_redox.core.clock import Clock
from mock_redox.core.doctor.reading.curl import read_curl
from mock_redox.core.doctor.reading.http_text import read_http
from mock_redox.core.doctor.report import (
    Certainty,
    Facts,
    Finding,
    Open,
    Report,
    facts,
    finding,
    found,
    hiding,
)
from mock_redox.core.doctor.token.answers import Answered, read_answer
from mock_redox.core.doctor.token.lifetimes import age
from mock_redox.core.errors import RedoxError
from mock_redox.core.failures.catalogue import FAILURES
from mock_redox.core.ids import Ids
from mock_redox.core.redaction import UUID, hidden
from mock_redox.core.settings import Settings

_FORM = {"header", "scheme", "one token"}
"""The checks that need no store of tokens."""
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
"""The characters of a bearer token (RFC 6750 2.1)."""
_NAMED = re.compile(r"(?i)[\"']?authorization[\"']?\s*[:=]\s?")
_SCHEMES = ("bearer", "basic", "token", "digest")
_PEM = "-----BEGIN"
_FIX = "put the access_token of the answer there, and nothing else"


def token(
    text: str,
    answer: bytes | None = None,
    *,
    now: datetime,
    at: datetime | None = None,
    issued: datetime | None = None,
    settings: Settings | None = None,
) -> Report:
    """What is wrong with an access token, the header that carries it, or its age.

    Whether Redox knows the token can't be told offline: it is opaque.

    Args:
        text: the token, an ``Authorization`` header, a request or curl command with one, or the
            answer of the token endpoint.
        answer: the answer of the token endpoint that the token is from.
        now: the time of the one who asks.
        at: the time when it was used. Without it, a token that has expired is doubtful.
        issued: when it was issued.
    """
    if (answer is None and text.lstrip()[:1] == "{") or text.lstrip().startswith("HTTP/"):
        answer, text = text.encode("utf-8", "replace"), ""
    answered = read_answer(answer) if answer is not None else None
    settings = settings or Settings()
    given = _given(text)
    findings: list[Finding] = []
    if text or answered is None:
        case = Bearer(given.header, Tokens(Clock(now.timestamp), Ids(0)), now, settings)
        findings = [] if _PEM in given.bare else _spelt(case, given.bare)
        findings = findings or _looks(given.bare, answered)
    moment = now if at is None else at
    ages, rows, open_ = age(answered, moment, issued, at is not None)
    report = Report(
        subject="token",
        findings=(*findings, *(answered.findings if answered else ()), *ages),
        facts=(*_facts(given.bare or (answered.token if answered else "")),
               *facts("answer", answered.rows if answered else []), *rows),
        unjudged=(*open_, Open("whether Redox knows it", "tokens are opaque: only Redox can say")),
        notes=given.notes,
    )  # fmt: skip
    told = (answered.token, answered.refresh) if answered else ()
    return hiding(report, (given.bare, *told))


class _Given(NamedTuple):
    """The ``Authorization`` header that came, or is made of a token that came alone.

    Args:
        header: None where a request came without one.
        bare: the one word behind Bearer, or the token that came alone.
    """

    header: str | None
    bare: str
    notes: tuple[str, ...] = ()


def _given(text: str) -> _Given:
    if not text:
        return _Given(None, "")
    request = read_curl(text) or read_http(text.encode("utf-8", "replace"))
    if request is not None and (request.method or len(request.headers) > 1):
        value = next(iter(request.all("authorization")), None)
        return _Given(value, _last(value or ""), ("the header was taken out of a request",))
    if found_ := _NAMED.match(text):
        return _Given(text[found_.end() :], _last(text[found_.end() :]))
    words = text.split()
    if len(words) > 1 and words[0].lower().rstrip(":") in _SCHEMES:
        return _Given(text, _last(text))
    return _Given(f"Bearer {text}", text)


def _last(header: str) -> str:
    words = header.split()
    return words[1] if len(words) == 2 else ""


def _spelt(case: Bearer, bare: str) -> list[Finding]:
    """How the header is spelt, by Redox's own checks as far as they need no store of tokens."""
    given = case.authorization or ""
    if bare.strip() and (set("\r\n\t") & set(given) or bare != bare.strip()):
        return [finding(
            "token.line_end", "a line end, a tab or a blank at its end or in it", "one word",
            "take it off where the token is read", "a file or a variable that ends with a line end",
        )]  # fmt: skip
    for check in CHECKS:
        if check.name in _FORM:
            try:
                check.run(case)
            except RedoxError as refused:
                why = refused.explanation
                return [found(why, fix=FAILURES[why.check].fix)]
    return []


def _looks(given: str, answered: Answered | None) -> list[Finding]:
    """What can't be a token of Redox's, by what it looks like."""
    told = f"a token of {len(given)} characters"
    wanted = "the access_token of the token endpoint's answer"
    if cause := _mistaken(given, answered):
        sure: Certainty = "doubtful" if cause == _JWT else "wrong"
        return [finding("token.unknown", told, wanted, _FIX, cause, sure)]
    if not _TOKEN.fullmatch(given):
        cause = "it was percent-encoded" if "%" in given else ""
        return [finding("token.characters", told, "letters, digits and -._~+/=", _FIX, cause)]
    return []


_JWT = "this is a JWT; Redox does not say what its tokens look like, but the assertion is one"


def _mistaken(given: str, answered: Answered | None) -> str:
    if _PEM in given:
        return "this is a PEM key"
    if filled := not_filled_in(given):
        return filled
    if answered and given == answered.refresh:
        return "this is the refresh token of that answer"
    if answered and answered.token and given != answered.token:
        return "this is not the token of that answer: an older one, or one of another client"
    known = no_token(given)
    if known is None:
        return ""
    return _JWT if given.count(".") == 2 and given.startswith("eyJ") else known[1]


def _facts(given: str) -> tuple[Facts, ...]:
    if not given:
        return ()
    kind = "opaque"
    if UUID.fullmatch(given):
        kind = "a uuid, as legacy access tokens are"
    elif given.count(".") == 2 and given.startswith("eyJ"):
        kind = "a JWT"
    return facts("token", [("value", hidden(given)), ("looks like", kind)])
