"""A push as it was received: its token, its form and its body."""

from __future__ import annotations

import base64
import gzip
import json
from urllib.parse import quote

import pytest

from mock_redox.core.doctor.webhook.examination import received, webhook
from mock_redox.core.errors import Misuse
from mock_redox.core.webhooks.variants import VARIANTS, Known

TOKEN = "my-Made-up-token-0123456789"
FORMER, OTHER = "the-former-token-0123456789", "another-one-s-token-9876543"
META = {"DataModel": "PatientAdmin", "EventType": "Arrival", "Test": True,
        "EventDateTime": "2026-01-01T12:00:00.000Z", "Source": {"ID": "1", "Name": "Clinic"},
        "Logs": [{"ID": "log-1", "AttemptID": "attempt-1"}]}  # fmt: skip
BODY = json.dumps({"Meta": META, "Patient": {"Demographics": {"LastName": "Secretname"}}})
USUAL = (("application-name", "RedoxEngine"), ("content-type", "application/json"))
CHALLENGE = json.dumps({"verification-token": TOKEN, "challenge": "3f0c8a8e"})


def dump(headers, body=BODY, start="POST /redox HTTP/1.1"):
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    raw = body if isinstance(body, bytes) else body.encode()
    return f"{start}\r\nHost: app.test\r\n{head}\r\n".encode("latin-1") + raw


def both(header=TOKEN, bearer=f"Bearer {TOKEN}"):
    return (("verification-token", header), ("authorization", bearer), *USUAL)


def judge(raw, token=TOKEN):
    return webhook(received(raw), token, (FORMER,), (OTHER,))


def names(raw, token=TOKEN):
    return [each.name for each in judge(raw, token).findings]


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_is_recognised_by_its_name(name):
    carried = VARIANTS[name].carry(Known(TOKEN, (FORMER,), (OTHER,)))
    query = "".join(f"?{key}={quote(value)}" for key, value in carried.query)
    body = json.dumps({**json.loads(BODY), **carried.members})
    report = judge(dump((*carried.headers, *USUAL), body, f"POST /redox{query} HTTP/1.1"))

    expected = [] if name == "right" else [f"verification.{name}"]
    assert [each.name for each in report.findings] == expected
    assert report.ok is (VARIANTS[name].sound != "refuses")


@pytest.mark.parametrize(
    ("headers", "name", "says"),
    [
        (both(TOKEN[:10], f"Bearer {TOKEN[:10]}"), "wrong", "the beginning of the expected token"),
        (both(TOKEN[1:], f"Bearer {TOKEN[1:]}"), "wrong", "without its first character"),
        (both(f'"{TOKEN}"', f'Bearer "{TOKEN}"'), "wrong", "quotes round it"),
        (both(base64.b64encode(TOKEN.encode()).decode()), "wrong-header", "base64"),
        (both(f"Bearer {TOKEN}"), "wrong-header", "with the word Bearer before it"),
        (both("short"), "wrong-header", "another value of 5 characters; the expected one has 27"),
        (both(FORMER, f"Bearer {TOKEN}"), "wrong-header", "a former token"),
        (both(bearer="Bearer eyJhbGci.eyJpc3Mi.c2ln"), "wrong-bearer", "a JWT"),
        (both(bearer="Bearer somebody-else-s"), "wrong-bearer", "another value"),
        (both(bearer="Basic dXNlcjpwYXNz"), "basic", "another value"),
        (both(bearer=f"BEARER {TOKEN}"), "bearer-lowercase", "the expected token"),
        (both(bearer=f"Token {TOKEN}"), "basic", "the expected token"),
        (both(bearer="AWS4-HMAC-SHA256 Credential=A"), "basic", "another value"),
        ((("verification-token", f"{FORMER},{TOKEN}"), *both()[1:]), "doubled-wrong-first", ""),
        ((("verification-token", f"{TOKEN}, {FORMER}"), *both()[1:]), "doubled-right-first", ""),
    ],
    ids=str,
)
def test_other_differences_are_told_too(headers, name, says):
    found = judge(dump(headers)).findings

    assert [each.name for each in found] == [f"verification.{name}"]
    assert says in found[0].got


@pytest.mark.parametrize(
    ("header", "token"),
    [(f"Bearer {TOKEN}", TOKEN), (f'"{TOKEN}"', TOKEN), (TOKEN, f'"{TOKEN}"'), (TOKEN[:9], TOKEN)],
    ids=["Bearer", "quotes", "quotes round the expected one", "cut off"],
)
def test_your_own_token_that_was_spoilt_is_not_taken_for_a_stranger_s(header, token):
    found = judge(dump((("verification-token", header), *USUAL)), token).findings

    assert [each.name for each in found] == ["verification.wrong"]
    assert found[0].cause.startswith("it is your token")
    assert "somebody else" not in found[0].fix


def test_a_wrong_token_is_told_without_a_word_on_its_length():
    report = judge(dump((("verification-token", "short"), *USUAL)))

    assert report.verdict == "The push is NOT sound: the token that came is not the expected one."
    assert report.findings[0].cause == ""


@pytest.mark.parametrize(
    ("headers", "name", "ok"),
    [
        ((("verification-token", TOKEN), *USUAL), "authorization_missing", True),
        ((("authorization", f"Bearer {TOKEN}"), *USUAL), "header_missing", True),
        ((("authorization", f"Bearer {FORMER}"), *USUAL), "rotated-out", False),
        ((("HTTP_VERIFICATION_TOKEN", TOKEN), ("HTTP_AUTHORIZATION", f"Bearer {TOKEN}"), *USUAL),
         "header_renamed", True),
        ((("verification_token", TOKEN), *both()[1:]), "header_renamed", False),
        ((("X-Verification-Token", TOKEN), *both()[1:]), "header_renamed", False),
        ((("VerificationToken", TOKEN), *USUAL), "header_renamed", False),
        ((("X-Verification-Token", FORMER), *USUAL), "rotated-out", False),
        (USUAL, "missing", False),
    ],
    ids=str,
)  # fmt: skip
def test_headers_that_something_renamed_or_dropped_are_named(headers, name, ok):
    report = judge(dump(headers))

    assert [each.name for each in report.findings] == [f"verification.{name}"]
    assert report.ok is ok


@pytest.mark.parametrize("name", ["Verification-Token", "VERIFICATION-TOKEN"])
def test_the_case_of_a_header_s_name_is_no_matter(name):
    assert names(dump(((name, TOKEN), *both()[1:]))) == []


def test_an_expected_token_with_a_line_end_is_your_side_s_fault():
    found = judge(dump(both()), f"{TOKEN}\n").findings

    assert [(each.name, each.certainty) for each in found] == [
        ("verification.expected_padded", "wrong")
    ]


def test_an_empty_expected_token_is_an_error():
    with pytest.raises(Misuse, match="expected token is empty"):
        judge(dump(both()), " ")


def test_nothing_is_an_error():
    with pytest.raises(Misuse, match="no request was given"):
        received(b" \n")


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (both(), []),
        (both("a", "Bearer a"), []),
        (both("a", "Bearer b"), ["verification.headers_differ"]),
        (both("", "Bearer"), ["verification.empty"]),
        (USUAL, ["verification.missing"]),
    ],
    ids=str,
)
def test_without_the_expected_token_the_form_is_judged(headers, found):
    report = judge(dump(headers), None)

    assert [each.name for each in report.findings] == found
    assert ("the token", "the expected one was not given") in report.unjudged


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (dump(USUAL, CHALLENGE), []),
        (CHALLENGE.encode(), []),
        (dump(USUAL, CHALLENGE.replace("y-M", "y-m")), ["verification.case-flipped"]),
        (dump(USUAL, CHALLENGE.replace(TOKEN, FORMER)), ["verification.rotated-out"]),
        (dump(USUAL, '{"challenge": "3f0c8a8e"}'), ["verification.missing"]),
        (dump((), b"", f"GET /redox?challenge=1&verification-token={TOKEN} HTTP/1.1"), []),
        (dump((("verification-token", TOKEN),), b"", "GET /redox?challenge=1 HTTP/1.1"), []),
        (dump((), b"", "GET /redox?challenge=1 HTTP/1.1"), ["verification.missing"]),
        (dump((), b"", "GET /redox?challenge=1&verification-token=no HTTP/1.1"),
         ["verification.wrong"]),
    ],
)  # fmt: skip
def test_a_challenge_has_its_token_in_the_body_or_the_query(raw, found):
    report = judge(raw)

    assert [each.name for each in report.findings] == found
    assert report.subject == "verification request"


LAMBDA = {"httpMethod": "POST", "path": "/redox", "headers": dict(both()), "body": BODY}
ENCODED = {**LAMBDA, "body": base64.b64encode(BODY.encode()).decode(), "isBase64Encoded": True}


@pytest.mark.parametrize(
    "raw",
    [
        dump(both()), dump(both()).replace(b"\r\n", b"\n"),
        b"".join(b"> " + line for line in dump(both(), b"").splitlines(True)) + BODY.encode(),
        dump(both(), start="").lstrip(), json.dumps(LAMBDA).encode(), json.dumps(ENCODED).encode(),
        json.dumps({**LAMBDA, "body": json.loads(BODY)}).encode(),
        json.dumps({"multiValueHeaders": {k: [v] for k, v in both()}, "body": BODY}).encode(),
        json.dumps({"headers": [list(pair) for pair in both()], "body": BODY}).encode(),
        repr(dict(both())).encode(), json.dumps(dict(both())).encode(),
    ],
    ids=lambda raw: raw[:30].decode(),
)  # fmt: skip
def test_a_push_is_read_in_every_form_in_which_it_is_logged(raw):
    assert names(raw) == []
    assert names(raw.replace(TOKEN.encode(), FORMER.encode())) == ["verification.rotated-out"]


def test_of_a_body_alone_only_the_body_is_judged():
    report = judge(BODY.encode())

    assert (report.findings, report.unjudged) == ((), (("the headers", "only a body was given"),))


TYPED = both()[:3]
LENGTH = str(len(BODY))


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (dump(both(), BODY[:-1]), ["bad-json"]),
        (dump(both(), "[]"), ["bad-json"]),
        (dump(both(), BODY.replace("Clinic", "Cl\u00efnic").encode("latin-1")), ["invalid-utf8"]),
        (dump(both(), gzip.compress(BODY.encode())), ["gzip"]),
        (dump((*both(), ("content-encoding", "gzip")), gzip.compress(BODY.encode())), ["gzip"]),
        (dump(TYPED), ["no-content-type"]),
        (dump((*TYPED, ("content-type", "text/plain"))), ["wrong-content-type"]),
        (dump((*TYPED, ("content-type", "application/json; charset=utf-8"))), []),
        (dump((*both(), ("content-length", LENGTH))), []),
        (dump((*both(), ("content-length", LENGTH)), BODY + "\n"), []),
        (dump((*both(), ("content-length", LENGTH)), BODY[:99]), ["half-body"]),
        (dump((*both(), ("content-length", str(len(BODY) + 10)))), ["wrong-content-length-long"]),
        (dump((*both(), ("content-length", str(len(BODY) - 10)))), ["wrong-content-length-short"]),
        (dump((*both(), ("transfer-encoding", "chunked")), f"{len(BODY):x}\r\n{BODY}\r\n0\r\n\r\n"),
         []),
        (dump((*both(), ("transfer-encoding", "chunked"))), []),
        (dump(both(), '{"resourceType": "Bundle", "entry": [{"resource": {"eventUri": "a"}}]}'),
         ["fhir-bundle"]),
        (dump(both(), "\ufeff" + BODY), []),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_body_is_found(raw, found):
    assert names(raw) == [f"push.{name}" for name in found]


def test_the_facts_tell_the_message_and_nothing_of_the_patient():
    report = judge(dump(both()))
    body = dict(next(each for each in report.facts if each.title == "body").rows)

    assert body == {
        "size": f"{len(BODY)} bytes", "content type": "application/json",
        "DataModel": "PatientAdmin", "EventType": "Arrival", "Test": "True",
        "EventDateTime": "2026-01-01T12:00:00.000Z", "source": "Clinic", "log id": "log-1",
        "attempt id": "attempt-1",
    }  # fmt: skip
    assert "Secretname" not in json.dumps(report.as_json())


def test_a_missing_application_name_is_noted():
    told = judge(dump(both()[:2] + both()[3:])).notes

    assert told == ("there is no application-name: RedoxEngine, which Redox sends",)
